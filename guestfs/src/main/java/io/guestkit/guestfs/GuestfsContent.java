package io.guestkit.guestfs;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;

/**
 * The content of a file of an appliance. Each question is a round trip to the appliance, so a reader that goes on where it
 * left off gets more than it asked for, twice as much each time.
 */
final class GuestfsContent implements BlockSource {

    private static final int FIRST_AHEAD = 64 << 10;

    private final Guestfs guestfs;
    private final GuestfsNode file;
    private final int mostAhead;
    /** What was read last, which starts at {@link #start}. */
    private byte[] known = {};

    private long start;
    /** Where the last reader stopped, and how much the next one gets if it goes on there. */
    private long stopped;

    private int ahead = FIRST_AHEAD;

    /** @param mostAhead bytes that may be read before anybody asks for them; 0 where the content may change */
    GuestfsContent(Guestfs guestfs, GuestfsNode file, int mostAhead) {
        this.guestfs = guestfs;
        this.file = file;
        this.mostAhead = mostAhead;
    }

    @Override
    public long size() {
        return file.attributes().size();
    }

    @Override
    public synchronized void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        long at = position;
        while (target.hasRemaining()) {
            if (at < start || at >= start + known.length) {
                fetch(at, target.remaining());
            }
            int offset = (int) (at - start); // less than the length of an array
            int length = Math.min(target.remaining(), known.length - offset);
            target.put(known, offset, length);
            at += length;
        }
        stopped = at;
        if (mostAhead == 0) {
            known = new byte[0];
        }
    }

    private void fetch(long at, int wanted) throws IOException {
        int count = wanted;
        if (mostAhead > 0 && at == stopped) { // the start of the file, too
            count = Math.max(wanted, ahead);
            ahead = Math.min(2 * ahead, mostAhead);
        } else {
            ahead = FIRST_AHEAD;
        }
        try {
            known = guestfs.pread(file.path(), Math.min(count, GuestfsReader.CHUNK), at);
        } catch (GuestfsException e) {
            throw GuestfsReader.translated(e, file.path());
        }
        start = at;
        if (known.length == 0) {
            throw new FileSystemException(file.path(), null, "ends at " + at + " of " + size() + " bytes");
        }
    }

    @Override
    public void close() {}
}
