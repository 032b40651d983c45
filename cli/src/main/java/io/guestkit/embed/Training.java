package io.guestkit.embed;

import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.convert.Conversion;
import io.guestkit.convert.DiskConverter;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.io.Cancellation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does what programs do most, once and without output, so that the JVM can write down which classes a start needs. For
 * whoever builds a package for another language; its argument is the image of a guest.
 */
public final class Training {

    private Training() {}

    public static void main(String[] arguments) throws Exception {
        Path image = Path.of(arguments[0]);
        try (KeyRing keys = new KeyRing()) {
            OpenOptions options = OpenOptions.DEFAULT.withKeys(keys);
            Object _ = finish(Work.detect(image));
            Object _ = finish(Work.info(image, options, true));
            if (finish(Work.open(List.of(image), options)) instanceof OpenedDisks disks) {
                try (disks) {
                    look(disks);
                }
            }
            convert(image, options);
        }
    }

    private static void look(OpenedDisks disks) throws Exception {
        byte[] _ = disks.layout();
        Object _ = finish(Work.guests(disks));
        Object _ = finish(Work.inspect(disks, Set.of(), true));
        Object _ = finish(Work.packages(disks, true));
        byte[] _ = disks.warnings();
        FileTree files = disks.guest(0);
        byte[] directory = "/etc".getBytes(StandardCharsets.UTF_8);
        byte[] file = "/etc/os-release".getBytes(StandardCharsets.UTF_8);
        try (EntryBatches batches = files.list(directory)) {
            while (batches.next().length > 0) {
                // all of them
            }
        }
        byte[] _ = files.stat(file, true);
        byte[] _ = files.read(file);
        byte[] _ = files.realPath(file);
        byte[] _ = files.xattrs(file, true);
        byte[] _ = files.space();
        int _ = files.open(file).read(0, ByteBuffer.allocateDirect(1 << 13), 1 << 13);
        int _ = disks.disk(0).read(0, ByteBuffer.allocateDirect(1 << 13), 1 << 13);
        try {
            byte[] _ = files.stat("/nowhere".getBytes(StandardCharsets.UTF_8), true);
        } catch (ToldException e) {
            // how that is told has to be known, too
        }
    }

    private static void convert(Path image, OpenOptions options) throws Exception {
        Path folder = Files.createTempDirectory("guestkit-training");
        Path output = folder.resolve("small.qcow2");
        try {
            Conversion conversion = Conversion.of(image, output, DiskFormat.QCOW2)
                    .open(options)
                    .compression(Compression.ZLIB)
                    .verify(true)
                    .cancellation(new Cancellation())
                    .build();
            Object _ = finish(Work.convert(new DiskConverter(), conversion));
        } finally {
            boolean _ = Files.deleteIfExists(output);
            Files.delete(folder);
        }
    }

    private static @Nullable Object finish(Work work) throws Exception {
        while (!work.await(50)) {
            // it goes on
        }
        return work.result();
    }
}
