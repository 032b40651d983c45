package io.guestkit.fs.iso9660;

import io.guestkit.codec.Deflate;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The content of a file that zisofs has compressed: blocks, and before them where each one ends. */
final class Zisofs implements BlockSource {

    private static final byte[] MAGIC = {
        0x37, (byte) 0xe4, 0x53, (byte) 0x96, (byte) 0xc9, (byte) 0xdb, (byte) 0xd6, 0x07
    };
    private static final int HEADER = 16;

    private final BlockSource stored;
    private final String name;
    private final long size;
    private final int headerLength;
    private final int blockLog;
    private long cachedIndex = -1;
    private byte[] cached = {};

    private Zisofs(BlockSource stored, String name, long size, int headerLength, int blockLog) {
        this.stored = stored;
        this.name = name;
        this.size = size;
        this.headerLength = headerLength;
        this.blockLog = blockLog;
    }

    /** @param zf the entry of the system use area that says so */
    static Zisofs open(BlockSource stored, String name, StructView zf) throws IOException {
        if (!zf.startsWith(4, (byte) 'p', (byte) 'z')) {
            throw new UnsupportedFeatureException(
                    "%s: zisofs with algorithm %s; only pz is read".formatted(name, zf.text(4, 2)));
        }
        int blockLog = zf.u8(7);
        if (blockLog < 15 || blockLog > 17) {
            throw new UnsupportedFeatureException(
                    "%s: zisofs with blocks of 2^%d bytes; 15 to 17 are read".formatted(name, blockLog));
        }
        StructView header = StructView.littleEndian(name, stored, 0, HEADER);
        header.expectMagic(0, MAGIC);
        int headerLength = zf.u8In(6, "header size", HEADER / 4, 0xff) * 4;
        long size = zf.u32(8);
        Zisofs content = new Zisofs(stored, name, size, headerLength, blockLog);
        long pointers = (size + (1L << blockLog) - 1 >> blockLog) + 1;
        if (headerLength + pointers * 4 > stored.size()) {
            throw new CorruptDataException("%s: %d bytes have no room for the %d pointers of its size %d"
                    .formatted(name, stored.size(), pointers, size));
        }
        return content;
    }

    /** What the attributes of such a file have for its size. */
    static long size(StructView zf) throws CorruptDataException {
        return zf.u32(8);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        for (long at = position; target.hasRemaining(); ) {
            byte[] block = block(at >> blockLog);
            int inside = (int) (at & (1 << blockLog) - 1);
            int here = Math.min(target.remaining(), block.length - inside);
            target.put(block, inside, here);
            at += here;
        }
    }

    /** Keeps the last one, so that reading piece by piece does not decompress it each time. */
    private synchronized byte[] block(long index) throws IOException {
        if (index != cachedIndex) {
            ByteBuffer block = ByteBuffer.allocate((int) Math.min(1 << blockLog, size - (index << blockLog)));
            StructView pointers = StructView.littleEndian(name, stored, headerLength + index * 4, 8);
            long start = pointers.u32(0);
            long end = pointers.u32(4);
            if (start > end || end > stored.size() || end - start > 2L << blockLog) {
                throw new CorruptDataException("%s: block %d lies at %d..%d of the %d bytes stored"
                        .formatted(name, index, start, end, stored.size()));
            }
            if (start == end) {
                ZeroSource.fill(block);
            } else {
                Deflate.ZLIB.decode(ByteBuffer.wrap(stored.readBytes(start, (int) (end - start))), block);
            }
            cached = block.array();
            cachedIndex = index;
        }
        return cached;
    }

    @Override
    public void close() {}
}
