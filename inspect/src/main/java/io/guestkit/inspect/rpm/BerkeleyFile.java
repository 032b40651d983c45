package io.guestkit.inspect.rpm;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A Berkeley DB of the kinds that rpm kept packages in. In the byte order of the machine that made it, which the magic
 * tells. Names and offsets: db_page.h of Berkeley DB 5.3.
 *
 * <p>A page is entered once at most, which bounds every chain.
 */
abstract sealed class BerkeleyFile permits BerkeleyHash, BerkeleyBtree {

    private static final int META = 512; // the smallest page
    private static final long HASH_MAGIC = 0x061561;
    private static final long BTREE_MAGIC = 0x053162;
    private static final int CHECKSUM = 1; // DBMETA_CHKSUM
    private static final long MAX_PAGES = 1 << 26;

    static final int PAGE_HEADER = 26;

    private static final int OVERFLOW = 7;

    final StructView meta;
    final int pageSize;
    final long lastPage;
    private final BlockSource file;
    private final boolean bigEndian;
    private final BitSet entered = new BitSet();

    BerkeleyFile(BlockSource file, StructView meta, boolean bigEndian) throws IOException {
        this.file = file;
        this.meta = meta;
        this.bigEndian = bigEndian;
        this.pageSize = meta.u32In(0x14, "pagesize", 512, 1 << 16);
        if (Integer.bitCount(pageSize) != 1) {
            throw meta.corrupt(0x14, "pagesize", pageSize, "a power of two");
        }
        if (meta.u8(0x18) != 0) {
            throw new UnsupportedFeatureException("rpm: encrypted Berkeley DB");
        }
        if ((meta.u8(0x1a) & ~CHECKSUM) != 0) {
            throw new UnsupportedFeatureException("rpm: partitioned Berkeley DB");
        }
        if ((meta.u8(0x1a) & CHECKSUM) != 0) {
            throw new UnsupportedFeatureException("rpm: Berkeley DB with checksums");
        }
        this.lastPage = meta.u32(0x20);
        if (lastPage > MAX_PAGES) {
            throw new UnsupportedFeatureException("rpm: Berkeley DB of " + lastPage + " pages");
        }
    }

    static BerkeleyFile open(BlockSource file) throws IOException {
        StructView little = StructView.littleEndian("Berkeley DB meta page", file, 0, META);
        boolean bigEndian = !isKnown(little.u32(0x0c));
        StructView meta = bigEndian ? StructView.bigEndian(little.structure(), little.buffer()) : little;
        if (!isKnown(meta.u32(0x0c))) {
            throw little.corrupt(
                    0x0c, "magic", Long.toHexString(little.u32(0x0c)), "61561 or 53162 in one of both byte orders");
        }
        return meta.u32(0x0c) == HASH_MAGIC
                ? new BerkeleyHash(file, meta, bigEndian)
                : new BerkeleyBtree(file, meta, bigEndian);
    }

    private static boolean isKnown(long magic) {
        return magic == HASH_MAGIC || magic == BTREE_MAGIC;
    }

    /** Shows all packages. */
    abstract void read(RpmDatabase.HeaderReader reader) throws IOException;

    /** A page that was not entered before. */
    final StructView enter(long number) throws IOException {
        if (number < 1 || number > lastPage) {
            throw new CorruptDataException("Berkeley DB: page %d, expected 1..%d".formatted(number, lastPage));
        }
        if (entered.get((int) number)) {
            throw new CorruptDataException("Berkeley DB: page %d is used twice".formatted(number));
        }
        entered.set((int) number);
        String name = "Berkeley DB page " + number;
        long position = number * pageSize; // below 2^42
        StructView page = bigEndian
                ? StructView.bigEndian(name, file, position, pageSize)
                : StructView.littleEndian(name, file, position, pageSize);
        if (page.u32(0x08) != number) {
            throw page.corrupt(0x08, "pgno", page.u32(0x08), number);
        }
        return page;
    }

    /** What is spread over overflow pages from {@code first} on. */
    final StructView overflow(StructView at, int offset, long first, long length) throws IOException {
        if (length > file.size()) {
            throw at.corrupt(offset, "tlen", length, "at most " + file.size());
        }
        if (length > RpmDatabase.MAX_HEADER) {
            throw new UnsupportedFeatureException("rpm: package of " + length + " bytes");
        }
        ByteBuffer value = ByteBuffer.allocate((int) length);
        long next = first;
        while (value.hasRemaining()) {
            StructView page = enter(next);
            if (page.u8(0x19) != OVERFLOW) {
                throw page.corrupt(0x19, "type", page.u8(0x19), OVERFLOW);
            }
            int here = page.u16In(0x16, "hf_offset", 1, pageSize - PAGE_HEADER);
            if (here > value.remaining()) {
                throw page.corrupt(0x16, "hf_offset", here, "at most " + value.remaining());
            }
            value.put(page.bytes(PAGE_HEADER, here));
            next = page.u32(0x10); // next_pgno
        }
        return StructView.bigEndian("rpm header", value.flip());
    }

    /** The number of a package, in the byte order of the database; null if the key is no number. */
    final @Nullable Long number(StructView key) throws CorruptDataException {
        return key.length() != 4
                ? null
                : Integer.toUnsignedLong(key.buffer()
                        .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                        .getInt(0));
    }
}
