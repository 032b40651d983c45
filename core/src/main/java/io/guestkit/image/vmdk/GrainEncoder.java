package io.guestkit.image.vmdk;

import io.guestkit.image.ImageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;

/** Makes compressed grains with their markers, in whole sectors. A stream has no others, so none is refused. */
final class GrainEncoder implements ImageWriter.Encoder {

    /** A stream of stored blocks, which is the worst that zlib does, is longer by 5 bytes in 16 KiB, and 11. */
    private static final int MOST = NewDisk.GRAIN + 1024;

    private final Deflater deflater = new Deflater();

    @Override
    public int maxEncodedLength() {
        return MOST;
    }

    @Override
    public boolean encode(long position, ByteBuffer unit, ByteBuffer target) {
        int start = target.position();
        ByteBuffer stream = target.slice(start + Marker.GRAIN_BYTES, MOST - Marker.GRAIN_BYTES);
        deflater.reset();
        deflater.setInput(unit);
        deflater.finish();
        int length = deflater.deflate(stream);
        if (!deflater.finished()) {
            throw new IllegalStateException("zlib made more of a grain than it can"); // see MOST
        }
        target.slice(start, Marker.GRAIN_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(position / SparseHeader.SECTOR)
                .putInt(length);
        int end = (Marker.GRAIN_BYTES + length + SparseHeader.SECTOR - 1) & -SparseHeader.SECTOR;
        for (int at = Marker.GRAIN_BYTES + length; at < end; at++) {
            target.put(start + at, (byte) 0);
        }
        target.position(start + end);
        return true;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
