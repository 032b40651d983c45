package io.guestkit.migrate.pipeline;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.ContentHash;
import io.guestkit.image.DiskImage;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.DiskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stage that is being run.
 *
 * @param directory of its own, which exists if anything is in it
 * @param data collects what it has to tell, also if it fails in the end
 */
record StageRun(Stage stage, MigrationContext context, Tools tools, Path directory, Map<String, Object> data) {

    static StageRun of(Stage stage, MigrationContext context, Tools tools, Path directory) {
        return new StageRun(stage, context, tools, directory, new LinkedHashMap<>());
    }

    MigrationSettings settings() {
        return context.settings();
    }

    Cancellation cancellation() {
        return tools.cancellation();
    }

    void note(String message) {
        tools.tell(new PipelineEvent.Note(stage, message));
    }

    StageProgress progress(PipelineEvent.Progress.Step step, long total) {
        return new StageProgress(stage, step, total, tools);
    }

    /** The directory of the stage, empty. */
    Path emptyDirectory() throws IOException {
        WorkDirectory.deleteTree(directory);
        return Files.createDirectories(directory);
    }

    /** What a guest sees on an image. */
    String hash(Path image, OpenOptions options) throws IOException {
        try (DiskImage disk = Disks.openImage(image, options)) {
            return hash(disk);
        }
    }

    /** Whether an image of an earlier run is there and undamaged. */
    boolean isStill(Path image, OpenOptions options, String hash) throws IOException {
        try {
            return hash(image, options).equals(hash);
        } catch (DiskException | NoSuchFileException e) {
            return false;
        }
    }

    String hash(BlockSource disk) throws IOException {
        StageProgress progress = progress(PipelineEvent.Progress.Step.HASH, disk.size());
        String hash = ContentHash.of(disk, progress, cancellation());
        progress.finish();
        return hash;
    }
}
