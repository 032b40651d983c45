package io.guestkit.migrate.linux;

import io.guestkit.migrate.fix.FixRule;
import java.util.List;

/** The rules for Linux guests. */
public final class LinuxFixes {

    /** In the order in which they are asked: an initramfs is made when everything that goes into it is right. */
    public static final List<FixRule> RULES = List.of(
            new NetworkRule(),
            new FstabRule(),
            new CrypttabRule(),
            new KernelCommandLineRule(),
            new DeviceCachesRule(),
            new InitramfsRule(),
            new EfiFallbackRule());

    private LinuxFixes() {}
}
