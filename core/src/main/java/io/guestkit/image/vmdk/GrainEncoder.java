package io.guestkit.image.vmdk;

import io.guestkit.codec.Compressor;
import io.guestkit.codec.Deflate;
import io.guestkit.image.ImageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes compressed grains with their markers, in whole sectors. A stream has no others, so none is refused. */
final class GrainEncoder implements ImageWriter.Encoder {

    /** Stored blocks, the worst that a compressor does, are longer by 5 bytes in 16 KiB or more, and by 6 in all. */
    private static final int MOST = NewDisk.GRAIN + 1024;

    private final Compressor compressor = Deflate.compressor(Deflate.Wrapper.ZLIB);

    @Override
    public int maxEncodedLength() {
        return MOST;
    }

    @Override
    public boolean encode(long position, ByteBuffer unit, ByteBuffer target) {
        int start = target.position();
        ByteBuffer stream = target.slice(start + Marker.GRAIN_BYTES, MOST - Marker.GRAIN_BYTES);
        if (!compressor.compress(unit, stream)) {
            throw new IllegalStateException("a grain became longer than it can"); // see MOST
        }
        int length = stream.position();
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
        compressor.close();
    }
}
