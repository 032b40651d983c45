package io.guestkit.migrate.customize;

import io.guestkit.DiskSet;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixPlanner;
import io.guestkit.migrate.fix.FixRule;
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
        rules.add(new Relabelling());
        return FixPlanner.plan(
                disks,
                guest -> guest.osType() == OsType.LINUX ? rules : List.of(),
                Target.SAME,
                FixOptions.DEFAULT,
                root);
    }

    /** New files have no label of SELinux, without which their readers may be refused. */
    final class Relabelling implements FixRule {

        @Override
        public String name() {
            return "selinux";
        }

        @Override
        public void plan(Draft draft) throws IOException {
            String config = draft.text("/etc/selinux/config");
            boolean enabled = config != null
                    && config.lines().anyMatch(line -> line.strip().matches("SELINUX=(enforcing|permissive)"));
            if (enabled && draft.hasSteps() && !draft.exists("/.autorelabel")) {
                draft.write(
                        "/.autorelabel",
                        "",
                        0644,
                        "SELinux is in use, and what is written here has no labels",
                        List.of("/etc/selinux/config"));
            }
        }
    }
}
