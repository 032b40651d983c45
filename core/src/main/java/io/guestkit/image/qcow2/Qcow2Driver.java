package io.guestkit.image.qcow2;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageDriver;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;

/** Recognises qcow2 by its magic and any version but 1, which is another format. */
public final class Qcow2Driver implements ImageDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.QCOW2;
    }

    @Override
    public Optional<String> detect(BlockSource source) throws IOException {
        if (source.size() < 8) {
            return Optional.empty();
        }
        StructView s = StructView.bigEndian("qcow2 header", source, 0, 8);
        long version = s.u32(4);
        return s.startsWith(0, Qcow2Header.MAGIC) && version != 1
                ? Optional.of("magic QFI\\xfb, version " + version)
                : Optional.empty();
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        try {
            return Qcow2Image.open(source, opener, options);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
