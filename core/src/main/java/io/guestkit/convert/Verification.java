package io.guestkit.convert;

import io.guestkit.Disks;
import io.guestkit.ImageChain;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageSpec;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a new image again, before it gets to its place, and proves that a guest sees in it what it saw in the source. */
final class Verification {

    private Verification() {}

    /**
     * Compares hashes of the content.
     *
     * @return the hash, as {@link ContentHash} defines it
     * @throws ConversionException if they differ; it says where
     */
    static String verify(
            Conversion conversion, ImageChain source, Optional<ImageSpec.BackingLink> backing, NewFiles files)
            throws IOException {
        Path written = files.workshop().resolve(files.name());
        List<Path> allowed = new ArrayList<>(conversion.open().allowedPaths());
        Path standIn = null;
        if (backing.isPresent()) {
            Path below = source.pathOf(source.images().get(1)).orElseThrow().toRealPath();
            allowed.add(below.resolveSibling(""));
            Path named = files.workshop().resolve(backing.get().name());
            if (!named.equals(below)) {
                standIn = Files.createSymbolicLink(named, below); // a relative name leads on from where the image is
            }
        }
        OpenOptions options = OpenOptions.DEFAULT.withAllowedPaths(allowed).withFormat(conversion.format());
        try (DiskImage output = Disks.openImage(written, options)) {
            ProgressMeter meter = new ProgressMeter(
                    conversion.progress(),
                    ConversionProgress.Stage.VERIFY,
                    source.image().size() + output.size());
            String expected = ContentHash.of(source.image(), meter, conversion.cancellation());
            String found = ContentHash.of(output, meter, conversion.cancellation());
            meter.finish();
            if (!expected.equals(found)) {
                throw difference(conversion, source, output);
            }
            return found;
        } finally {
            if (standIn != null) {
                Files.delete(standIn);
            }
        }
    }

    private static ConversionException difference(Conversion conversion, ImageChain source, DiskImage output)
            throws IOException {
        Comparison comparison = Comparison.of(source.image(), output, Progress.NONE, conversion.cancellation());
        return new ConversionException(
                comparison.isSameContent()
                        ? conversion.source() + " has changed while it was converted"
                        : "the output differs from %s at byte %d of the disk; please report it"
                                .formatted(
                                        conversion.source(),
                                        comparison.firstDifference().getAsLong()));
    }
}
