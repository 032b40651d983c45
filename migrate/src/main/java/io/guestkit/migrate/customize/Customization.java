package io.guestkit.migrate.customize;

import io.guestkit.DiskSet;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixPlanner;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.linux.SelinuxRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One change that somebody asks for. */
public interface Customization extends FixRule {

    /** What steps give as their reason. */
    String ASKED = "it was asked for";

    /**
     * Plans changes, in their order.
     *
     * @param root as for {@link FixPlanner#plan}
     * @throws UnsupportedFeatureException if the guest is no Linux: the changes are those of Unix files
     */
    static FixPlan plan(DiskSet disks, List<Customization> changes, Optional<String> root) throws IOException {
        List<FixRule> rules = new ArrayList<>(changes);
        rules.add(new SelinuxRule());
        return FixPlanner.plan(
                disks,
                guest -> guest.osType() == OsType.LINUX ? rules : List.of(),
                Target.SAME,
                FixOptions.DEFAULT,
                root);
    }
}
