package io.guestkit.image.vhdx;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageDriver;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BlockSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Recognises VHDXs by the signature at the start. */
public final class VhdxDriver implements ImageDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.VHDX;
    }

    @Override
    public Optional<String> detect(BlockSource source) throws IOException {
        return source.size() >= VhdxHeader.FILE_SIGNATURE.length
                        && Arrays.equals(
                                source.readBytes(0, VhdxHeader.FILE_SIGNATURE.length), VhdxHeader.FILE_SIGNATURE)
                ? Optional.of("signature vhdxfile")
                : Optional.empty();
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        try {
            if (options.snapshot().isPresent()) {
                throw new UnsupportedFeatureException("VHDX images have no internal snapshots");
            }
            return VhdxImage.open(source, opener);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
