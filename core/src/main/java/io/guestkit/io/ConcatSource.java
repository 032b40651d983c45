package io.guestkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Several sources one after the other, which stay the giver's to close: the extents of a split image. */
public final class ConcatSource implements BlockSource {

    private final List<BlockSource> parts;
    /** Where each part starts, and after the last one where all ends. */
    private final long[] starts;

    /** @throws CorruptDataException if the sizes add up to more than 2⁶³−1 bytes */
    public ConcatSource(List<? extends BlockSource> parts) throws CorruptDataException {
        this.parts = List.copyOf(parts);
        this.starts = new long[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            starts[i + 1] = starts[i] + parts.get(i).size();
            if (starts[i + 1] < starts[i]) {
                throw new CorruptDataException("the parts add up to more than 2^63-1 bytes");
            }
        }
    }

    @Override
    public long size() {
        return starts[starts.length - 1];
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int end = target.limit();
        for (long at = position; target.position() < end; ) {
            int part = partAt(at);
            int here = (int) Math.min(end - target.position(), starts[part + 1] - at);
            target.limit(target.position() + here);
            parts.get(part).read(at - starts[part], target);
            target.limit(end);
            at += here;
        }
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        int part = partAt(position);
        long here = Math.min(length, starts[part + 1] - position);
        return parts.get(part).extent(position - starts[part], here).shifted(starts[part]);
    }

    /** Index of the part that holds {@code position}, which must be inside; empty parts hold nothing. */
    private int partAt(long position) {
        int found = Arrays.binarySearch(starts, position);
        if (found < 0) {
            return -found - 2;
        }
        while (starts[found + 1] == position) {
            found++;
        }
        return found;
    }

    @Override
    public void close() {}
}
