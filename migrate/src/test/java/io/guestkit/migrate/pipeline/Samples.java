package io.guestkit.migrate.pipeline;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.ContentHash;
import io.guestkit.image.DiskImage;
import io.guestkit.inspect.document.Json;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Small disks, and what is to be known of files. */
final class Samples {

    private Samples() {}

    /** A raw disk of 2 MiB: half of it noise, the rest zeros. */
    static Path disk(Path file, int seed) throws IOException {
        byte[] bytes = new byte[2 << 20];
        byte[] noise = new byte[1 << 20];
        new Random(seed).nextBytes(noise);
        System.arraycopy(noise, 0, bytes, 4096, noise.length);
        return Files.write(file, bytes);
    }

    static String hash(Path image) throws IOException {
        try (DiskImage disk = Disks.openImage(image, OpenOptions.DEFAULT)) {
            return ContentHash.of(disk, Progress.NONE, new Cancellation());
        }
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static Map<String, Object> json(Path file) throws IOException {
        return Journal.map(Json.read(Files.readAllBytes(file), file.toString()), file.toString());
    }
}
