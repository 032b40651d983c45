package io.guestkit.migrate.linux;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.Proof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packages that go, by the guest's own package manager, which nothing that stays may need. */
public final class PackageRemoval {

    private PackageRemoval() {}

    /**
     * Plans to uninstall packages of the guest's own format.
     *
     * @param names of packages that are installed
     * @return why they cannot be uninstalled; null if it is planned
     */
    public static @Nullable String plan(Draft draft, List<String> names, String reason, List<String> evidence)
            throws IOException {
        String format = draft.report().identity().packageFormat().orElse("");
        List<String> command = uninstalling(format);
        if (command.isEmpty()) {
            return "how packages of this guest are uninstalled is not known";
        }
        if (!GuestPrograms.canRun(draft)) {
            return "programs of the guest's architecture cannot run here";
        }
        try {
            List<String> needing = PackageDatabase.read(draft.files(), format).needing(names);
            if (!needing.isEmpty()) {
                return String.join(", ", needing) + " need them";
            }
        } catch (CorruptDataException | UnsupportedFeatureException e) {
            return "what needs them is not known: " + e.getMessage();
        }
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(names);
        List<Proof> proofs = new ArrayList<>();
        names.forEach(name -> proofs.add(Proof.packageAbsent(name)));
        draft.add(reason, evidence, new Operation.RunCommand(arguments, List.of(), proofs));
        return null;
    }

    private static List<String> uninstalling(String format) {
        return switch (format) {
            case "deb" -> List.of("dpkg", "--purge");
            case "rpm" -> List.of("rpm", "--erase", "--allmatches"); // of several architectures all
            case "apk" -> List.of("apk", "del", "--no-network");
            default -> List.of();
        };
    }
}
