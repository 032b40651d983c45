package io.guestkit.image.vmdk;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files in memory, the only ones that images in them may name. */
final class Directory implements ImageOpener {

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    final List<String> asked = new ArrayList<>();
    int open;

    Directory with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    Directory with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    DiskImage image(String name) throws IOException {
        return new VmdkDriver().open(openFile(name), this, ImageOptions.DEFAULT);
    }

    @Override
    public DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException {
        return image(reference);
    }

    @Override
    public BlockSource openFile(String reference) throws IOException {
        asked.add(reference);
        if (reference.contains("/")) {
            throw new AccessDeniedException(reference);
        }
        byte[] content = files.get(reference);
        if (content == null) {
            throw new NoSuchFileException(reference);
        }
        open++;
        return new Counted(new BytesSource(content));
    }

    /** Knows whether it was closed. */
    private final class Counted implements BlockSource {
        private final BlockSource bytes;
        private boolean closed;

        Counted(BlockSource bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public void read(long position, java.nio.ByteBuffer target) throws IOException {
            bytes.read(position, target);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }
}
