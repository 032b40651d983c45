package io.guestkit.convert;

import io.guestkit.Disks;
import io.guestkit.ImageChain;
import io.guestkit.ImageWriters;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskChoiceException;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Makes images that nothing is written to yet. */
public final class ImageCreation {

    /**
     * What was made.
     *
     * @param virtualSize of the disk in bytes: what was asked for, or what the format rounds it up to
     * @param files of the image, the image itself first
     */
    public record Result(long virtualSize, List<Path> files) {}

    private ImageCreation() {}

    /**
     * Makes an image whose disk is all zeros.
     *
     * @param size of the disk in bytes
     * @param replace whether a file that is at the place may be replaced
     * @throws IllegalArgumentException if the format cannot have what is asked for
     */
    public static Result empty(Path output, DiskFormat format, long size, FormatOptions options, boolean replace)
            throws IOException {
        ImageSpec spec = new ImageSpec(size, Optional.empty(), ImageSpec.Compression.NONE, options);
        return write(output, format, spec, replace, Set.of());
    }

    /**
     * Makes an image that lies upon another one and shows what that one has.
     *
     * @param backing the other image, as it is to be named: relative names are relative to the directory of the output
     * @param backingOptions how to open it; the format that is declared is the one it is then found to have
     * @param size of the disk in bytes; that of the other one if empty
     */
    public static Result overlay(
            Path output,
            DiskFormat format,
            String backing,
            OpenOptions backingOptions,
            OptionalLong size,
            FormatOptions options,
            boolean replace)
            throws IOException {
        Path below = output.toAbsolutePath().resolveSibling(backing);
        try (ImageChain chain = Disks.openChain(below, backingOptions)) {
            chain.images();
            if (chain.hasAppliance()) {
                throw isAppliance(backing);
            }
            ImageInfo info = chain.image().info();
            ImageSpec spec = new ImageSpec(
                    size.orElse(chain.image().size()),
                    Optional.of(new ImageSpec.BackingLink(backing, info.format(), Optional.of(info))),
                    ImageSpec.Compression.NONE,
                    options);
            return write(output, format, spec, replace, chain.files());
        } catch (DiskChoiceException e) {
            throw isAppliance(backing);
        }
    }

    /** Nothing that lies upon an appliance could say which of its disks it means. */
    private static UnsupportedFeatureException isAppliance(String backing) {
        return new UnsupportedFeatureException(
                "the backing file %s is an appliance; convert the disk that is wanted first".formatted(backing));
    }

    private static Result write(Path output, DiskFormat format, ImageSpec spec, boolean replace, Set<Path> sacred)
            throws IOException {
        ImageWriterDriver driver = ImageWriters.require(format);
        try (NewFiles files = NewFiles.create(output, replace, sacred);
                ImageWriter writer = driver.create(files, spec)) {
            writer.finish();
            files.commit();
            return new Result(writer.virtualSize(), files.places());
        }
    }
}
