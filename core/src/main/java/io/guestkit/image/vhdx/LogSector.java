package io.guestkit.image.vhdx;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A sector as the log will have it written: what the log keeps of it, and in the places where the log has its own marks
 * the bytes that the descriptor saved.
 *
 * @param log in which the sector is
 * @param offset of the sector in {@code log}
 * @param leading first eight bytes, as a big-endian number
 * @param trailing last four bytes, as a big-endian number
 */
record LogSector(BlockSource log, long offset, long leading, int trailing) implements BlockSource {

    static final int TRAILING = LogEntry.SECTOR - Integer.BYTES;

    @Override
    public long size() {
        return LogEntry.SECTOR;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        ByteBuffer sector = ByteBuffer.wrap(log.readBytes(offset, LogEntry.SECTOR));
        sector.putLong(0, leading).putInt(TRAILING, trailing);
        target.put(sector.slice((int) position, target.remaining()));
    }

    @Override
    public void close() {}
}
