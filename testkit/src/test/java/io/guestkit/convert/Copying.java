package io.guestkit.convert;

import io.guestkit.ImageWriters;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.Run;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Extent;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.file.Path;

/** Drives one writer as a conversion does, and nothing else of a conversion. */
public final class Copying {

    private Copying() {}

    /** Copies what a disk reads as, over a backing file if the image is to have one. */
    public static void copy(DiskImage source, Path output, DiskFormat format, ImageSpec spec, int threads)
            throws IOException {
        boolean layered = spec.backing().isPresent();
        Planner.ExtentMap map = layered ? (position, length) -> ofThisImage(source, position, length) : source::extent;
        try (NewFiles files = NewFiles.create(output, true);
                ImageWriter writer = ImageWriters.of(format).orElseThrow().create(files, spec)) {
            new Copier(source, writer, layered, Progress.NONE).copy(map, threads, new Cancellation());
            writer.finish();
            files.commit();
        }
    }

    private static Extent ofThisImage(DiskImage image, long position, long length) throws IOException {
        Run run = image.run(position, length);
        Extent.Kind kind = switch (run) {
            case Run.Zero zero -> Extent.Kind.ZERO;
            case Run.Unallocated hole -> Extent.Kind.HOLE;
            default -> Extent.Kind.DATA;
        };
        return new Extent(position, run.length(), kind);
    }
}
