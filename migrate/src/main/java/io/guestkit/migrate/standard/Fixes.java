package io.guestkit.migrate.standard;

import io.guestkit.DiskSet;
import io.guestkit.inspect.report.Identity;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixPlanner;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.linux.LinuxFixes;
import io.guestkit.migrate.windows.WindowsFixes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What guestkit knows to fix. */
public final class Fixes {

    private Fixes() {}

    /**
     * Finds out what has to change in the guest on some disks.
     *
     * @see FixPlanner#plan
     */
    public static FixPlan plan(DiskSet disks, Target target, FixOptions options, Optional<String> root)
            throws IOException {
        return FixPlanner.plan(disks, Fixes::rules, target, options, root);
    }

    /** The rules for a guest, in the order in which they are asked; empty if none are known. */
    public static List<FixRule> rules(Identity guest) {
        return switch (guest.osType()) {
            case LINUX -> LinuxFixes.RULES;
            case WINDOWS -> WindowsFixes.RULES;
            case FREEBSD, NETBSD, OPENBSD, DRAGONFLY, HURD, MINIX, DOS -> List.of();
        };
    }
}
