package io.guestkit.volume.luks;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is inside of an encrypted volume. The device with the ciphertext stays the giver's to close; closing the volume
 * forgets the key.
 *
 * <p>Holes of the ciphertext are none of the plaintext: all of it is data.
 */
final class LuksVolume implements BlockSource {

    private final BlockSource device;
    private final VolumeKey key;
    private final List<Part> parts;
    private final long size;
    private volatile boolean closed;

    LuksVolume(BlockSource device, List<Segment> segments, VolumeKey key) {
        this.device = device;
        this.key = key;
        List<Part> all = new ArrayList<>();
        long start = 0;
        for (Segment segment : segments) {
            all.add(new Part(segment, start));
            start += segment.length(); // the header has checked the sum
        }
        this.parts = List.copyOf(all);
        this.size = start;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        long at = position;
        for (Part part : parts) {
            long end = part.start + part.segment.length();
            if (at < end && target.hasRemaining()) {
                at += part.read(at - part.start, target);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        key.forget();
        for (Part part : parts) {
            part.idle.clear();
        }
    }

    /** What decrypts for one thread at a time, and the bytes that it works on. */
    private static final class Worker {
        private final SectorCipher cipher;
        private final byte[] bytes = new byte[CipherSpec.MAX_BATCH];

        Worker(SectorCipher cipher) {
            this.cipher = cipher;
        }
    }

    /** A segment, at its place in the volume. */
    private final class Part {
        private final Segment segment;
        private final long start;
        /** Never more than there were threads at the same time. */
        private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

        Part(Segment segment, long start) {
            this.segment = segment;
            this.start = start;
        }

        /**
         * Reads as much of what remains of {@code target} as lies in this segment.
         *
         * @param position in the segment
         * @return number of bytes
         */
        long read(long position, ByteBuffer target) throws IOException {
            long length = Math.min(target.remaining(), segment.length() - position);
            Worker worker = worker();
            for (long at = position, end = position + length; at < end; ) {
                int inside = (int) (at % segment.sectorSize());
                long first = at - inside;
                int here = (int) Math.min(end - at, CipherSpec.MAX_BATCH - inside);
                int whole = (inside + here + segment.sectorSize() - 1) & -segment.sectorSize();
                device.read(segment.offset() + first, ByteBuffer.wrap(worker.bytes, 0, whole));
                worker.cipher.decrypt(
                        worker.bytes,
                        0,
                        whole,
                        first / CipherSpec.SECTOR + segment.ivTweak()); // wraps as dm-crypt's does
                target.put(worker.bytes, inside, here);
                at += here;
            }
            if (!closed) {
                idle.add(worker);
            }
            return length;
        }

        private Worker worker() throws ClosedChannelException {
            Worker worker = closed ? null : idle.poll();
            if (worker != null) {
                return worker;
            }
            @Nullable SectorCipher cipher = key.start(segment.cipher(), segment.sectorSize());
            if (cipher == null) {
                throw new ClosedChannelException();
            }
            return new Worker(cipher);
        }
    }
}
