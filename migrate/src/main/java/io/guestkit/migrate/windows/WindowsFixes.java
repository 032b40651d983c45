package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.FixRule;
import java.util.List;

/** The rules for Windows guests. */
public final class WindowsFixes {

    /** In the order in which they are asked: the first start does what the others could not. */
    public static final List<FixRule> RULES = List.of(
            new StorageDriverRule(),
            new DriverStagingRule(),
            new ForeignFiltersRule(),
            new HypervisorToolsRule(),
            new DiskPolicyRule(),
            new CrashControlRule(),
            new EfiFallbackRule(),
            new BootConfigurationRule(),
            new FirstBootRule(),
            new MachineRule());

    private WindowsFixes() {}
}
