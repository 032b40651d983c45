package io.guestkit.image.raw;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.io.BlockSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes raw images: every byte at its own position, and what is not written is a hole. */
final class RawWriter implements ImageWriter {

    /** Page and block size of most hosts: a smaller hole would not be one. */
    private static final int UNIT = 4096;

    private static final int ZEROS = 1 << 20;

    private final BlockSink file;
    private final long size;

    private RawWriter(BlockSink file, long size) {
        this.file = file;
        this.size = size;
    }

    static RawWriter create(ImageTarget target, ImageSpec spec) throws IOException {
        if (spec.backing().isPresent()) {
            throw new IllegalArgumentException("raw images have no backing file");
        }
        if (spec.compression() != ImageSpec.Compression.NONE) {
            throw new IllegalArgumentException("raw images cannot be compressed");
        }
        spec.options().rejectOthers(DiskFormat.RAW, "preallocation");
        String preallocation = spec.options().word("preallocation", "off", "falloc", "full");
        RawWriter writer = new RawWriter(target.file(), spec.virtualSize());
        writer.file.resize(spec.virtualSize());
        switch (preallocation) {
            case "falloc" -> writer.file.reserve(0, spec.virtualSize());
            case "full" -> writer.fill();
            default -> {
                // holes
            }
        }
        return writer;
    }

    /** Writes zeros, as file systems want that give no promise for what is only reserved. */
    private void fill() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
        for (long at = 0; at < size; at += ZEROS) {
            file.write(at, zeros.clear().limit((int) Math.min(ZEROS, size - at)));
        }
    }

    @Override
    public long virtualSize() {
        return size;
    }

    @Override
    public int unitSize() {
        return UNIT;
    }

    @Override
    public Placement place(long position, int length) {
        return new Placement(file, position, length);
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
}
