package io.guestkit.cli;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ManifestCheck;
import io.guestkit.image.ManifestCheck.Outcome;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.Progress;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code check} does with an appliance: its manifest, then its disks, one after the other. */
final class ApplianceCheck {

    private final Path path;
    private final OpenOptions options;
    private final Invocation call;
    private final List<Object> disks = new ArrayList<>();
    private long corruptions;
    private long leaks;
    /** Why a disk could not be looked at; the first such reason. */
    private @Nullable IOException unchecked;

    ApplianceCheck(Path path, OpenOptions options, Invocation call) {
        this.path = path;
        this.options = options;
        this.call = call;
    }

    /**
     * Prints what is wrong.
     *
     * @param names of the disks, in the guest's order
     * @return the exit code
     */
    int run(List<String> names) throws IOException {
        Optional<ManifestCheck> manifest;
        try (Interruption interruption = new Interruption()) {
            manifest = Disks.checkManifest(path, options, Progress.NONE, interruption.cancellation());
        }
        if (manifest.isPresent()) {
            check(manifest.get());
        } else {
            call.streams()
                    .note(path + " has no manifest, so nobody can tell whether its files are as they were packed");
        }
        for (int i = 0; i < names.size(); i++) {
            checkDisk(names.get(i), options.withMember(Integer.toString(i + 1)));
        }
        if (isText()) {
            println(path + ": " + (unchecked == null ? "" : "not all disks could be checked; ")
                    + CheckCommand.verdict(corruptions, leaks));
        } else {
            Document.print(document(manifest), call);
        }
        if (unchecked != null) {
            throw unchecked;
        }
        return CheckCommand.exitCode(corruptions, leaks);
    }

    private void check(ManifestCheck manifest) throws IOException {
        for (ManifestCheck.Entry entry : manifest.entries()) {
            if (entry.outcome() != Outcome.MATCHES) {
                corruptions++;
            }
            if (isText()) {
                println(
                        switch (entry.outcome()) {
                            case MATCHES -> "%s: matches its %s digest".formatted(entry.file(), entry.algorithm());
                            case DIFFERS ->
                                "corrupt: %s: differs from its %s digest in the manifest"
                                        .formatted(entry.file(), entry.algorithm());
                            case MISSING ->
                                "corrupt: %s: stands in the manifest and is missing".formatted(entry.file());
                        });
            }
        }
        for (String disk : manifest.unlistedDisks()) {
            call.streams().note("the manifest says nothing about the disk " + disk);
        }
    }

    /**
     * A disk that is too corrupt to be opened is what a check is to find; one that cannot be opened for another reason
     * makes the check fail in the end. The other disks are looked at in either case.
     */
    private void checkDisk(String name, OpenOptions one) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("disk", name);
        try (DiskImage image = Disks.openImage(path, one)) {
            CheckReport report = image.check();
            Warnings.print(image.warnings(), call.streams());
            corruptions += report.corruptions();
            leaks += report.leaks();
            CheckCommand.addFacts(image.info().format(), report, facts);
            if (isText()) {
                CheckCommand.print(name, image.info().format(), report, call.streams());
            }
        } catch (CorruptDataException e) {
            corruptions++;
            facts.put("error", String.valueOf(e.getMessage()));
            if (isText()) {
                println("corrupt: " + e.getMessage());
            }
        } catch (UnsupportedFeatureException | KeyRequiredException e) {
            facts.put("check-errors", 1);
            facts.put("error", String.valueOf(e.getMessage()));
            if (unchecked == null) {
                unchecked = e;
            } else {
                unchecked.addSuppressed(e);
            }
        }
        disks.add(facts);
    }

    private Map<String, Object> document(Optional<ManifestCheck> manifest) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("filename", path.toString());
        facts.put("format", "ova");
        facts.put("corruptions", corruptions);
        facts.put("leaks", leaks);
        if (manifest.isPresent()) {
            List<Object> files = new ArrayList<>();
            for (ManifestCheck.Entry entry : manifest.get().entries()) {
                Map<String, Object> file = new LinkedHashMap<>();
                file.put("file", entry.file());
                file.put("algorithm", entry.algorithm());
                file.put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
                files.add(file);
            }
            Map<String, Object> digests = new LinkedHashMap<>();
            digests.put("files", files);
            digests.put("unlisted-disks", manifest.get().unlistedDisks());
            facts.put("manifest", digests);
        }
        facts.put("disks", disks);
        return facts;
    }

    private boolean isText() {
        return call.output() == OutputFormat.TEXT;
    }

    private void println(String line) throws IOException {
        call.streams().println(Text.printable(line));
    }
}
