package io.guestkit.migrate.pipeline;

import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.io.Cancellation;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.pipeline.MigrationSettings.Source;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import io.guestkit.migrate.pipeline.fetch.Fetcher;
import io.guestkit.migrate.pipeline.fetch.FileFetcher;
import io.guestkit.migrate.pipeline.fetch.HttpFetcher;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Migrates a guest: FETCH, FLATTEN, INSPECT, FIX, CONVERT, VALIDATE, and then everything to its place.
 *
 * <pre>{@code
 * MigrationResult result = Pipeline.builder(Path.of("vm.qcow2"))
 *         .source("vm.vmdk")
 *         .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false))
 *         .listener(event -> System.out.println(event.document()))
 *         .build()
 *         .run();
 * }</pre>
 *
 * <p>Sources are only read. The output appears when every stage has passed, or not at all; what was there before is there
 * until then. What is unfinished lies in a work directory with a journal, so that a run which failed or was killed can be
 * gone on with ({@link Builder#resume}).
 */
public final class Pipeline {

    private final MigrationSettings settings;
    private final Tools tools;

    private Pipeline(MigrationSettings settings, Tools tools) {
        this.settings = settings;
        this.tools = tools;
    }

    /** @param output the first new image */
    public static Builder builder(Path output) {
        return new Builder(output);
    }

    /** What it was told. */
    public MigrationSettings settings() {
        return settings;
    }

    /**
     * Runs it.
     *
     * @throws SettingsException if what was asked for makes no sense, or is not what an unfinished run was asked for
     * @throws FileAlreadyExistsException if something is at the output's place, or unfinished work is in the way
     * @throws SourceChangedException if a source is no longer what the unfinished run has read
     * @throws HookFailedException if a hook failed that must not fail
     * @throws ValidationException if the result is not what it has to be
     * @throws io.guestkit.io.DiskException if a source is corrupt, encrypted or of an unsupported kind
     * @throws java.io.InterruptedIOException if it was cancelled
     * @throws IOException if something else went wrong
     */
    public MigrationResult run() throws IOException {
        long start = System.nanoTime();
        checkSettings();
        try (WorkPlaces work = WorkPlaces.take(settings)) {
            return run(work, start);
        }
    }

    /** What can be known before anything is done. */
    private void checkSettings() throws IOException {
        String nonsense = settings.nonsense();
        if (nonsense != null) {
            throw new SettingsException(nonsense);
        }
        if (settings.stage(Stage.FIX).enabled() && reaches(Stage.FIX)) {
            tools.fixer().require();
        }
        if (settings.bootTest() && reaches(Stage.VALIDATE)) {
            tools.bootTester().require();
        }
        Path directory = settings.sibling("");
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "the directory for the output has to exist");
        }
        if (places().lastIndexOf(settings.place(1)) > 0) {
            throw new SettingsException("a file beside the image is called %s, too; give the output another name"
                    .formatted(settings.output().getFileName()));
        }
    }

    /** What is known of it before anything is done: the first image, the record, what a hypervisor is told. */
    private List<Path> places() {
        List<Path> places = new ArrayList<>(List.of(settings.place(1), settings.recordPlace()));
        for (String name : tools.machines().names(settings.stem())) {
            places.add(settings.sibling(name));
        }
        return places;
    }

    private boolean reaches(Stage stage) {
        return settings.until().isEmpty() || stage.compareTo(settings.until().get()) <= 0;
    }

    private MigrationResult run(WorkPlaces work, long start) throws IOException {
        boolean unfinished = Journal.isIn(work.path());
        boolean resumed = unfinished && settings.resume();
        if (unfinished && !settings.resume() && !settings.replace()) {
            throw new FileAlreadyExistsException(
                    work.path().toString(),
                    null,
                    "an unfinished migration; --resume goes on with it, --force begins anew");
        }
        if (!resumed) {
            return run(begin(work), work, false, start);
        }
        Journal journal = Journal.load(work.path(), settings.identity());
        Pipeline pipeline = journal.replaces() ? new Pipeline(settings.replacing(), tools) : this;
        if (journal.moves().isEmpty()) {
            Release.checkStillFree(pipeline.places(), pipeline.settings.replace());
        }
        return pipeline.run(journal, work, true, start);
    }

    private Journal begin(WorkPlaces work) throws IOException {
        try {
            Release.checkFree(places(), settings.replace());
            work.clear();
            return Journal.begin(work.path(), settings.identity(), settings.replace());
        } catch (IOException e) {
            work.removeIfNew();
            throw e;
        }
    }

    private MigrationResult run(Journal journal, WorkPlaces work, boolean resumed, long start) throws IOException {
        boolean earlier = !journal.isEmpty();
        MigrationContext context = new MigrationContext(settings, work.path());
        try {
            tools.tell(new PipelineEvent.Began(work.path(), resumed));
            return journal.moves().isEmpty()
                    ? runStages(context, journal, work, start)
                    : finish(context, journal, work, start);
        } catch (IOException | RuntimeException e) {
            abandon(work, earlier, context);
            throw e;
        }
    }

    /**
     * Nobody wants to go on with nothing; what is worth something is left, and said to be there.
     *
     * @param earlier whether an earlier run had done something, whose work is nothing to be thrown away by this one
     */
    private void abandon(WorkPlaces work, boolean earlier, MigrationContext context) {
        try {
            if (!earlier && !isWorthKeeping(work, context)) {
                work.remove();
            } else {
                tools.tell(new PipelineEvent.Note(
                        context.results().isEmpty()
                                ? Stage.FETCH
                                : context.results().getLast().stage(),
                        "what is finished is kept in " + work.path() + "; --resume goes on with it"));
            }
        } catch (IOException e) {
            // it stays; its name says whose it is
        }
    }

    private static boolean isWorthKeeping(WorkPlaces work, MigrationContext context) throws IOException {
        boolean anyDone = context.results().stream().anyMatch(result -> result.outcome() != StageResult.Outcome.FAILED);
        return anyDone || work.work().holdsFiles(Stage.FETCH);
    }

    private MigrationResult runStages(MigrationContext context, Journal journal, WorkPlaces work, long start)
            throws IOException {
        if (journal.entry(Stage.CONVERT).isPresent()) {
            context.setConverted();
        }
        StageRunner runner = new StageRunner(context, tools, journal, work.work());
        for (Stage stage : Stage.values()) {
            if (reaches(stage)) {
                runner.run(stage);
            }
        }
        if (settings.until().isPresent()) {
            return new MigrationResult(
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    context.results(),
                    journal.hooks(),
                    Optional.of(work.path()),
                    Duration.ofNanos(System.nanoTime() - start));
        }
        requireUntouched(context, work);
        tools.cancellation().check();
        Release release = new Release(settings, journal);
        release.move(release.prepare(context, tools, new MigrationRecord(settings, tools.version())));
        return result(context.outputs(), context.results(), journal, work, start);
    }

    /** What hooks were told of after it was last looked at may not be what it was. */
    private void requireUntouched(MigrationContext context, WorkPlaces work) throws IOException {
        boolean validated = context.results().getLast().outcome() == StageResult.Outcome.DONE;
        if (settings.stage(Stage.VALIDATE).hooks(Hook.When.AFTER).isEmpty()
                && (validated || ValidateStage.isUntouched(settings))) {
            return;
        }
        StageRun run = StageRun.of(Stage.VALIDATE, context, tools, work.work().of(Stage.VALIDATE));
        for (OutputDisk output : context.outputs()) {
            if (!ConvertStage.hash(output, run).equals(output.contentHash())) {
                throw new ValidationException(
                        "a hook has changed " + output.place().getFileName() + " after it was made");
            }
        }
    }

    /** An earlier run was killed when everything was on its way to its place. */
    private MigrationResult finish(MigrationContext context, Journal journal, WorkPlaces work, long start)
            throws IOException {
        new Release(settings, journal).goOn();
        List<StageResult> results = new ArrayList<>();
        List<OutputDisk> outputs = List.of();
        for (Stage stage : Stage.values()) {
            Optional<Journal.Entry> entry = journal.entry(stage);
            if (entry.isPresent()) {
                results.add(entry.get().result());
                tools.tell(new PipelineEvent.StageFinished(entry.get().result()));
                if (stage == Stage.CONVERT) {
                    outputs = ConvertStage.outputs(entry.get().made(), context.settings());
                }
            }
        }
        return result(outputs, results, journal, work, start);
    }

    private MigrationResult result(
            List<OutputDisk> outputs, List<StageResult> results, Journal journal, WorkPlaces work, long start)
            throws IOException {
        List<Path> files = journal.moves().stream().map(Journal.Move::to).toList();
        if (settings.keepWork()) {
            WorkDirectory.deleteTree(settings.outputWorkshop());
            work.keep();
        } else {
            work.remove();
        }
        return new MigrationResult(
                outputs,
                Optional.of(settings.recordPlace()),
                files,
                results,
                journal.hooks(),
                settings.keepWork() ? Optional.of(work.path()) : Optional.empty(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Sets what is not to be as by default. */
    public static final class Builder {
        private final Path output;
        private final List<Source> sources = new ArrayList<>();
        private DiskFormat format = DiskFormat.QCOW2;
        private Compression compression = Compression.NONE;
        private Target target = Target.KVM;
        private OpenOptions open = OpenOptions.DEFAULT;
        private final Map<Stage, StageSettings> stages = new EnumMap<>(Stage.class);
        private Optional<Stage> until = Optional.empty();
        private FixOptions fix = FixOptions.DEFAULT;
        private Optional<String> root = Optional.empty();
        private boolean allowSkippedFixes;
        private boolean verify;
        private boolean bootTest;
        private boolean replace;
        private Optional<Path> workDirectory = Optional.empty();
        private boolean resume;
        private boolean keepWork;
        private GuestFixer fixer = GuestFixer.NONE;
        private MachineWriter machines = MachineWriter.NONE;
        private BootTester bootTester = BootTester.NONE;
        private final List<Fetcher> fetchers = new ArrayList<>(List.of(new FileFetcher(), new HttpFetcher()));
        private PipelineListener listener = PipelineListener.NONE;
        private Cancellation cancellation = new Cancellation();
        private String version = "unknown";

        private Builder(Path output) {
            this.output = output;
        }

        /** One more disk of the guest: a path, or a URI with {@code ://} in it. */
        public Builder source(String address) {
            sources.add(new Source(address, Optional.empty()));
            return this;
        }

        /** One more disk of the guest, whose file has to have that checksum. */
        public Builder source(String address, Checksum checksum) {
            sources.add(new Source(address, Optional.of(checksum)));
            return this;
        }

        public Builder format(DiskFormat format) {
            this.format = format;
            return this;
        }

        public Builder compression(Compression compression) {
            this.compression = compression;
            return this;
        }

        public Builder target(Target target) {
            this.target = target;
            return this;
        }

        /** How to open the sources. */
        public Builder open(OpenOptions open) {
            this.open = open;
            return this;
        }

        /** How a stage is to run. */
        public Builder stage(Stage stage, StageSettings settings) {
            stages.put(stage, settings);
            return this;
        }

        /** How a stage is to run, as far as that was said. */
        public StageSettings stage(Stage stage) {
            return stages.getOrDefault(stage, StageSettings.DEFAULT);
        }

        /** One more hook. */
        public Builder hook(Stage stage, Hook.When when, String name, OnFailure onFailure, Hook hook) {
            return stage(stage, stage(stage).withHook(when, new Hook.Declared(name, hook, onFailure)));
        }

        /** The last stage to run. What is done until then stays in the work directory, to be gone on with. */
        public Builder until(Stage stage) {
            this.until = Optional.of(stage);
            return this;
        }

        /** What fixes may and shall do. */
        public Builder fix(FixOptions options) {
            this.fix = options;
            return this;
        }

        /** Of several guests, the one to fix: the device that its root is on. */
        public Builder root(String device) {
            this.root = Optional.of(device);
            return this;
        }

        public Builder allowSkippedFixes(boolean allow) {
            this.allowSkippedFixes = allow;
            return this;
        }

        public Builder verify(boolean verify) {
            this.verify = verify;
            return this;
        }

        public Builder bootTest(boolean test) {
            this.bootTest = test;
            return this;
        }

        public Builder replace(boolean replace) {
            this.replace = replace;
            return this;
        }

        public Builder workDirectory(Path directory) {
            this.workDirectory = Optional.of(directory);
            return this;
        }

        public Builder resume(boolean resume) {
            this.resume = resume;
            return this;
        }

        public Builder keepWork(boolean keep) {
            this.keepWork = keep;
            return this;
        }

        public Builder fixer(GuestFixer fixer) {
            this.fixer = fixer;
            return this;
        }

        public Builder machines(MachineWriter machines) {
            this.machines = machines;
            return this;
        }

        public Builder bootTester(BootTester tester) {
            this.bootTester = tester;
            return this;
        }

        /** One more way to get sources, asked before those that are known. */
        public Builder fetcher(Fetcher fetcher) {
            fetchers.addFirst(fetcher);
            return this;
        }

        public Builder listener(PipelineListener listener) {
            this.listener = listener;
            return this;
        }

        /** A flag that stops the migration when it is set. */
        public Builder cancellation(Cancellation cancellation) {
            this.cancellation = cancellation;
            return this;
        }

        /** Version of the program, for the record. */
        public Builder version(String version) {
            this.version = version;
            return this;
        }

        public Pipeline build() {
            MigrationSettings settings = new MigrationSettings(
                    sources,
                    output,
                    format,
                    compression,
                    target,
                    open,
                    stages,
                    until,
                    fix,
                    root,
                    allowSkippedFixes,
                    verify,
                    bootTest,
                    replace,
                    workDirectory,
                    resume,
                    keepWork);
            return new Pipeline(
                    settings, new Tools(fixer, machines, bootTester, fetchers, listener, cancellation, version));
        }
    }
}
