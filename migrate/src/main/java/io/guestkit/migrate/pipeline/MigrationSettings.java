package io.guestkit.migrate.pipeline;

import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import io.guestkit.migrate.pipeline.io.Digests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be migrated, and how. {@link Pipeline#builder} makes one.
 *
 * @param sources the disks of one guest, in its order
 * @param output the first new image; those of further disks lie beside it, with {@code -2}, {@code -3} … before the
 *     extension
 * @param format of the new images
 * @param open how to open the sources: allowed directories, format, snapshot, disk of an appliance, keys
 * @param stages how each of them is to run
 * @param until the last stage to run; all if empty
 * @param fix what fixes may and shall do
 * @param root of several guests, the one whose root is on this device
 * @param allowSkippedFixes whether fixes that were planned and could not be done are no failure
 * @param verify whether the result is compared byte by byte with what it was made of, and not only by its hash
 * @param bootTest whether the result is started to see whether it comes up
 * @param replace whether files at the places of the output, and an unfinished migration to there, may be replaced
 * @param workDirectory for what is not finished; beside the output by default
 * @param resume whether to go on with what is in the work directory
 * @param keepWork whether the work directory stays after success
 */
public record MigrationSettings(
        List<Source> sources,
        Path output,
        DiskFormat format,
        Compression compression,
        Target target,
        OpenOptions open,
        Map<Stage, StageSettings> stages,
        Optional<Stage> until,
        FixOptions fix,
        Optional<String> root,
        boolean allowSkippedFixes,
        boolean verify,
        boolean bootTest,
        boolean replace,
        Optional<Path> workDirectory,
        boolean resume,
        boolean keepWork) {

    /**
     * Where a disk comes from.
     *
     * @param address a path, or a URI with {@code ://} in it
     * @param checksum that the file has to have
     */
    public record Source(String address, Optional<Checksum> checksum) {

        /** What messages and records call it: the address without what may be a secret. */
        public String title() {
            int query = isUri() ? address.indexOf('?') : -1;
            return query < 0 ? address : address.substring(0, query);
        }

        boolean isUri() {
            return address.contains("://");
        }
    }

    public MigrationSettings {
        sources = List.copyOf(sources);
        Map<Stage, StageSettings> all = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            StageSettings known = stages.get(stage);
            all.put(stage, known == null ? StageSettings.DEFAULT : known);
        }
        stages = Map.copyOf(all);
    }

    /** How a stage is to run. */
    public StageSettings stage(Stage stage) {
        return stages.getOrDefault(stage, StageSettings.DEFAULT);
    }

    /** Where everything is until it is finished. */
    public Path workPlace() {
        return workDirectory.orElseGet(() -> sibling("." + output.getFileName() + ".guestkit-work"));
    }

    /**
     * Where the new images are until they are validated: on the file system of the output, so that a rename can bring
     * them there.
     */
    Path outputWorkshop() {
        return workBesideOutput().orElseGet(this::workPlace).resolve(Stage.CONVERT.id());
    }

    /** A second work directory, for the new images alone; empty if the first one is beside the output. */
    Optional<Path> workBesideOutput() {
        return workDirectory.map(elsewhere -> sibling("." + output.getFileName() + ".guestkit-new"));
    }

    /** The same, but files at the places of the output may be replaced. */
    MigrationSettings replacing() {
        return new MigrationSettings(
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
                true,
                workDirectory,
                resume,
                keepWork);
    }

    /** Where the image of a disk will be. */
    public Path place(int number) {
        return number == 1 ? output.toAbsolutePath() : sibling(stem() + "-" + number + extension());
    }

    /** Where the record of the migration will be. */
    public Path recordPlace() {
        return sibling(stem() + ".migration.json");
    }

    /** Name of the output without its extension. */
    public String stem() {
        String name = String.valueOf(output.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private String extension() {
        return String.valueOf(output.getFileName()).substring(stem().length());
    }

    Path sibling(String name) {
        return output.toAbsolutePath().resolveSibling(name);
    }

    /**
     * What decides about the content of the output, by name: an unfinished migration goes on only with the same. Hooks,
     * what is to happen on failures, keys and places of work may be others.
     */
    Map<String, Object> identity() {
        Map<String, Object> identity = new LinkedHashMap<>();
        List<Object> all = new ArrayList<>();
        for (Source source : sources) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("address_sha256", Digests.sha256(source.isUri() ? source.address() : absolute(source.address())));
            one.put("checksum", source.checksum().map(Checksum::toString).orElse(""));
            all.add(one);
        }
        identity.put("sources", all);
        identity.put("output", output.toAbsolutePath().toString());
        identity.put("format", format.id());
        identity.put("compression", compression.name().toLowerCase(Locale.ROOT));
        identity.put("target", target.id());
        identity.put("snapshot", open.snapshot().orElse(""));
        identity.put("disk", open.member().orElse(""));
        identity.put("source_format", open.format().map(DiskFormat::id).orElse(""));
        List<Object> enabled = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            if (stage(stage).enabled()) {
                enabled.add(stage.id());
            }
        }
        identity.put("stages", enabled);
        identity.put("fix", fix.identity());
        identity.put("root", root.orElse(""));
        identity.put("allow_skipped", allowSkippedFixes);
        identity.put("verify", verify);
        identity.put("boot_test", bootTest);
        return identity;
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().toString();
    }

    /** The first thing that makes no sense, or null. */
    @Nullable
    String nonsense() {
        if (sources.isEmpty()) {
            return "no source";
        }
        if (output.getFileName() == null) {
            return output + " is no name for a file";
        }
        for (Stage stage : List.of(Stage.FETCH, Stage.CONVERT)) {
            if (!stage(stage).enabled()) {
                return stage.id() + " cannot be switched off: nothing could follow; until names the last stage";
            }
            if (stage(stage).onFailure().then() == OnFailure.Then.SKIP) {
                return stage.id() + " cannot be skipped when it fails: nothing could follow";
            }
        }
        if (stage(Stage.FIX).enabled() && !stage(Stage.INSPECT).enabled()) {
            return "fix needs inspect, which is switched off";
        }
        if (!stage(Stage.FIX).enabled() && root.isPresent()) {
            return "it is said which guest to fix, and fix is switched off";
        }
        if (!stage(Stage.FIX).enabled() && !fix.equals(FixOptions.DEFAULT)) {
            return "it is said how to fix, and fix is switched off";
        }
        if (bootTest && !stage(Stage.VALIDATE).enabled()) {
            return "the boot test is a part of validate, which is switched off";
        }
        if (open.snapshot().isPresent() && sources.size() > 1) {
            return "a snapshot can be chosen for a single source only";
        }
        if (open.member().isPresent() && sources.size() > 1) {
            return "a disk of an appliance can be chosen for a single source only";
        }
        if (compression != Compression.NONE && format != DiskFormat.QCOW2 && format != DiskFormat.VMDK) {
            return format + " images cannot be compressed";
        }
        if (compression == Compression.ZSTD && format == DiskFormat.VMDK) {
            return "VMDK images are compressed by zlib only";
        }
        return null;
    }
}
