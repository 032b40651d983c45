package io.guestkit.image.vmdk;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;

/**
 * Headers of a space-efficient sparse extent (VMFS 6, and disks above 2 TB), little-endian. VMware has not documented
 * the format; names, offsets and the only known values are those of QEMU's reader.
 *
 * @param capacity size of the extent on the guest's disk, in sectors
 * @param grainDirOffset of the grain directory, in sectors
 * @param grainTablesOffset of the area of grain tables, in sectors
 * @param grainsOffset of the area of grains, in sectors
 * @param replayJournal whether the journal has changes that the tables lack
 */
record SeSparseHeader(
        long capacity, long grainDirOffset, long grainTablesOffset, long grainsOffset, boolean replayJournal) {

    /** In sectors; no other size is known. */
    static final int GRAIN = 8;
    /** Sectors of a grain table; no other size is known. */
    static final int TABLE = 64;

    static final int TABLE_ENTRIES = TABLE * SparseHeader.SECTOR / Long.BYTES;

    private static final long MAGIC = 0xcafebabeL;
    private static final long VOLATILE_MAGIC = 0xcafecafeL;
    private static final long VERSION = 0x2_0000_0001L;
    /** A quarter of what 63 bits hold, so that areas and offsets in them can be added. */
    private static final long MAX_OFFSET = SparseHeader.MAX_SECTORS / 4;

    static boolean isAt(StructView s) throws CorruptDataException {
        return s.length() >= 16 && s.bits64(0x00) == MAGIC && s.bits64(0x08) == VERSION;
    }

    static SeSparseHeader read(BlockSource source) throws IOException {
        StructView s = StructView.littleEndian("VMDK seSparse header", source, 0, SparseHeader.SECTOR);
        if (s.bits64(0x00) != MAGIC) {
            throw s.corrupt(0x00, "magic", Long.toHexString(s.bits64(0x00)), Long.toHexString(MAGIC));
        }
        long volatileOffset = SparseHeader.sectorsIn(s, 0x50, "volatile_header_offset", 1, MAX_OFFSET);
        StructView state = StructView.littleEndian(
                "VMDK seSparse volatile header", source, volatileOffset * SparseHeader.SECTOR, SparseHeader.SECTOR);
        return parse(s, state);
    }

    static SeSparseHeader parse(StructView s, StructView state)
            throws CorruptDataException, UnsupportedFeatureException {
        expect(s, 0x08, "version", VERSION);
        expect(s, 0x18, "grain_size", GRAIN);
        expect(s, 0x20, "grain_table_size", TABLE);
        expect(s, 0x28, "flags", 0);
        for (int i = 0; i < 4; i++) {
            expect(s, 0x30 + 8 * i, "reserved" + (i + 1), 0);
        }
        if (state.bits64(0x00) != VOLATILE_MAGIC) {
            throw state.corrupt(0x00, "magic", Long.toHexString(state.bits64(0x00)), Long.toHexString(VOLATILE_MAGIC));
        }
        long capacity = SparseHeader.sectors(s, 0x10, "capacity");
        long directorySize = SparseHeader.sectorsIn(s, 0x88, "grain_dir_size", 0, MAX_OFFSET);
        long covered = (long) GRAIN * TABLE_ENTRIES;
        long needed = capacity / covered + (capacity % covered == 0 ? 0 : 1);
        if (needed > directorySize * (SparseHeader.SECTOR / Long.BYTES)) {
            throw s.corrupt(0x88, "grain_dir_size", directorySize, "enough for " + needed + " entries");
        }
        return new SeSparseHeader(
                capacity,
                SparseHeader.sectorsIn(s, 0x80, "grain_dir_offset", 1, MAX_OFFSET),
                SparseHeader.sectorsIn(s, 0x90, "grain_tables_offset", 1, MAX_OFFSET),
                SparseHeader.sectorsIn(s, 0xc0, "grains_offset", 1, MAX_OFFSET),
                state.bits64(0x18) != 0);
    }

    private static void expect(StructView s, int offset, String field, long known)
            throws CorruptDataException, UnsupportedFeatureException {
        long value = s.bits64(offset);
        if (value != known) {
            throw new UnsupportedFeatureException("VMDK seSparse header: %s at +0x%x is 0x%x; only 0x%x is known"
                    .formatted(field, offset, value, known));
        }
    }
}
