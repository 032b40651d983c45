package io.guestkit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last few decompressed units of an image, so that reading one piece by piece does not decompress it each time. */
final class UnitCache {

    /** Enough for one 2 MiB cluster, the largest unit there is, for each of a few readers. */
    private static final long CAPACITY = 16L << 20;

    private final Map<Long, byte[]> units = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /** The whole decompressed unit that {@code part} is a part of. */
    byte[] get(Run.Compressed part) throws IOException {
        byte[] unit = find(part.unitPosition());
        if (unit == null) {
            unit = new byte[part.unitLength()];
            byte[] stored = part.file().readBytes(part.fileOffset(), part.storedLength());
            part.decoder().decode(ByteBuffer.wrap(stored), ByteBuffer.wrap(unit));
            keep(part.unitPosition(), unit);
        }
        return unit;
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
