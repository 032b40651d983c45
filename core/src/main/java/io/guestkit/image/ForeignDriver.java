package io.guestkit.image;

import io.guestkit.io.BlockSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Recognises images of a format that cannot be read, so that they are refused by name instead of being taken for raw
 * ones. One signature of such a format.
 */
public final class ForeignDriver implements ImageDriver {

    private final DiskFormat format;
    private final long offset;
    private final byte[] signature;

    private ForeignDriver(DiskFormat format, long offset, String signature) {
        this.format = format;
        this.offset = offset;
        this.signature = signature.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Every signature there is, in the order in which they are to be tried. */
    public static List<ImageDriver> all() {
        return List.of(
                new ForeignDriver(DiskFormat.QCOW1, 0, "QFI\u00fb\0\0\0\1"),
                new ForeignDriver(DiskFormat.QED, 0, "QED\0"),
                new ForeignDriver(DiskFormat.PARALLELS, 0, "WithoutFreeSpace"),
                new ForeignDriver(DiskFormat.PARALLELS, 0, "WithouFreSpacExt"),
                new ForeignDriver(DiskFormat.EWF, 0, "EVF\t\r\n\u00ff\0"),
                new ForeignDriver(DiskFormat.DMG, -512, "koly"));
    }

    @Override
    public DiskFormat format() {
        return format;
    }

    @Override
    public Optional<String> detect(BlockSource source) throws IOException {
        long at = offset < 0 ? source.size() + offset : offset;
        if (at < 0 || at > source.size() - signature.length) {
            return Optional.empty();
        }
        return java.util.Arrays.equals(source.readBytes(at, signature.length), signature)
                ? Optional.of("signature of " + format + " at byte " + at)
                : Optional.empty();
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        source.close();
        throw new UnsupportedFeatureException(format + " images cannot be read yet");
    }
}
