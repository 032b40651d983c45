package io.guestkit.migrate.pipeline;

import io.guestkit.OpenOptions;
import io.guestkit.convert.Conversion;
import io.guestkit.convert.ConversionResult;
import io.guestkit.convert.DiskConverter;
import io.guestkit.convert.Engine;
import io.guestkit.image.DiskFormat;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the new images, under the names that they will have, where a rename can bring them to their places. Each is read
 * again: its hash is that of what it was made of, or it does not count.
 */
final class ConvertStage implements StageWork {

    @Override
    public Map<String, Object> run(StageRun run) throws IOException {
        MigrationSettings settings = run.settings();
        Path workshop = settings.outputWorkshop();
        WorkDirectory.deleteTree(workshop);
        Files.createDirectories(workshop);
        List<OutputDisk> outputs = new ArrayList<>();
        List<Object> documents = new ArrayList<>();
        for (MigrationDisk disk : run.context().disks()) {
            Path place = settings.place(disk.number());
            Path made = workshop.resolve(String.valueOf(place.getFileName()));
            ConversionResult result = convert(disk, made, run);
            for (Warning warning : result.warnings()) {
                run.note(warning.where() + ": " + warning.message());
            }
            String hash = run.hash(made, opened(settings.format()));
            if (!hash.equals(disk.contentHash())) {
                throw new SourceChangedException(disk.source() + " has changed while it was migrated");
            }
            OutputDisk output = new OutputDisk(
                    disk.number(),
                    place,
                    made,
                    settings.format(),
                    result.virtualSize(),
                    result.outputSize(),
                    result.files().stream()
                            .map(file -> String.valueOf(file.getFileName()))
                            .toList(),
                    hash);
            outputs.add(output);
            documents.add(output.document());
        }
        run.context().converted(outputs);
        run.data().put("disks", documents);
        return Map.of("disks", documents);
    }

    private static ConversionResult convert(MigrationDisk disk, Path made, StageRun run) throws IOException {
        try {
            return new DiskConverter(1)
                    .convert(Conversion.of(disk.path(), made, run.settings().format())
                            .open(disk.open())
                            .compression(run.settings().compression())
                            .engine(Engine.NATIVE)
                            .progress(StageProgress.of(run.stage(), run.tools()))
                            .cancellation(run.cancellation())
                            .build());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(String.valueOf(e.getMessage())); // what the format cannot have
        }
    }

    /** What a guest sees on a new image as it is now. */
    static String hash(OutputDisk output, StageRun run) throws IOException {
        return run.hash(output.made(), opened(output.format()));
    }

    /** How a new image is opened. */
    static OpenOptions opened(DiskFormat format) {
        return OpenOptions.DEFAULT.withFormat(format);
    }

    @Override
    public boolean takeOver(Map<String, Object> made, StageRun run) throws IOException {
        List<OutputDisk> outputs = outputs(made, run.settings());
        for (OutputDisk output : outputs) {
            if (!run.isStill(output.made(), opened(output.format()), output.contentHash())) {
                return false;
            }
        }
        run.context().converted(outputs);
        return outputs.size() == run.context().disks().size();
    }

    /** The new images of an earlier run. */
    static List<OutputDisk> outputs(Map<String, Object> made, MigrationSettings settings) throws IOException {
        List<OutputDisk> outputs = new ArrayList<>();
        for (Object each : Journal.list(made.get("disks"))) {
            Map<String, Object> document = Journal.map(each, "disk");
            int number = (int) Journal.number(document, "number");
            Path place = settings.place(number);
            List<String> files = new ArrayList<>();
            for (Object file : Journal.list(document.get("files"))) {
                files.add(String.valueOf(file));
            }
            if (files.isEmpty()) {
                throw new CorruptDataException("the journal has an image without files");
            }
            outputs.add(new OutputDisk(
                    number,
                    place,
                    settings.outputWorkshop().resolve(String.valueOf(place.getFileName())),
                    settings.format(),
                    Journal.number(document, "virtual_size"),
                    Journal.number(document, "size"),
                    files,
                    Journal.text(document, "content_sha256")));
        }
        return outputs;
    }
}
