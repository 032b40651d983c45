package io.guestkit.guestfs.disks;

import io.guestkit.guestfs.Guestfs;
import io.guestkit.io.BlockSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A device of an appliance. Borrows the handle. */
final class ApplianceSource implements BlockSource {

    /** What one message of the library's protocol holds for sure. */
    private static final int CHUNK = 2 << 20;

    private final Guestfs guestfs;
    private final String device;
    private final long size;

    ApplianceSource(Guestfs guestfs, String device) throws IOException {
        this.guestfs = guestfs;
        this.device = device;
        this.size = guestfs.blockdevGetsize64(device);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        long at = position;
        while (target.hasRemaining()) {
            byte[] bytes = guestfs.preadDevice(device, Math.min(target.remaining(), CHUNK), at);
            if (bytes.length == 0) {
                throw new EOFException(device + " ends at " + at + " of " + size + " bytes");
            }
            target.put(bytes);
            at += bytes.length;
        }
    }

    @Override
    public void close() {}
}
