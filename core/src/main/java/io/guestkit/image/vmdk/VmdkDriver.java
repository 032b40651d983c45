package io.guestkit.image.vmdk;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageDriver;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Optional;

/** Recognises VMDK by the magic of one of its three sparse extents, or by what a descriptor file starts with. */
public final class VmdkDriver implements ImageDriver {

    /** As far as a descriptor may have comments before its first entry. */
    private static final int LOOK = 4096;

    @Override
    public DiskFormat format() {
        return DiskFormat.VMDK;
    }

    @Override
    public Optional<String> detect(BlockSource source) throws IOException {
        byte[] start = source.readBytes(0, (int) Math.min(LOOK, source.size()));
        StructView s = StructView.littleEndian("VMDK", java.nio.ByteBuffer.wrap(start));
        if (s.startsWith(0, SparseHeader.MAGIC)) {
            return Optional.of("magic KDMV");
        }
        if (s.startsWith(0, CowdHeader.MAGIC)) {
            return Optional.of("magic COWD");
        }
        if (SeSparseHeader.isAt(s)) {
            return Optional.of("seSparse magic 0xcafebabe");
        }
        return DescriptorText.startsDescriptor(start)
                ? Optional.of("text of a VMDK descriptor file")
                : Optional.empty();
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        try {
            if (options.snapshot().isPresent()) {
                throw new UnsupportedFeatureException(
                        "VMDK images have no internal snapshots; each snapshot is an image of its own");
            }
            return VmdkImage.open(source, opener);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
