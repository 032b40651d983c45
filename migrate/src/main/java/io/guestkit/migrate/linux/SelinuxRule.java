package io.guestkit.migrate.linux;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.fix.FixStep;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * New files, which have no label of SELinux, since the appliance knows none of the guest's policy: the guest gives them
 * their labels when it starts, once, which may take minutes and starts it a second time.
 */
public final class SelinuxRule implements FixRule {

    private static final Set<String> MODES = Set.of("enforcing", "permissive");

    @Override
    public String name() {
        return "selinux";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        var mode = draft.report().configuration().selinux();
        if (mode.isEmpty() || !MODES.contains(mode.get().value())) {
            return;
        }
        List<String> evidence = new ArrayList<>(
                List.of(mode.get().source() + " is " + mode.get().value()));
        for (FixStep step : draft.steps()) {
            if (makesFiles(step.operation())) {
                evidence.add(step.id());
            }
        }
        if (evidence.size() > 1 && !draft.exists("/.autorelabel")) {
            draft.write("/.autorelabel", "", 0644, "new files need labels of SELinux", evidence);
        }
    }

    /** Files that are changed in place keep what they have; those of EFI partitions have none of their own. */
    private static boolean makesFiles(Operation operation) {
        return switch (operation) {
            case Operation.WriteFile write -> true;
            case Operation.CopyIn copy -> true;
            case Operation.MakeDirectory directory -> true;
            case Operation.MakeSymlink link -> true;
            case Operation.RunCommand command -> true;
            case Operation.AddDrivers drivers -> !drivers.tool().isEmpty();
            case Operation.CopyFile copy -> false; // to EFI partitions
            case Operation.Move move -> true; // to where others are expected
            case Operation.EditFile edit -> false;
            case Operation.Truncate truncate -> false;
            case Operation.Delete delete -> false;
            case Operation.SetPermissions permissions -> false;
            case Operation.SetRegistryValue value -> false;
            case Operation.DeleteRegistryKey key -> false;
        };
    }
}
