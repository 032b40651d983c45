package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.convert.Conversion;
import io.guestkit.convert.ConversionResult;
import io.guestkit.convert.DiskConverter;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.migrate.OutputPlace;
import io.guestkit.migrate.fix.FixListener;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixPreview;
import io.guestkit.migrate.fix.FixRecord;
import io.guestkit.migrate.fix.FixResult;
import io.guestkit.migrate.fix.FixRun;
import io.guestkit.migrate.fix.FixStep;
import io.guestkit.migrate.fix.PlanDocument;
import io.guestkit.migrate.fix.StepResult;
import io.guestkit.migrate.standard.Fixes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code fix}: what a guest needs to start elsewhere, as a plan; the plan applied, kept or dropped. */
final class FixCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "fix",
                "plan|apply|…",
                2,
                Usage.MANY,
                "What a guest needs to start elsewhere, planned and applied",
                FixFlags.all(
                        FixFlags.PLANNING,
                        List.of(
                                Flag.PLAN,
                                Flag.SKIP,
                                Flag.ALLOW_SKIPPED,
                                Flag.DRY_RUN,
                                Flag.TARGET_FORMAT,
                                Flag.COMPRESS,
                                Flag.KEEP,
                                Flag.REPLACE,
                                Flag.ADD),
                        FixFlags.OPENING,
                        List.of(Flag.OUTPUT)),
                List.of(
                        "plan vm.vmdk --plan vm.yaml",
                        "shows what would be changed, and keeps it as a plan",
                        "preview vm.yaml",
                        "shows it again, and whether it still fits its images",
                        "apply vm.yaml fixed.qcow2",
                        "into an overlay; each step is read again before it counts",
                        "verify fixed.qcow2",
                        "reads it once more",
                        "commit fixed.qcow2 vm-kvm.qcow2",
                        "the image and the overlay become a new image",
                        "revert fixed.qcow2",
                        "as if nothing had been"),
                List.of(
                        "plan IMAGE…, preview PLAN, apply PLAN OVERLAY…, verify OVERLAY…, commit OVERLAY OUTPUT,",
                        "revert OVERLAY…",
                        "Images are never written: apply makes one OVERLAY for each of them. It needs libguestfs.",
                        "Without success nothing is left, and the exit code is 1."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<String> operands = call.operands();
        requireFitting(call);
        try {
            return switch (operands.getFirst()) {
                case "plan" -> plan(call, operands.subList(1, operands.size()));
                case "preview" -> preview(call, operands.subList(1, operands.size()));
                case "apply" ->
                    call.has(Flag.DRY_RUN)
                            ? preview(call, operands.subList(1, operands.size()))
                            : apply(call, operands.subList(1, operands.size()));
                case "verify" -> verify(call, operands.subList(1, operands.size()));
                case "commit" -> commit(call, operands.subList(1, operands.size()));
                case "revert" -> revert(call, operands.subList(1, operands.size()));
                default ->
                    throw new UsageException("fix %s: expected plan, preview, apply, verify, commit or revert"
                            .formatted(operands.getFirst()));
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** What each of the words takes; {@code fix} itself takes all of them. */
    private static final Map<String, List<Flag>> FITTING = Map.of(
            "plan", FixFlags.all(FixFlags.PLANNING, List.of(Flag.PLAN, Flag.REPLACE, Flag.ADD), FixFlags.OPENING),
            "preview", FixFlags.all(List.of(Flag.SKIP), FixFlags.OPENING),
            "apply", FixFlags.all(List.of(Flag.SKIP, Flag.ALLOW_SKIPPED, Flag.DRY_RUN, Flag.REPLACE), FixFlags.OPENING),
            "verify", FixFlags.OPENING,
            "commit",
                    List.of(Flag.TARGET_FORMAT, Flag.COMPRESS, Flag.KEEP, Flag.REPLACE, Flag.ALLOW_PATH, Flag.KEY_FILE),
            "revert", List.of());

    private void requireFitting(Invocation call) {
        String word = call.operands().getFirst();
        List<Flag> fitting = FITTING.get(word);
        if (fitting == null) {
            return; // no such word, which is said where it is looked up
        }
        for (Flag flag : usage().flags()) {
            if (call.has(flag) && !fitting.contains(flag) && flag != Flag.OUTPUT) {
                throw new UsageException("fix %s does not take %s".formatted(word, flag));
            }
        }
    }

    private static int plan(Invocation call, List<String> operands) throws IOException {
        List<Path> images = new ArrayList<>();
        for (String operand : operands) {
            images.add(Invocation.hostPath(operand));
        }
        for (String added : call.values(Flag.ADD)) {
            images.add(Invocation.hostPath(added));
        }
        call.examine(images.getFirst().toString());
        FixPlan plan;
        int code;
        try (DiskSet disks = call.open(images)) {
            plan = Fixes.plan(
                    disks,
                    FixFlags.target(call),
                    FixFlags.options(call)
                            .withCards(call.machine(images)
                                    .map(MachineDescription::cards)
                                    .orElse(List.of())),
                    Optional.ofNullable(call.value(Flag.GUEST_ROOT)));
            code = Keys.exitCode(disks, call.streams());
        }
        keep(plan, call);
        show(plan, call);
        return code;
    }

    /** Writes a plan to a file, if one is wanted. */
    static void keep(FixPlan plan, Invocation call) throws IOException {
        String file = call.value(Flag.PLAN);
        if (file != null) {
            Path place = Invocation.hostPath(file);
            requireFree(place, plan, call);
            write(place, PlanDocument.write(plan));
        }
    }

    static void show(FixPlan plan, Invocation call) throws IOException {
        if (call.output() == OutputFormat.TEXT) {
            FixText.print(plan, call.streams());
        } else {
            Document.print(PlanDocument.facts(plan), call);
        }
    }

    private static void requireFree(Path place, FixPlan plan, Invocation call) throws IOException {
        List<Path> images = new ArrayList<>();
        for (FixPlan.Image image : plan.images()) {
            images.add(Path.of(image.path()));
        }
        requireFree(place, images, call);
    }

    /** Makes sure that a new file may be there, for it is no part of the images and replaces nothing without being told to. */
    static void requireFree(Path place, List<Path> images, Invocation call) throws IOException {
        try {
            OutputPlace.requireFree(place, call.has(Flag.REPLACE), OutputPlace.partsOf(images, call.openOptions()));
        } catch (FileSystemException e) {
            throw ConvertCommand.aboutItsFile(e, call);
        }
    }

    /** A new file, at once or not at all. */
    private static void write(Path file, String text) throws IOException {
        Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
        try {
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static int apply(Invocation call, List<String> operands) throws IOException {
        FixPlan plan = read(call, operands.getFirst());
        return apply(call, plan, paths(operands.subList(1, operands.size())));
    }

    private static FixPlan read(Invocation call, String operand) throws IOException {
        Path file = Invocation.hostPath(operand);
        call.examine(file.toString());
        return PlanDocument.read(file);
    }

    private static List<Path> paths(List<String> operands) {
        List<Path> paths = new ArrayList<>();
        for (String operand : operands) {
            paths.add(Invocation.hostPath(operand));
        }
        return paths;
    }

    /** Shows a plan, and what of it does not fit any more. */
    private static int preview(Invocation call, List<String> operands) throws IOException {
        FixPlan plan = read(call, operands.getFirst());
        List<FixPreview.Misfit> misfits;
        try (KeyRing keys = call.keys()) {
            misfits = FixPreview.of(plan, opening(call, keys), Set.copyOf(call.values(Flag.SKIP)));
        }
        for (Path overlay : paths(operands.subList(1, operands.size()))) {
            requireFree(overlay, plan, call);
        }
        if (call.output() == OutputFormat.TEXT) {
            FixText.print(plan, call.streams());
        } else {
            Map<String, Object> facts = PlanDocument.facts(plan);
            facts.put("misfits", Facts.of(misfits));
            Document.print(facts, call);
        }
        for (FixPreview.Misfit misfit : misfits) {
            call.streams().error("%s does not fit any more: %s".formatted(misfit.id(), misfit.problem()));
        }
        return misfits.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static OpenOptions opening(Invocation call, KeyRing keys) throws IOException {
        return call.openOptions().withKeys(keys).withLuksHeaders(Keys.luksHeaders(call.values(Flag.LUKS_HEADER)));
    }

    /** Looks up the steps once more that were applied to overlays. */
    private static int verify(Invocation call, List<String> operands) throws IOException {
        List<Path> overlays = paths(operands);
        call.examine(overlays.getFirst().toString());
        FixRecord.Applied applied = FixRecord.require(overlays.getFirst(), false);
        FixResult result;
        try (KeyRing keys = call.keys();
                Interruption interruption = new Interruption()) {
            FixRun.Settings settings = new FixRun.Settings(
                    opening(call, keys), applied.skipped(), true, false, FixListener.NONE, interruption.cancellation());
            result = FixRun.verify(applied.plan(), overlays, settings);
        }
        print(applied.plan(), result, "not so any more", call);
        return result.success() ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** Applies a plan, and prints what became of it. */
    static int apply(Invocation call, FixPlan plan, List<Path> overlays) throws IOException {
        FixResult result;
        try (KeyRing keys = call.keys();
                Interruption interruption = new Interruption()) {
            result = FixRun.apply(
                    plan,
                    overlays,
                    new FixRun.Settings(
                            opening(call, keys),
                            Set.copyOf(call.values(Flag.SKIP)),
                            call.has(Flag.ALLOW_SKIPPED),
                            call.has(Flag.REPLACE),
                            new Listener(call, plan.steps().size()),
                            interruption.cancellation()));
        } catch (FileSystemException e) {
            throw ConvertCommand.aboutItsFile(e, call);
        }
        FixRecord.write(plan, result);
        print(plan, result, "not applied, and nothing is left of it", call);
        return result.success() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private record Listener(Invocation call, int steps) implements FixListener {
        @Override
        public void starting(String what) {
            call.streams()
                    .note(
                            switch (what) {
                                case "appliance" -> "starting the appliance…";
                                case "verification" -> "reading again what was written…";
                                default -> what + "…";
                            });
        }
    }

    /** @param otherwise what is to be said if it was no success */
    private static void print(FixPlan plan, FixResult result, String otherwise, Invocation call) throws IOException {
        if (call.output() != OutputFormat.TEXT) {
            Map<String, Object> facts = FixRecord.facts(result);
            facts.put("overlays", result.overlays().stream().map(Path::toString).toList());
            Document.print(facts, call);
            return;
        }
        Streams streams = call.streams();
        for (int i = 0; i < result.steps().size(); i++) {
            StepResult step = result.steps().get(i);
            FixStep planned = plan.steps().get(i);
            streams.println(Text.printable("%-10s %-24s %s%s"
                    .formatted(
                            step.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            step.id(),
                            planned.operation().subject(),
                            step.detail().isEmpty() ? "" : "  (" + step.detail() + ")")));
        }
        if (result.boot().isPresent()) {
            BootReport boot = result.boot().get();
            streams.println("boot       " + boot.verdict().name().toLowerCase(Locale.ROOT));
            for (BootLink link : boot.links()) {
                if (link.verdict() != BootReport.Verdict.OK) {
                    streams.println(Text.printable("  %s %s: %s (%s)"
                            .formatted(
                                    link.verdict().name().toLowerCase(Locale.ROOT),
                                    link.link(),
                                    link.detail(),
                                    link.source())));
                }
            }
        }
        String counts = "%d verified, %d skipped, %d failed"
                .formatted(
                        result.count(StepResult.Outcome.VERIFIED),
                        result.count(StepResult.Outcome.SKIPPED),
                        result.count(StepResult.Outcome.FAILED));
        if (result.success()) {
            for (Path overlay : result.overlays()) {
                streams.println(Text.printable(overlay + ": " + counts));
            }
        } else {
            streams.error(otherwise + ": " + counts);
        }
    }

    private static int commit(Invocation call, List<String> operands) throws IOException {
        if (operands.size() != 2) {
            throw new UsageException("fix commit: expected OVERLAY OUTPUT");
        }
        Path overlay = Invocation.hostPath(operands.get(0));
        Path output = Invocation.hostPath(operands.get(1));
        call.examine(overlay.toString());
        OpenOptions open = call.openOptions();
        List<Path> allowed = new ArrayList<>(open.allowedPaths());
        for (FixPlan.Image image :
                FixRecord.require(overlay, !call.has(Flag.REPLACE)).plan().images()) {
            allowed.add(Path.of(image.path()).toRealPath().getParent()); // the record says that it lies upon them
        }
        OpenOptions layered = open.withAllowedPaths(allowed);
        DiskFormat format = ConvertCommand.format(call, output);
        ConversionResult result;
        try (ProgressDisplay display = ProgressDisplay.of(call.streams(), call.has(Flag.QUIET));
                KeyRing keys = call.keys();
                Interruption interruption = new Interruption()) {
            result = new DiskConverter()
                    .convert(Conversion.of(overlay, output, format)
                            .open(layered.withKeys(keys))
                            .compression(call.has(Flag.COMPRESS) ? Compression.ZLIB : Compression.NONE)
                            .replace(call.has(Flag.REPLACE))
                            .verify(true)
                            .progress(display)
                            .cancellation(interruption.cancellation())
                            .build());
        } catch (FileSystemException e) {
            throw ConvertCommand.aboutItsFile(e, call);
        }
        Warnings.print(result.warnings(), call.streams());
        if (!call.has(Flag.KEEP)) {
            FixRecord.drop(overlay);
        }
        if (call.output() == OutputFormat.TEXT) {
            call.streams()
                    .println(Text.printable("%s: %s, %s, verified"
                            .formatted(output, result.format(), Text.size(result.virtualSize()))));
        } else {
            Document.print(
                    Map.of("success", true, "output_path", output.toString(), "virtual_size", result.virtualSize()),
                    call);
        }
        return ExitCode.OK;
    }

    private static int revert(Invocation call, List<String> operands) throws IOException {
        for (String operand : operands) {
            Path overlay = Invocation.hostPath(operand);
            call.examine(overlay.toString());
            FixRecord.drop(overlay);
            call.streams().note(overlay + " is dropped");
        }
        return ExitCode.OK;
    }
}
