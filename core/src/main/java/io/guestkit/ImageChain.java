package io.guestkit;

import io.guestkit.image.DiskImage;
import io.guestkit.io.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image together with all that lies below it, and the files that they are in. Images below are opened when they are
 * first needed, so the list of files grows until then.
 */
public final class ImageChain implements Closeable {

    private record Layer(DiskImage image, Path path) {}

    private final Set<Path> files = new LinkedHashSet<>();
    private final List<Layer> layers = new ArrayList<>();
    private @Nullable DiskImage top;
    private boolean appliance;
    private final Progress reads;

    /**
     * {@code ChainOpener} tells it what it opens, and which image is the top one at last.
     *
     * @param reads told of every byte that is read from the files
     */
    ImageChain(Progress reads) {
        this.reads = reads;
    }

    Progress reads() {
        return reads;
    }

    void opened(DiskImage top) {
        this.top = top;
    }

    synchronized void opened(Path file) {
        files.add(file);
    }

    synchronized void opened(DiskImage layer, Path path) {
        layers.add(new Layer(layer, path));
    }

    synchronized void openedAppliance() {
        appliance = true;
    }

    /** Whether an image of it is a disk of an appliance (OVA, OVF), so that its file is not the image itself. */
    public synchronized boolean hasAppliance() {
        return appliance;
    }

    /** The image at the top, which this chain owns. */
    public DiskImage image() {
        return Objects.requireNonNull(top);
    }

    /** The real paths of all files that were opened so far: images, extents, data files. */
    public synchronized Set<Path> files() {
        return Set.copyOf(files);
    }

    /** The path of an image of this chain, as it was named or as the image above names it. */
    @SuppressWarnings("ReferenceEquality") // this image and no other of the same content
    public synchronized Optional<Path> pathOf(DiskImage layer) {
        for (Layer each : layers) {
            if (each.image() == layer) {
                return Optional.of(each.path());
            }
        }
        return Optional.empty();
    }

    /**
     * Opens every image of the chain.
     *
     * @return them all, from the top to the bottom
     */
    public List<DiskImage> images() throws IOException {
        List<DiskImage> all = new ArrayList<>();
        for (Optional<DiskImage> next = Optional.of(image());
                next.isPresent();
                next = next.get().backing()) {
            all.add(next.get());
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        image().close();
    }
}
