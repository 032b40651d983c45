package io.guestkit.convert;

import io.guestkit.ImageChain;
import io.guestkit.ImageWriters;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import io.guestkit.image.Run;
import io.guestkit.io.Extent;
import io.guestkit.io.Progress;
import io.guestkit.io.posix.PosixFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Converts with the readers and writers of this library. */
final class NativeEngine {

    /** One thread reads while another writes, whatever the number of cores. */
    private static final int FEWEST_THREADS = 2;

    private static final int MOST_THREADS = 16;

    private NativeEngine() {}

    /**
     * Writes the new image.
     *
     * @param backing the image that the new one is to lie upon, if it is to
     * @return size of the new disk
     */
    static long convert(
            Conversion conversion,
            ImageChain source,
            Optional<ImageSpec.BackingLink> backing,
            NewFiles files,
            Progress progress)
            throws IOException {
        ImageWriterDriver driver = ImageWriters.require(conversion.format());
        DiskImage image = source.image();
        ImageSpec spec = new ImageSpec(image.size(), backing, conversion.compression(), conversion.options());
        try (ImageWriter writer = driver.create(files, spec)) {
            if (isPlainCopy(conversion, source) && cloned(source, files)) {
                return image.size();
            }
            Planner.ExtentMap map = backing.isPresent() ? (at, length) -> ownExtent(image, at, length) : image::extent;
            new Copier(image, writer, backing.isPresent(), progress)
                    .copy(map, threads(conversion), conversion.cancellation());
            writer.finish();
            return writer.virtualSize();
        }
    }

    private static int threads(Conversion conversion) {
        return conversion.threads() > 0
                ? conversion.threads()
                : Math.clamp(Runtime.getRuntime().availableProcessors(), FEWEST_THREADS, MOST_THREADS);
    }

    /** What the top image alone says of a part of the disk. */
    private static Extent ownExtent(DiskImage image, long position, long length) throws IOException {
        Run run = image.run(position, length);
        Extent.Kind kind = switch (run) {
            case Run.Data data -> Extent.Kind.DATA;
            case Run.Compressed part -> Extent.Kind.DATA;
            case Run.Zero zero -> Extent.Kind.ZERO;
            case Run.Unallocated hole -> Extent.Kind.HOLE;
        };
        return new Extent(position, run.length(), kind);
    }

    private static boolean isPlainCopy(Conversion conversion, ImageChain source) {
        return source.image().info().format() == DiskFormat.RAW
                && !source.hasAppliance()
                && conversion.format() == DiskFormat.RAW
                && conversion.options().values().isEmpty();
    }

    /** Lets both files share their blocks, where the file system can. */
    private static boolean cloned(ImageChain source, NewFiles files) throws IOException {
        Path from = source.files().iterator().next();
        Path to = files.workshop().resolve(files.name());
        try (PosixFile original = PosixFile.openForReading(from).orElse(null);
                PosixFile copy = PosixFile.openForWriting(to).orElse(null)) {
            return original != null && copy != null && original.cloneTo(copy) == PosixFile.Outcome.DONE;
        }
    }
}
