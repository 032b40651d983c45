package io.guestkit.migrate.fix;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.ImageCreation;
import io.guestkit.guestfs.Appliance;
import io.guestkit.guestfs.Drive;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsException;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspection;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.Cancellation;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.migrate.OutputPlace;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.VolumeKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Applies a plan: into new overlays upon the guest's images, by an appliance; then every step is looked up by the native
 * readers. The images are never written. Overlays appear under their names only if everything was found to be done.
 */
public final class FixRun {

    /** Enough for the tools that make an initramfs, in MiB. */
    private static final int MEMORY = 1024;

    /** Enough to open what was encrypted with Argon2's usual cost of 1 GiB, too. */
    private static final int MEMORY_TO_UNLOCK = 2560;

    private final FixPlan plan;
    private final List<Path> overlays;
    private final Settings settings;
    private final Map<String, StepResult> results = new HashMap<>();
    private final List<FixStep> done = new ArrayList<>();

    /**
     * How a plan is applied.
     *
     * @param open how to open the images, with the keys of what is encrypted
     * @param skip ids of steps that are not wanted
     * @param allowSkipped whether steps may be left out that depend on one which is not wanted
     * @param replace whether overlays that are there may be replaced
     */
    public record Settings(
            OpenOptions open,
            Set<String> skip,
            boolean allowSkipped,
            boolean replace,
            FixListener listener,
            Cancellation cancellation) {

        public static final Settings DEFAULT =
                new Settings(OpenOptions.DEFAULT, Set.of(), false, false, FixListener.NONE, new Cancellation());

        public Settings {
            skip = Set.copyOf(skip);
        }
    }

    private FixRun(FixPlan plan, List<Path> overlays, Settings settings) {
        this.plan = plan;
        this.overlays = List.copyOf(overlays);
        this.settings = settings;
    }

    /**
     * Applies a plan.
     *
     * @param overlays new qcow2 files, one for each image of the plan
     * @return what became of each step; without success nothing is left
     * @throws io.guestkit.io.UnsupportedFeatureException if there is no libguestfs; says what to install
     * @throws FixException if the images are not those of the plan
     */
    public static FixResult apply(FixPlan plan, List<Path> overlays, Settings settings) throws IOException {
        return new FixRun(plan, overlays, settings).run();
    }

    /**
     * Applies a plan to the images that it names, which are overlays of the caller's; without success they are of no use.
     *
     * @throws FixException as {@link #apply}
     */
    public static FixResult applyTo(FixPlan plan, Settings settings) throws IOException {
        List<Path> overlays = new ArrayList<>();
        for (FixPlan.Image image : plan.images()) {
            if (!image.format().equals(DiskFormat.QCOW2.id())) {
                throw new IllegalArgumentException(image.path() + " is no overlay");
            }
            overlays.add(Path.of(image.path()));
        }
        FixRun run = new FixRun(plan, overlays, settings);
        long start = System.nanoTime();
        plan.requireSteps(settings.skip);
        plan.open(settings.open).close();
        run.write(overlays);
        return run.result(run.verify(overlays), start);
    }

    /**
     * Looks again whether overlays have what a plan was to do to them, which is what {@link #apply} did at its end.
     *
     * @param overlays one for each image of the plan
     * @return what was found of each step that is not in {@link Settings#skip}
     * @throws FixException if they are others
     */
    public static FixResult verify(FixPlan plan, List<Path> overlays, Settings settings) throws IOException {
        FixRun run = new FixRun(plan, overlays, settings);
        long start = System.nanoTime();
        run.requireOverlays();
        plan.requireSteps(settings.skip);
        for (FixStep step : plan.steps()) {
            if (settings.skip.contains(step.id())) {
                run.end(step, StepResult.Outcome.SKIPPED, "not wanted");
            } else {
                run.end(step, isProvable(step) ? StepResult.Outcome.VERIFIED : StepResult.Outcome.NOT_PROVED, "");
                run.done.add(step);
            }
        }
        return run.result(run.verify(overlays), start);
    }

    private void requireOverlays() {
        if (overlays.size() != plan.images().size()) {
            throw new IllegalArgumentException("%d images need as many overlays, not %d"
                    .formatted(plan.images().size(), overlays.size()));
        }
        if (Set.copyOf(overlays).size() < overlays.size()) {
            throw new IllegalArgumentException("each image needs an overlay of its own");
        }
    }

    private FixResult result(Optional<BootReport> boot, long start) {
        boolean success = isSuccess();
        return new FixResult(
                success,
                inOrder(),
                success ? overlays : List.of(),
                success ? boot : Optional.empty(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private FixResult run() throws IOException {
        long start = System.nanoTime();
        requireOverlays();
        plan.requireSteps(settings.skip);
        plan.open(settings.open).close();
        Set<Path> parts = OutputPlace.partsOf(plan.paths(), settings.open);
        for (Path overlay : overlays) {
            OutputPlace.requireFree(overlay.toAbsolutePath(), settings.replace, parts);
        }
        List<UnfinishedOverlay> unfinished = new ArrayList<>();
        try {
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < overlays.size(); i++) {
                unfinished.add(UnfinishedOverlay.at(overlays.get(i).toAbsolutePath()));
                files.add(unfinished.getLast().file());
                create(i, files.getLast());
            }
            write(files);
            Optional<BootReport> boot = verify(files);
            if (isSuccess()) {
                publish(unfinished);
            }
            return result(boot, start);
        } finally {
            for (UnfinishedOverlay each : unfinished) {
                each.close();
            }
        }
    }

    private void create(int index, Path file) throws IOException {
        Path image = Path.of(plan.images().get(index).path()).toRealPath();
        Path directory = file.getParent();
        boolean beside = directory != null && Files.isSameFile(directory, image.getParent());
        String backing = beside ? String.valueOf(image.getFileName()) : image.toString();
        DiskFormat format = DiskFormat.named(plan.images().get(index).format()).orElseThrow();
        ImageCreation.overlay(
                file,
                DiskFormat.QCOW2,
                backing,
                settings.open.withFormat(format),
                OptionalLong.empty(),
                FormatOptions.NONE,
                true);
    }

    private void write(List<Path> partial) throws IOException {
        List<Drive> drives = new ArrayList<>();
        for (Path each : partial) {
            drives.add(Drive.writable(each, DiskFormat.QCOW2.id()));
        }
        settings.listener.starting("appliance");
        Appliance.Options options =
                Appliance.Options.DEFAULT.withMemoryMegabytes(plan.locked().isEmpty() ? MEMORY : MEMORY_TO_UNLOCK);
        try (Guestfs guestfs = Appliance.launch(drives, options)) {
            for (FixPlan.Locked locked : plan.locked()) {
                unlock(guestfs, locked);
            }
            try (Writing writing = new Writing(guestfs, plan.mounts())) {
                for (FixStep step : plan.steps()) {
                    settings.cancellation.check();
                    settings.listener.starting(step.id());
                    perform(step, writing);
                }
            }
            guestfs.umountAll();
        }
    }

    private void perform(FixStep step, Writing writing) {
        if (settings.skip.contains(step.id())) {
            end(step, StepResult.Outcome.SKIPPED, "not wanted");
            return;
        }
        for (String needed : step.dependsOn()) {
            StepResult before = results.get(needed);
            if (before == null || !before.isDone()) {
                end(step, StepResult.Outcome.SKIPPED, "it depends on %s, which was not done".formatted(needed));
                return;
            }
        }
        try {
            // counts as verified only until it is looked up
            String how = writing.perform(step.operation());
            end(step, isProvable(step) ? StepResult.Outcome.VERIFIED : StepResult.Outcome.NOT_PROVED, how);
            done.add(step);
        } catch (IOException e) {
            end(step, StepResult.Outcome.FAILED, reason(e));
        }
    }

    private static boolean isProvable(FixStep step) {
        return !(step.operation() instanceof Operation.RunCommand command
                && command.proofs().isEmpty());
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage());
    }

    private void end(FixStep step, StepResult.Outcome outcome, String detail) {
        results.put(step.id(), new StepResult(step.id(), outcome, detail));
    }

    private void unlock(Guestfs guestfs, FixPlan.Locked locked) throws IOException {
        VolumeKeys keys = settings.open.keys();
        VolumeKeys.Locked volume = new VolumeKeys.Locked(locked.device(), locked.uuid());
        for (int attempt = 0; ; attempt++) {
            List<byte[]> candidates = keys.candidates(volume, attempt);
            if (candidates.isEmpty()) {
                throw new KeyRequiredException(locked.device() + ": no key opens it in the appliance");
            }
            for (byte[] key : candidates) {
                try {
                    guestfs.cryptsetupOpen(locked.device(), key, locked.name());
                    guestfs.lvmScan(true);
                    return;
                } catch (GuestfsException e) {
                    continue; // another one may be right
                } finally {
                    Arrays.fill(key, (byte) 0);
                }
            }
        }
    }

    /** Nothing counts as done that is not found by somebody else. */
    private Optional<BootReport> verify(List<Path> partial) throws IOException {
        settings.listener.starting("verification");
        List<Path> allowed = new ArrayList<>(settings.open.allowedPaths());
        for (Path image : plan.paths()) {
            allowed.add(image.toRealPath().getParent());
        }
        OpenOptions open = settings.open.withAllowedPaths(allowed);
        open = new OpenOptions(
                open.allowedPaths(),
                Optional.empty(), // of the overlays, detection is right
                Optional.empty(),
                Optional.empty(),
                open.keys(),
                open.luksHeaders(),
                open.reads());
        try (DiskSet disks = Disks.open(partial, open)) {
            Inspection inspection =
                    Inspector.inspect(disks, Set.of(plan.target().bootCheck()));
            for (int i = 0; i < inspection.guests().size(); i++) {
                Guest guest = inspection.guests().get(i);
                if (guest.root().equals(plan.root())) {
                    GuestReport report = inspection.report().guests().get(i);
                    verify(new Reading(new GuestFiles(guest.fileSystem().getPath("/")), guest.storage(), report, done));
                    return report.boot();
                }
            }
            if (!disks.notExamined().isEmpty()) {
                NotExamined left = disks.notExamined().getFirst();
                throw new FixException("%s: %s, so that no guest is found on %s"
                        .formatted(left.location(), left.reason(), plan.root()));
            }
        }
        throw new FixException("what was written has no guest on %s any more".formatted(plan.root()));
    }

    private void verify(Reading reading) {
        for (FixStep step : done) {
            String contradiction;
            try {
                contradiction = reading.contradiction(step);
            } catch (IOException e) {
                contradiction = "it cannot be read again: " + reason(e);
            }
            if (contradiction != null) {
                end(
                        step,
                        StepResult.Outcome.FAILED,
                        "it was written, but %s: %s".formatted(step.operation().subject(), contradiction));
            }
        }
    }

    private boolean isSuccess() {
        for (FixStep step : plan.steps()) {
            StepResult result = results.get(step.id());
            boolean wanted = !settings.skip.contains(step.id()) && !settings.allowSkipped;
            if (result == null
                    || result.outcome() == StepResult.Outcome.FAILED
                    || result.outcome() == StepResult.Outcome.SKIPPED && wanted) {
                return false;
            }
        }
        return true;
    }

    private List<StepResult> inOrder() {
        List<StepResult> ordered = new ArrayList<>();
        for (FixStep step : plan.steps()) {
            StepResult result = results.get(step.id());
            if (result != null) {
                ordered.add(result);
                settings.listener.ended(step, result);
            }
        }
        return ordered;
    }

    private void publish(List<UnfinishedOverlay> unfinished) throws IOException {
        List<Path> published = new ArrayList<>();
        try {
            for (int i = 0; i < unfinished.size(); i++) {
                unfinished.get(i).publish();
                published.add(overlays.get(i));
            }
        } catch (IOException e) {
            for (Path each : published) {
                Files.deleteIfExists(each); // one disk of several is no guest
            }
            throw e;
        }
    }
}
