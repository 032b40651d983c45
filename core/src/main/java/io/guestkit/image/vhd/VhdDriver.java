package io.guestkit.image.vhd;

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

/** Recognises VHDs, by the strong sign that dynamic disks have or by the weak one that all have. */
public final class VhdDriver implements ImageDriver {

    /** Asks for the copy of the footer at the start of a dynamic or differencing disk. */
    public static final VhdDriver BY_HEADER = new VhdDriver(false);

    /**
     * Asks for the footer at the end, all that a fixed disk has. A guest whose disk is raw can write one into its last
     * sector, so this driver belongs behind those of all other formats.
     */
    public static final VhdDriver BY_FOOTER = new VhdDriver(true);

    private final boolean byFooter;

    private VhdDriver(boolean byFooter) {
        this.byFooter = byFooter;
    }

    @Override
    public DiskFormat format() {
        return DiskFormat.VHD;
    }

    @Override
    public Optional<String> detect(BlockSource source) throws IOException {
        if (byFooter) {
            return FooterCopies.isAtEnd(source)
                    ? Optional.of("cookie conectix of a footer at the end")
                    : Optional.empty();
        }
        return source.size() >= VhdFooter.LENGTH
                        && Arrays.equals(source.readBytes(0, VhdFooter.COOKIE.length), VhdFooter.COOKIE)
                ? Optional.of("cookie conectix at the start")
                : Optional.empty();
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        try {
            if (options.snapshot().isPresent()) {
                throw new UnsupportedFeatureException("VHD images have no internal snapshots");
            }
            return VhdImage.open(source, opener);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
