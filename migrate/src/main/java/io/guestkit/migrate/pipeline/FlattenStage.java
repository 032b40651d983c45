package io.guestkit.migrate.pipeline;

import io.guestkit.convert.Conversion;
import io.guestkit.convert.DiskConverter;
import io.guestkit.convert.Engine;
import io.guestkit.image.DiskFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one qcow2 image of what is more than that: a chain of images, an internal snapshot, a disk inside of an appliance
 * upon which an overlay could not lie. Whatever is one image already stays where it is.
 */
final class FlattenStage implements StageWork {

    @Override
    public Map<String, Object> run(StageRun run) throws IOException {
        List<MigrationDisk> disks = run.context().disks();
        boolean any = false;
        for (MigrationDisk disk : disks) {
            any |= reason(disk, run.settings()).isPresent();
        }
        List<Object> flattened = new ArrayList<>();
        if (!any) {
            run.data().put("disks", flattened);
            return Map.of("disks", flattened);
        }
        Path directory = run.emptyDirectory();
        List<MigrationDisk> next = new ArrayList<>();
        for (MigrationDisk disk : disks) {
            Optional<String> reason = reason(disk, run.settings()).or(() -> unnamed(disk));
            if (reason.isEmpty()) {
                next.add(disk);
                continue;
            }
            MigrationDisk flat = flatten(disk, directory, run);
            next.add(flat);
            Map<String, Object> document = flat.document();
            document.put("reason", reason.get());
            flattened.add(document);
        }
        run.context().layered(next);
        run.data().put("disks", flattened);
        return Map.of("disks", flattened);
    }

    /** Why a disk has to be flattened; empty if it has not. */
    private static Optional<String> reason(MigrationDisk disk, MigrationSettings settings) {
        if (disk.open().snapshot().isPresent()) {
            return Optional.of("an internal snapshot");
        }
        if (disk.layers() > 1) {
            return Optional.of("a chain of " + disk.layers() + " images");
        }
        return disk.open().member().isPresent() && settings.stage(Stage.FIX).enabled()
                ? Optional.of("inside of an appliance, upon which no overlay can lie")
                : Optional.empty();
    }

    /** Why a disk cannot be opened by its path alone, as the others will be; empty if it can. */
    private static Optional<String> unnamed(MigrationDisk disk) {
        if (disk.open().member().isPresent()) {
            return Optional.of("inside of an appliance");
        }
        return disk.open().format().map(format -> "said to be " + format);
    }

    private static MigrationDisk flatten(MigrationDisk disk, Path directory, StageRun run) throws IOException {
        Path flat = directory.resolve("disk-" + disk.number() + ".qcow2");
        new DiskConverter(1)
                .convert(Conversion.of(disk.path(), flat, DiskFormat.QCOW2)
                        .open(disk.open())
                        .engine(Engine.NATIVE)
                        .progress(StageProgress.of(run.stage(), run.tools()))
                        .cancellation(run.cancellation())
                        .build());
        String hash = run.hash(flat, run.context().layeredOptions());
        if (!hash.equals(disk.contentHash())) {
            throw new SourceChangedException(disk.source() + " has changed while it was flattened");
        }
        return moved(disk, flat, run.context());
    }

    private static MigrationDisk moved(MigrationDisk disk, Path flat, MigrationContext context) {
        return new MigrationDisk(
                disk.number(),
                disk.source(),
                flat,
                context.layeredOptions(),
                DiskFormat.QCOW2,
                1,
                disk.virtualSize(),
                disk.contentHash());
    }

    @Override
    public boolean takeOver(Map<String, Object> made, StageRun run) throws IOException {
        Map<Long, Path> flattened = new LinkedHashMap<>();
        for (Object each : Journal.list(made.get("disks"))) {
            Map<String, Object> document = Journal.map(each, "disk");
            flattened.put(Journal.number(document, "number"), Journal.path(document, "path"));
        }
        if (flattened.isEmpty()) {
            return true;
        }
        List<MigrationDisk> next = new ArrayList<>();
        for (MigrationDisk disk : run.context().disks()) {
            Path flat = flattened.get((long) disk.number());
            if (flat == null) {
                next.add(disk);
                continue;
            }
            if (!Files.exists(flat)
                    || !run.context().isConverted()
                            && !run.isStill(flat, run.context().layeredOptions(), disk.contentHash())) {
                return false;
            }
            next.add(moved(disk, flat, run.context()));
        }
        run.context().layered(next);
        return true;
    }
}
