package io.guestkit.migrate.linux;

import io.guestkit.migrate.fix.FixRule;
import java.util.List;

/** The rules for Linux guests. */
public final class LinuxFixes {

    /**
     * In the order in which they are asked: packages go first, an initramfs and a menu are made when everything that goes
     * into them is right, and new files get labels when all of them are there.
     */
    public static final List<FixRule> RULES = List.of(
            new HypervisorToolsRule(),
            new GuestAgentRule(),
            new NetworkRule(),
            new MountsRule(),
            new FstabRule(),
            new CrypttabRule(),
            new KernelCommandLineRule(),
            new SerialConsoleRule(),
            new DefaultKernelRule(),
            new ModprobeAliasesRule(),
            new DisplayRule(),
            new DeviceCachesRule(),
            new InitramfsRule(),
            new EfiFallbackRule(),
            new GrubRegenerationRule(),
            new SelinuxRule());

    private LinuxFixes() {}
}
