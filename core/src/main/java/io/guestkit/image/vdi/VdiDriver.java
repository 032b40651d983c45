package io.guestkit.image.vdi;

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

/** Recognises VDIs by the signature at byte 64, whatever the text before it says. */
public final class VdiDriver implements ImageDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.VDI;
    }

    @Override
    public Optional<String> detect(BlockSource source) throws IOException {
        int end = VdiHeader.SIGNATURE_OFFSET + VdiHeader.SIGNATURE.length;
        return source.size() >= end
                        && Arrays.equals(
                                source.readBytes(VdiHeader.SIGNATURE_OFFSET, VdiHeader.SIGNATURE.length),
                                VdiHeader.SIGNATURE)
                ? Optional.of("signature 0xbeda107f at byte 64")
                : Optional.empty();
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        try {
            if (options.snapshot().isPresent()) {
                throw new UnsupportedFeatureException("VDI images have no internal snapshots");
            }
            return VdiImage.open(source, opener);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
