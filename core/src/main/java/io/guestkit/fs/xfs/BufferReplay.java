package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Writes the changed parts of buffers ("buf log items") to the volume: a bit map tells which pieces were changed. */
final class BufferReplay {

    /** What a bit of the map stands for, in bytes. */
    private static final int PIECE = 128;

    /** No buffer is longer than the largest block, in basic blocks. */
    static final int LONGEST = 65536 / Superblock.BASIC_BLOCK;

    private static final int MAP = 20;
    private static final int WORD_BITS = 32;

    private static final int FLAG_INODES = 0x01;
    private static final int FLAG_CANCEL = 0x02;
    private static final int FLAG_QUOTA = 0x04 | 0x08 | 0x10;
    private static final int TYPE_SHIFT = 11;
    private static final int TYPE_REALTIME_BITMAP = 19;
    private static final int TYPE_REALTIME_SUMMARY = 20;

    private final Superblock superblock;
    private final Overlay overlay;

    BufferReplay(Superblock superblock, Overlay overlay) {
        this.superblock = superblock;
        this.overlay = overlay;
    }

    /** Whether the buffer was freed, so that older changes of it must not be written over what came there next. */
    static boolean isCancel(LogItem item) throws CorruptDataException {
        return (item.description().u16(0x04) & FLAG_CANCEL) != 0;
    }

    static LogReplay.Buffer bufferOf(LogItem item) throws CorruptDataException {
        StructView s = item.description();
        long block = s.bits64(0x08);
        if (block < 0 || block > Long.MAX_VALUE / Superblock.BASIC_BLOCK - LONGEST) {
            throw s.corrupt(0x08, "blf_blkno", block, "a place in the volume");
        }
        return new LogReplay.Buffer(block, s.u16In(0x06, "blf_len", 1, LONGEST));
    }

    void write(LogItem item, long lsn) throws IOException {
        StructView s = item.description();
        int flags = s.u16(0x04);
        // of inodes in a buffer nothing but the chains of unlinked ones is logged in this way
        if ((flags & (FLAG_INODES | FLAG_QUOTA)) != 0) {
            return;
        }
        LogReplay.Buffer buffer = bufferOf(item);
        long position = buffer.block() * Superblock.BASIC_BLOCK;
        int length = buffer.length() * Superblock.BASIC_BLOCK;
        if (!overlay.holds(position, length)) {
            return; // of a volume that was cut off, what is gone stays gone
        }
        if (superblock.features().v5() && isNewer(position, flags >>> TYPE_SHIFT, lsn)) {
            return;
        }
        int words = s.u32In(0x10, "blf_map_size", 0, (s.length() - MAP) / 4);
        int bits = words * WORD_BITS;
        int region = 1;
        for (int bit = nextSet(s, 0, bits); bit < bits; region++) {
            byte[] changed = item.region(region);
            int end = bit;
            while (end < bits && isSet(s, end) && (end - bit) * PIECE < changed.length) {
                end++;
            }
            int size = (end - bit) * PIECE;
            if (size > changed.length || bit * PIECE + size > length) {
                throw s.corrupt(MAP, "blf_data_map", "bit " + bit, "pieces of the buffer that were logged");
            }
            overlay.write(position + (long) bit * PIECE, changed, 0, size);
            bit = nextSet(s, end, bits);
        }
    }

    private static int nextSet(StructView s, int from, int bits) throws CorruptDataException {
        int bit = from;
        while (bit < bits && !isSet(s, bit)) {
            bit++;
        }
        return bit;
    }

    private static boolean isSet(StructView s, int bit) throws CorruptDataException {
        return (s.i32(MAP + bit / WORD_BITS * 4) >>> bit % WORD_BITS & 1) != 0;
    }

    /** Whether what is on the volume was written after the transaction, so that it has all of it and maybe more. */
    private boolean isNewer(long position, int type, long lsn) throws IOException {
        if (type == TYPE_REALTIME_BITMAP || type == TYPE_REALTIME_SUMMARY) {
            return false; // has no header
        }
        StructView s =
                StructView.bigEndian("xfs buffer", ByteBuffer.wrap(overlay.read(position, Superblock.BASIC_BLOCK)));
        int lsnAt;
        int uuidAt;
        switch (s.i32(0x00)) {
            // free space by block and by size, reverse maps, shares, inodes, free inodes
            case 0x4142_3342, 0x4142_3343, 0x524d_4233, 0x5233_4643, 0x4941_4233, 0x4649_4233 -> {
                lsnAt = 0x18;
                uuidAt = 0x20;
            }
            case 0x424d_4133 -> { // map of a file
                lsnAt = 0x20;
                uuidAt = 0x28;
            }
            case 0x5841_4746 -> { // AGF
                lsnAt = 0xd0;
                uuidAt = 0x40;
            }
            case 0x5841_464c -> { // AGFL
                lsnAt = 0x18;
                uuidAt = 0x08;
            }
            case 0x5841_4749 -> { // AGI
                lsnAt = 0x140;
                uuidAt = 0x128;
            }
            case 0x5853_4c4d -> { // target of a symbolic link
                lsnAt = 0x30;
                uuidAt = 0x10;
            }
            case 0x5844_4233, 0x5844_4433, 0x5844_4633 -> { // directory: block, data, free
                lsnAt = 0x10;
                uuidAt = 0x18;
            }
            case 0x5846_5342 -> { // superblock
                lsnAt = 0xf0;
                uuidAt = superblock.features().hasIncompat(Features.INCOMPAT_META_UUID) ? 0xf8 : 0x20;
            }
            default -> {
                switch (s.u16(0x08)) {
                    // directory leaf of one block and of many, attribute leaf, node of either
                    case 0x3df1, 0x3dff, 0x3bee, 0x3ebe -> {
                        lsnAt = 0x18;
                        uuidAt = 0x20;
                    }
                    default -> {
                        return false; // what cannot say how old it is
                    }
                }
            }
        }
        UUID uuid = s.uuid(uuidAt);
        long stored = s.bits64(lsnAt);
        return uuid.equals(superblock.metaUuid()) && stored > 0 && Long.compareUnsigned(stored, lsn) >= 0;
    }
}
