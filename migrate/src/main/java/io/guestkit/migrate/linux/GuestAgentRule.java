package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** QEMU's guest agent, installed from a package that is given: without a network, so that what it needs has to be there. */
final class GuestAgentRule implements FixRule {

    private static final String PACKAGE = "qemu-guest-agent";

    @Override
    public String name() {
        return "guest-agent";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.GUEST_AGENT);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        Path file = draft.options().guestAgent().orElse(null);
        if (file == null) {
            return;
        }
        for (Application each : draft.report().applications()) {
            if (each.name().equals(PACKAGE)) {
                draft.note(PACKAGE + " is installed already, and stays as it is");
                return;
            }
        }
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        String name =
                Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
        List<String> command =
                installing(draft.report().identity().packageFormat().orElse(""), name);
        requireArchitecture(draft, name);
        String reason = "hypervisors talk to guests through QEMU's agent";
        List<String> evidence = List.of(PACKAGE + " is not installed");
        String copy = "/var/tmp/" + name;
        draft.copyIn(file, copy, 0644, reason, evidence);
        draft.add(
                reason,
                evidence,
                new Operation.RunCommand(
                        List.of(command.getFirst(), command.get(1), copy),
                        List.of(),
                        List.of(Proof.packagePresent(PACKAGE))),
                copy);
        draft.delete(copy, "it is installed", List.of(copy));
    }

    private static List<String> installing(String format, String name) throws UnsupportedFeatureException {
        boolean fits = name.startsWith(PACKAGE) && name.endsWith("." + format);
        if (fits && format.equals("deb")) {
            return List.of("dpkg", "--install");
        }
        if (fits && format.equals("rpm")) {
            return List.of("rpm", "--install");
        }
        throw new UnsupportedFeatureException(
                "%s is no package %s of a kind that can be installed in this guest, which has %s"
                        .formatted(name, PACKAGE, format.isEmpty() ? "none" : format));
    }

    private static void requireArchitecture(Draft draft, String name) throws UnsupportedFeatureException {
        String architecture = draft.report().identity().architecture().orElse("");
        boolean own = false;
        for (String spelling : spellings(architecture)) {
            own |= name.contains(spelling);
        }
        if (!own || !GuestPrograms.canRun(draft)) {
            throw new UnsupportedFeatureException(
                    own
                            ? "programs of the guest's architecture cannot run here, so that nothing is installed"
                            : "%s is not for %s, the guest's architecture".formatted(name, architecture));
        }
    }

    /** As names of packages have an architecture; whether the package is for it, its package manager looks. */
    private static List<String> spellings(String architecture) {
        return switch (architecture) {
            case "x86_64" -> List.of("x86_64", "amd64");
            case "aarch64" -> List.of("aarch64", "arm64");
            case "i386" -> List.of("i386", "i486", "i586", "i686");
            default -> List.of(architecture);
        };
    }
}
