package io.guestkit.migrate.pipeline;

import io.guestkit.OpenOptions;
import io.guestkit.convert.ImageCreation;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.migrate.fix.FixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Lets the guest be made fit for its target, in a new qcow2 overlay upon each disk. */
final class FixStage implements StageWork {

    @Override
    public Map<String, Object> run(StageRun run) throws IOException {
        MigrationContext context = run.context();
        InspectReport report = context.requireReport()
                .orElseThrow(() -> new IOException("the guest cannot be fixed, for it was not inspected"));
        if (report.guests().isEmpty()) {
            run.note("there is no guest on the disks that could be fixed");
            run.data().put("guests", 0);
            return Map.of("disks", List.of());
        }
        Path directory = run.emptyDirectory();
        OpenOptions open = context.layeredOptions();
        List<Path> overlays = new ArrayList<>();
        for (MigrationDisk disk : context.disks()) {
            Path overlay = directory.resolve("disk-" + disk.number() + ".qcow2");
            ImageCreation.overlay(
                    overlay,
                    DiskFormat.QCOW2,
                    disk.path().toRealPath().toString(),
                    disk.open(),
                    OptionalLong.empty(),
                    FormatOptions.NONE,
                    false);
            overlays.add(overlay);
        }
        GuestFixer.Outcome outcome = run.tools()
                .fixer()
                .fix(new GuestFixer.Request(
                        run.settings().target(),
                        overlays,
                        open,
                        run.settings()
                                .fix()
                                .withCards(context.machine()
                                        .map(MachineDescription::cards)
                                        .orElse(List.of())),
                        run.settings().root(),
                        report,
                        Files.createDirectory(directory.resolve("plan")),
                        run::note,
                        run.cancellation()));
        run.data().put("guests", report.guests().size());
        run.data().put("applied", outcome.applied());
        run.data().put("skipped", outcome.skipped());
        run.data().put("failed", outcome.failed());
        run.data().put("fix", outcome.document());
        require(outcome, run);
        List<MigrationDisk> next = new ArrayList<>();
        List<Object> documents = new ArrayList<>();
        for (int i = 0; i < overlays.size(); i++) {
            MigrationDisk fixed = upon(context.disks().get(i), overlays.get(i), run.hash(overlays.get(i), open), open);
            next.add(fixed);
            documents.add(fixed.document());
        }
        context.fixed(outcome);
        context.layered(next);
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("disks", documents);
        made.put("applied", (long) outcome.applied());
        made.put("skipped", (long) outcome.skipped());
        made.put("fix", outcome.document());
        return made;
    }

    private static void require(GuestFixer.Outcome outcome, StageRun run) throws IOException {
        int all = outcome.applied() + outcome.skipped() + outcome.failed();
        if (outcome.failed() > 0) {
            throw new FixException("%d of %d fixes did not do what they were to do: %s"
                    .formatted(outcome.failed(), all, String.join("; ", outcome.problems())));
        }
        if (outcome.skipped() > 0 && !run.settings().allowSkippedFixes()) {
            throw new FixException("%d of %d fixes were skipped, which was not allowed: %s"
                    .formatted(outcome.skipped(), all, String.join("; ", outcome.problems())));
        }
    }

    private static MigrationDisk upon(MigrationDisk disk, Path overlay, String hash, OpenOptions open) {
        return new MigrationDisk(
                disk.number(),
                disk.source(),
                overlay,
                open,
                DiskFormat.QCOW2,
                disk.layers() + 1,
                disk.virtualSize(),
                hash);
    }

    @Override
    public boolean takeOver(Map<String, Object> made, StageRun run) throws IOException {
        List<?> documents = Journal.list(made.get("disks"));
        if (documents.isEmpty()) {
            return true;
        }
        List<MigrationDisk> disks = run.context().disks();
        if (documents.size() != disks.size()) {
            return false;
        }
        OpenOptions open = run.context().layeredOptions();
        List<MigrationDisk> next = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            Map<String, Object> document = Journal.map(documents.get(i), "disk");
            Path overlay = Journal.path(document, "path");
            String hash = Journal.text(document, "content_sha256");
            if (!Files.exists(overlay) || !run.context().isConverted() && !run.isStill(overlay, open, hash)) {
                return false;
            }
            next.add(upon(disks.get(i), overlay, hash, open));
        }
        run.context()
                .fixed(new GuestFixer.Outcome(
                        (int) Journal.number(made, "applied"),
                        (int) Journal.number(made, "skipped"),
                        0,
                        List.of(),
                        Journal.map(made.get("fix"), "fix")));
        run.context().layered(next);
        return true;
    }
}
