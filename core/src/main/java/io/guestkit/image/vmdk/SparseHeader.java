package io.guestkit.image.vmdk;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Header of a hosted sparse extent, little-endian. Names and offsets: VMware Virtual Disk Format 5.0, "Hosted Sparse
 * Extents" ({@code SparseExtentHeader}).
 *
 * @param version 1 to 3; 2 may have zeroed-grain entries, 3 change tracking, which does not matter for reading
 * @param capacity size of the extent on the guest's disk, in sectors
 * @param grainSize in sectors; the specification wants a power of two above 8
 * @param descriptorOffset of the embedded descriptor, in sectors; 0 for none
 * @param descriptorSize room for it, in sectors
 * @param rgdOffset of the redundant grain directory, in sectors
 * @param gdOffset of the grain directory, in sectors
 * @param overHead sectors in front of the first grain
 * @param uncleanShutdown whether the last writer did not finish
 * @param compressAlgorithm 0 none, 1 deflate
 */
record SparseHeader(
        int version,
        long flags,
        long capacity,
        int grainSize,
        long descriptorOffset,
        int descriptorSize,
        int numGTEsPerGT,
        long rgdOffset,
        long gdOffset,
        long overHead,
        boolean uncleanShutdown,
        int compressAlgorithm) {

    static final byte[] MAGIC = {'K', 'D', 'M', 'V'};
    static final int SECTOR = 512;
    /** So that sizes in bytes stay below 2⁶³. */
    static final long MAX_SECTORS = Long.MAX_VALUE / SECTOR;
    /** QEMU's bound: 1 GiB. */
    static final int MAX_GRAIN = 0x20_0000;

    static final int COMPRESSION_NONE = 0;
    static final int COMPRESSION_DEFLATE = 1;

    static final long FLAG_NEWLINE_TEST = 1;
    static final long FLAG_REDUNDANT_DIRECTORY = 1 << 1;
    static final long FLAG_ZEROED_GRAIN = 1 << 2;
    static final long FLAG_COMPRESSED = 1 << 16;
    static final long FLAG_MARKERS = 1 << 17;

    /** Where the grain directory of a stream is: the footer says. */
    static final long GD_AT_END = -1;

    private static final byte[] NEWLINE_TEST = {'\n', ' ', '\r', '\n'};
    private static final int MAX_DESCRIPTOR = DescriptorText.MAX_BYTES / SECTOR;
    /** What the specification sets; QEMU takes less, and so do we. */
    private static final int MAX_TABLE = 512;

    /** Reads the header, and instead of it the footer where the header says that there is one. */
    static SparseHeader read(BlockSource source) throws IOException {
        StructView header = StructView.littleEndian("VMDK sparse header", source, 0, SECTOR);
        if (!header.startsWith(0, MAGIC) || header.bits64(0x38) != GD_AT_END) {
            return parse(header);
        }
        checkNewlines(header);
        // the last sector is the end-of-stream marker; where that is cut short, the footer is where it would be
        long end = source.size() / SECTOR + (source.size() % SECTOR == 0 ? 0 : 1);
        StructView footer = StructView.littleEndian("VMDK footer", source, Math.max(0, end - 2) * SECTOR, SECTOR);
        if (end < 4 || !footer.startsWith(0, MAGIC)) {
            throw new CorruptDataException(
                    "VMDK footer: is missing at the end of the file (%d bytes), and the header has no grain directory; was the file truncated?"
                            .formatted(source.size()));
        }
        SparseHeader last = parse(footer);
        return last.descriptorOffset != 0 ? last : last.withDescriptor(parseDescriptorOffset(header), header);
    }

    static SparseHeader parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(0x00, MAGIC);
        checkNewlines(s);
        long version = s.u32(0x04);
        if (version > 3) {
            throw new UnsupportedFeatureException("VMDK sparse extent version " + version + "; 1 to 3 can be read");
        }
        if (version < 1) {
            throw s.corrupt(0x04, "version", version, "1..3");
        }
        long descriptorOffset = parseDescriptorOffset(s);
        SparseHeader header = new SparseHeader(
                (int) version,
                s.u32(0x08),
                sectors(s, 0x0c, "capacity"),
                (int) sectorsIn(s, 0x14, "grainSize", 1, MAX_GRAIN),
                descriptorOffset,
                descriptorOffset == 0 ? 0 : (int) sectorsIn(s, 0x24, "descriptorSize", 0, MAX_DESCRIPTOR),
                s.u32In(0x2c, "numGTEsPerGT", 1, MAX_TABLE),
                (s.u32(0x08) & FLAG_REDUNDANT_DIRECTORY) == 0 ? 0 : sectors(s, 0x30, "rgdOffset"),
                sectors(s, 0x38, "gdOffset"),
                sectors(s, 0x40, "overHead"),
                s.u8(0x48) != 0,
                s.u16(0x4d));
        if (header.gdEntries() > Integer.MAX_VALUE / Long.BYTES) {
            throw s.corrupt(0x0c, "capacity", header.capacity, "at most 2^28 grain tables");
        }
        return header;
    }

    private static long parseDescriptorOffset(StructView s) throws CorruptDataException {
        return sectors(s, 0x1c, "descriptorOffset");
    }

    /** The sector that {@link #parse} understands. */
    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0x00, MAGIC).putInt(0x04, version).putInt(0x08, (int) flags);
        bytes.putLong(0x0c, capacity).putLong(0x14, grainSize);
        bytes.putLong(0x1c, descriptorOffset).putLong(0x24, descriptorSize).putInt(0x2c, numGTEsPerGT);
        bytes.putLong(0x30, rgdOffset).putLong(0x38, gdOffset).putLong(0x40, overHead);
        bytes.put(0x48, (byte) (uncleanShutdown ? 1 : 0)).put(0x49, NEWLINE_TEST);
        return bytes.putShort(0x4d, (short) compressAlgorithm);
    }

    private SparseHeader withDescriptor(long offset, StructView s) throws CorruptDataException {
        return new SparseHeader(
                version,
                flags,
                capacity,
                grainSize,
                offset,
                offset == 0 ? 0 : (int) sectorsIn(s, 0x24, "descriptorSize", 0, MAX_DESCRIPTOR),
                numGTEsPerGT,
                rgdOffset,
                gdOffset,
                overHead,
                uncleanShutdown,
                compressAlgorithm);
    }

    /** Bytes that do not survive a transfer as text are in the header to show that there was one. */
    private static void checkNewlines(StructView s) throws CorruptDataException {
        if ((s.u32(0x08) & FLAG_NEWLINE_TEST) != 0 && !s.startsWith(0x49, NEWLINE_TEST)) {
            throw s.corrupt(
                    0x49,
                    "singleEndLineChar",
                    java.util.HexFormat.of().formatHex(s.bytes(0x49, NEWLINE_TEST.length)),
                    "0a200d0a; the file was transferred as text (FTP in ASCII mode does that)");
        }
    }

    /** A number of sectors, or a position counted in them. */
    static long sectors(StructView s, int offset, String field) throws CorruptDataException {
        return sectorsIn(s, offset, field, 0, MAX_SECTORS);
    }

    static long sectorsIn(StructView s, int offset, String field, long min, long max) throws CorruptDataException {
        long value = s.bits64(offset);
        if (value < min || value > max) {
            throw s.corrupt(offset, field, Long.toUnsignedString(value), min + ".." + max + " sectors");
        }
        return value;
    }

    /** How many grain tables the capacity needs, which is how many entries the grain directory has. */
    long gdEntries() {
        long table = (long) grainSize * numGTEsPerGT; // below 2^30
        return capacity / table + (capacity % table == 0 ? 0 : 1);
    }

    boolean isCompressed() {
        return compressAlgorithm == COMPRESSION_DEFLATE;
    }

    /** Whether each compressed grain has a marker with its length in front. */
    boolean hasMarkers() {
        return (flags & FLAG_MARKERS) != 0;
    }

    boolean hasZeroedGrains() {
        return (flags & FLAG_ZEROED_GRAIN) != 0;
    }
}
