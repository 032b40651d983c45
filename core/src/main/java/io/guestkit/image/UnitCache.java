package io.guestkit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The last few decompressed units of an image, so that reading one piece by piece does not decompress it each time. */
final class UnitCache {

    /** Enough for one 2 MiB cluster, the largest unit there is, for each of a few readers. */
    private static final long CAPACITY = 16L << 20;

    private final Map<Long, byte[]> units = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /** Buffers that nobody is using, for compressed units: as many as there ever were readers at once. */
    private final ConcurrentLinkedQueue<ByteBuffer> storedUnits = new ConcurrentLinkedQueue<>();

    /**
     * Puts the bytes of a part into {@code target}, which moves on by its length. A unit that is wanted as a whole is
     * decompressed to where it belongs; others are kept for the next part of theirs.
     */
    void read(Run.Compressed part, ByteBuffer target) throws IOException {
        int length = Math.toIntExact(part.length());
        byte[] unit = find(part.unitPosition());
        if (unit == null && length == part.unitLength()) {
            decode(part, target.slice(target.position(), length));
            target.position(target.position() + length);
            return;
        }
        if (unit == null) {
            unit = new byte[part.unitLength()];
            decode(part, ByteBuffer.wrap(unit));
            keep(part.unitPosition(), unit);
        }
        target.put(unit, Math.toIntExact(part.position() - part.unitPosition()), length);
    }

    private void decode(Run.Compressed part, ByteBuffer unit) throws IOException {
        int length = part.storedLength();
        part.file().checkRange(part.fileOffset(), length);
        ByteBuffer stored = storedUnits.poll();
        if (stored == null || stored.capacity() < length) {
            stored = ByteBuffer.allocateDirect(Math.max(length, part.unitLength()));
        }
        try {
            stored.clear().limit(length);
            part.file().read(part.fileOffset(), stored);
            part.decoder().decode(stored.flip(), unit);
        } finally {
            storedUnits.add(stored);
        }
    }

    private synchronized byte @Nullable [] find(long position) {
        return units.get(position);
    }

    private synchronized void keep(long position, byte[] unit) {
        byte[] old = units.put(position, unit);
        held += unit.length - (old == null ? 0 : old.length);
        var eldest = units.entrySet().iterator();
        while (held > CAPACITY && units.size() > 1) {
            held -= eldest.next().getValue().length;
            eldest.remove();
        }
    }
}
