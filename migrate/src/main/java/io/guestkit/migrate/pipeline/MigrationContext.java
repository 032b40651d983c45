package io.guestkit.migrate.pipeline;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.InspectReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a migration so far, passed from stage to stage. Hooks read it; only stages change it. For one thread.
 */
public final class MigrationContext {

    /** Name and version of {@link #document}. */
    public static final String SCHEMA = "guestkit.context/1";

    private final MigrationSettings settings;
    private final Path workDirectory;
    private final List<Map<String, Object>> sources = new ArrayList<>();
    private final Set<Path> sourceFiles = new LinkedHashSet<>();
    private final List<StageResult> results = new ArrayList<>();
    private List<MigrationDisk> disks = List.of();
    private List<Path> sourcePaths = List.of();
    private Optional<MachineDescription> machine = Optional.empty();
    private boolean layered;
    private boolean converted;
    private @Nullable InspectReport report;
    private @Nullable Path reportFile;
    private Optional<GuestFixer.Outcome> fix = Optional.empty();
    private List<OutputDisk> outputs = List.of();
    private @Nullable InspectReport outcome;

    MigrationContext(MigrationSettings settings, Path workDirectory) {
        this.settings = settings;
        this.workDirectory = workDirectory;
    }

    public MigrationSettings settings() {
        return settings;
    }

    public Path workDirectory() {
        return workDirectory;
    }

    /** What the next stage reads, in the guest's order; none before {@link Stage#FETCH} is done. */
    public List<MigrationDisk> disks() {
        return disks;
    }

    /** The machine that the guest had; empty if no source describes it. */
    public Optional<MachineDescription> machine() {
        return machine;
    }

    /** What was found on the disks; empty before {@link Stage#INSPECT} is done, and without it. */
    public Optional<InspectReport> report() {
        return Optional.ofNullable(report);
    }

    /** That report as JSON, schema {@link InspectReport#SCHEMA}; as long as the work directory is there. */
    public Optional<Path> reportFile() {
        return Optional.ofNullable(reportFile);
    }

    /** What came of fixing. */
    public Optional<GuestFixer.Outcome> fix() {
        return fix;
    }

    /** The new images; none before {@link Stage#CONVERT} is done. */
    public List<OutputDisk> outputs() {
        return outputs;
    }

    /** What was found on the new images; empty before {@link Stage#VALIDATE} is done, and without it. */
    public Optional<InspectReport> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Of all stages that are over. */
    public List<StageResult> results() {
        return List.copyOf(results);
    }

    /** All of it as plain maps and lists, as hooks get it. */
    public Map<String, Object> document(Stage stage, Hook.When when) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.put("stage", stage.id());
        document.put("when", when.name().toLowerCase(Locale.ROOT));
        document.put("target", settings.target().id());
        document.put("output", settings.output().toAbsolutePath().toString());
        document.put("work_dir", workDirectory.toString());
        document.put("sources", sourceDocuments());
        machine.ifPresent(known -> document.put("machine", known.document()));
        document.put("disks", disks.stream().map(MigrationDisk::document).toList());
        if (reportFile != null) {
            document.put("report", reportFile.toString());
        }
        fix.ifPresent(known -> document.put("fix", known.document()));
        List<Object> made = new ArrayList<>();
        for (OutputDisk output : outputs) {
            Map<String, Object> each = output.document();
            each.put("made", output.made().toString());
            made.add(each);
        }
        document.put("outputs", made);
        document.put("results", results.stream().map(StageResult::document).toList());
        return document;
    }

    List<Map<String, Object>> sourceDocuments() {
        return List.copyOf(sources);
    }

    /** The files of the sources, as real paths: none of them may be replaced. */
    Set<Path> sourceFiles() {
        return Set.copyOf(sourceFiles);
    }

    void fetched(
            List<Map<String, Object>> sources, List<MigrationDisk> disks, List<Path> paths, Set<Path> sourceFiles) {
        this.sources.clear();
        this.sources.addAll(sources);
        this.sourceFiles.clear();
        this.sourceFiles.addAll(sourceFiles);
        this.sourcePaths = List.copyOf(paths);
        this.disks = List.copyOf(disks);
    }

    void described(Optional<MachineDescription> machine) {
        this.machine = machine;
    }

    /** The earlier run has converted the disks: nobody reads what is between them and the sources any more. */
    void setConverted() {
        converted = true;
    }

    boolean isConverted() {
        return converted;
    }

    /** From now on the disks are these, each in an image that its path alone names. */
    void layered(List<MigrationDisk> disks) {
        this.disks = List.copyOf(disks);
        this.layered = true;
    }

    void inspected(@Nullable InspectReport report, Path reportFile) {
        this.report = report;
        this.reportFile = reportFile;
    }

    void fixed(GuestFixer.Outcome outcome) {
        fix = Optional.of(outcome);
    }

    void converted(List<OutputDisk> outputs) {
        this.outputs = List.copyOf(outputs);
    }

    void validated(InspectReport outcome) {
        this.outcome = outcome;
    }

    void finished(StageResult result) {
        results.add(result);
    }

    /** Opens all disks as the next stage finds them. The caller closes them. */
    DiskSet open() throws IOException {
        return layered
                ? Disks.open(disks.stream().map(MigrationDisk::path).toList(), layeredOptions())
                : Disks.open(sourcePaths, settings.open());
    }

    /** How images of the work directory are opened, which lie upon the sources. */
    OpenOptions layeredOptions() {
        Set<Path> allowed = new LinkedHashSet<>(settings.open().allowedPaths());
        for (Path file : sourceFiles) {
            allowed.add(file.resolveSibling(""));
        }
        Path flattened = workDirectory.resolve(Stage.FLATTEN.id());
        if (Files.isDirectory(flattened)) {
            allowed.add(flattened);
        }
        return OpenOptions.DEFAULT
                .withAllowedPaths(List.copyOf(allowed))
                .withKeys(settings.open().keys())
                .withLuksHeaders(settings.open().luksHeaders());
    }

    /**
     * The report on the disks below the fixes. After an earlier run has made it they are asked again: the file is for
     * people, and asking takes seconds.
     */
    Optional<InspectReport> requireReport() throws IOException {
        if (report == null && reportFile != null) {
            try (DiskSet opened = open()) {
                report = Inspector.inspect(opened).report();
            }
        }
        return report();
    }
}
