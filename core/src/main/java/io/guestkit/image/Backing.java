package io.guestkit.image;

import io.guestkit.io.Extent;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.ZeroSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The image below another one: opened on first use, and zeros where it ends before its overlay does. */
final class Backing implements Closeable {

    /** Opens what the overlay names. */
    @FunctionalInterface
    interface Opening {
        DiskImage open(String name) throws IOException;
    }

    private final ImageInfo overlay;
    private final Opening opening;
    private final Consumer<String> warn;
    private volatile @Nullable DiskImage opened;
    private boolean closed;

    Backing(ImageInfo overlay, Opening opening, Consumer<String> warn) {
        this.overlay = overlay;
        this.opening = opening;
        this.warn = warn;
    }

    Optional<DiskImage> image() throws IOException {
        String name = overlay.backingFile().orElse(null);
        if (name == null) {
            return Optional.empty();
        }
        DiskImage image = opened;
        return Optional.of(image != null ? image : open(name));
    }

    private synchronized DiskImage open(String name) throws IOException {
        if (closed) {
            throw new java.nio.channels.ClosedChannelException();
        }
        DiskImage image = opened;
        if (image == null) {
            image = opening.open(name);
            if (overlay.backingFormat().isEmpty()) {
                warn.accept("backing file %s has no declared format; its content says %s"
                        .formatted(name, image.info().format()));
            }
            opened = image;
        }
        return image;
    }

    static Optional<DiskFormat> declaredFormat(ImageInfo overlay) throws UnsupportedFeatureException {
        String declared = overlay.backingFormat().orElse(null);
        if (declared == null) {
            return Optional.empty();
        }
        // QEMU's names for the ways to reach a plain file are declarations of raw content
        boolean plain = declared.equals("file") || declared.equals("host_device");
        Optional<DiskFormat> format = plain ? Optional.of(DiskFormat.RAW) : DiskFormat.named(declared);
        if (format.isEmpty()) {
            throw new UnsupportedFeatureException("the backing file has the unknown format \"" + declared + '"');
        }
        return format;
    }

    void read(long position, ByteBuffer target) throws IOException {
        int end = target.limit();
        DiskImage image = image().orElse(null);
        if (image != null && position < image.size()) {
            target.limit((int) Math.min(end, target.position() + (image.size() - position)));
            image.read(position, target);
            target.limit(end);
        }
        ZeroSource.fill(target);
    }

    Extent extent(long position, long length) throws IOException {
        DiskImage image = image().orElse(null);
        return image == null || position >= image.size()
                ? new Extent(position, length, Extent.Kind.HOLE)
                : image.extent(position, Math.min(length, image.size() - position));
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        DiskImage image = opened;
        if (image != null) {
            image.close();
        }
    }
}
