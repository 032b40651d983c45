package io.guestkit.fs.ntfs;

import io.guestkit.codec.Decoder;
import io.guestkit.codec.Lzx;
import io.guestkit.codec.Xpress;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file that Windows 10 compressed with {@code compact /exe}: its bytes are in the stream
 * WofCompressedData, chunk by chunk behind a table of where the chunks start, and its own stream is a hole.
 */
final class WofSource implements BlockSource {

    static final String STREAM = "WofCompressedData";

    private static final int PROVIDER_WIM = 1;
    private static final int PROVIDER_FILE = 2;
    private static final long MAX_SMALL = 0xffff_ffffL;
    private static final int TABLE_BLOCK = 4096;

    /** FILE_PROVIDER_COMPRESSION_…, in the order of their numbers. */
    private enum Algorithm {
        XPRESS4K(4 << 10, Xpress.HUFFMAN),
        LZX(32 << 10, Lzx.WIM),
        XPRESS8K(8 << 10, Xpress.HUFFMAN),
        XPRESS16K(16 << 10, Xpress.HUFFMAN);

        private final int chunkSize;
        private final Decoder decoder;

        Algorithm(int chunkSize, Decoder decoder) {
            this.chunkSize = chunkSize;
            this.decoder = decoder;
        }
    }

    private final String name;
    private final Algorithm algorithm;
    private final BlockSource stored;
    private final BlockSource table;
    private final long tableSize;
    private final int entrySize;
    private final long size;
    private volatile @Nullable Chunk last;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chunk(long number, byte[] bytes) {}

    private WofSource(String name, Algorithm algorithm, BlockSource stored, long size) throws CorruptDataException {
        this.name = name;
        this.algorithm = algorithm;
        this.stored = stored;
        this.table = new CachedSource(stored, TABLE_BLOCK, TABLE_BLOCK);
        this.entrySize = size > MAX_SMALL ? 8 : 4;
        this.tableSize = Math.max(0, (size - 1) / algorithm.chunkSize) * entrySize;
        this.size = size;
        if (tableSize > stored.size()) {
            throw new CorruptDataException(
                    "%s: its %d bytes have no room for a table of %d".formatted(name, stored.size(), tableSize));
        }
    }

    static boolean isCompressed(@Nullable ReparsePoint reparse) {
        return reparse != null && reparse.tag() == ReparsePoint.WOF;
    }

    /**
     * @param size of the content in bytes
     * @throws UnsupportedFeatureException if the bytes are in a WIM archive
     */
    static WofSource of(AttributeSet file, ReparsePoint reparse, long size) throws IOException {
        StructView s = reparse.view();
        s.u32In(0x08, "WOF version", 1, 1);
        if (s.u32In(0x0c, "WOF provider", PROVIDER_WIM, PROVIDER_FILE) == PROVIDER_WIM) {
            throw new UnsupportedFeatureException("%s: its content is in a WIM archive (WOF provider 1)"
                    .formatted(file.base().where()));
        }
        s.u32In(0x10, "version of the WOF file provider", 1, 1);
        int algorithm = s.u32In(0x14, "WOF compression algorithm", 0, Algorithm.values().length - 1);
        Attribute stream = file.require(Attribute.DATA, STREAM);
        return new WofSource(stream.where(), Algorithm.values()[algorithm], file.open(stream), size);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int chunkSize = algorithm.chunkSize;
        for (long at = position; target.hasRemaining(); ) {
            byte[] chunk = chunk(at / chunkSize);
            int inside = (int) (at % chunkSize);
            int here = Math.min(target.remaining(), chunk.length - inside);
            target.put(chunk, inside, here);
            at += here;
        }
    }

    private byte[] chunk(long number) throws IOException {
        Chunk known = last;
        if (known != null && known.number() == number) {
            return known.bytes();
        }
        long chunks = (size - 1) / algorithm.chunkSize + 1;
        long start = number == 0 ? 0 : entry(number - 1);
        long end = number == chunks - 1 ? stored.size() - tableSize : entry(number);
        byte[] bytes = new byte[(int) Math.min(algorithm.chunkSize, size - number * algorithm.chunkSize)];
        if (start < 0 || end < start || end - start > bytes.length || end > stored.size() - tableSize) {
            throw new CorruptDataException("%s: chunk %d of %d bytes lies at %d..%d of %d"
                    .formatted(name, number, bytes.length, start, end, stored.size() - tableSize));
        }
        byte[] packed = stored.readBytes(tableSize + start, (int) (end - start));
        if (packed.length == bytes.length) {
            bytes = packed; // what does not become smaller is stored as it is
        } else {
            algorithm.decoder.decode(ByteBuffer.wrap(packed), ByteBuffer.wrap(bytes));
        }
        last = new Chunk(number, bytes);
        return bytes;
    }

    /** Where the chunk after the one of that number starts, counted from the end of the table. */
    private long entry(long number) throws IOException {
        ByteBuffer entry =
                ByteBuffer.wrap(table.readBytes(number * entrySize, entrySize)).order(ByteOrder.LITTLE_ENDIAN);
        return entrySize == 8 ? entry.getLong() : entry.getInt() & MAX_SMALL;
    }

    @Override
    public void close() {}
}
