package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * Writes logged inodes to the volume. The log has their fixed fields in the byte order of the machine, and their forks as
 * they are on disk, but for the roots of trees.
 */
final class InodeReplay {

    private static final int FIELDS_DATA = 0x02 | 0x04;
    private static final int FIELD_DATA_ROOT = 0x08;
    private static final int FIELD_DEVICE = 0x10;
    private static final int FIELDS_ATTRIBUTES = 0x40 | 0x80;
    private static final int FIELD_ATTRIBUTE_ROOT = 0x100;
    private static final int FIELDS_OWNER = 0x200 | 0x400;

    /** Length of the description, and where 64 bit numbers need no alignment. */
    private static final int DESCRIPTION = 56;

    private static final int DESCRIPTION_I386 = 52;

    private static final int MAGIC = 0x494e;
    /** How much of the fixed fields the log has in versions 1 and 2. */
    private static final int LOGGED_V2 = 0x60;

    private static final int FLAG2_BIGTIME = 0x8;
    private static final int FLUSH_ITERATION = 0x1e;
    private static final int LSN = 0x70;
    private static final long NO_LSN = -1;
    private static final int NO_INODE = -1;

    private static final int CREATE_LENGTH = 28;
    private static final int MOST_CREATED = 64;

    private static final int ROOT_HEADER = 4;
    private static final int TREE_HEADER_V4 = 24;
    private static final int TREE_HEADER_V5 = 72;
    private static final int WORD = 8;

    private final Superblock superblock;
    private final Overlay overlay;

    InodeReplay(Superblock superblock, Overlay overlay) {
        this.superblock = superblock;
        this.overlay = overlay;
    }

    /** Whether some basic blocks were freed later. */
    @FunctionalInterface
    interface Cancelled {
        boolean test(long block, int length);
    }

    /**
     * A logged inode.
     *
     * @param fields which parts are in the item
     * @param device number of a device node
     * @param buffer where the inode is
     * @param offset of the inode in the buffer, in bytes
     */
    record Change(LogItem item, int fields, long inode, int device, LogReplay.Buffer buffer, int offset) {

        boolean hasNewOwner() {
            return (fields & FIELDS_OWNER) != 0;
        }
    }

    Change parse(LogItem item) throws CorruptDataException {
        StructView s = item.description();
        int shift = switch (s.length()) {
            case DESCRIPTION -> 0;
            case DESCRIPTION_I386 -> -4;
            default ->
                throw new CorruptDataException("xfs log item of an inode: it has %d bytes, expected %d or %d"
                        .formatted(s.length(), DESCRIPTION, DESCRIPTION_I386));
        };
        long block = s.bits64(0x28 + shift);
        if (block < 0 || block > Long.MAX_VALUE / Superblock.BASIC_BLOCK - BufferReplay.LONGEST) {
            throw s.corrupt(0x28 + shift, "ilf_blkno", block, "a place in the volume");
        }
        int length = s.u32In(0x30 + shift, "ilf_len", 1, BufferReplay.LONGEST);
        int most = length * Superblock.BASIC_BLOCK - superblock.inodeSize();
        return new Change(
                item,
                s.i32(0x04),
                s.bits64(0x10 + shift),
                s.i32(0x18 + shift),
                new LogReplay.Buffer(block, length),
                s.u32In(0x34 + shift, "ilf_boffset", 0, most));
    }

    void write(Change change, long lsn) throws IOException {
        long position = change.buffer.block() * Superblock.BASIC_BLOCK + change.offset;
        int size = superblock.inodeSize();
        if (!overlay.holds(position, size)) {
            return; // of a volume that was cut off, what is gone stays gone
        }
        byte[] bytes = overlay.read(position, size);
        ByteBuffer disk = ByteBuffer.wrap(bytes);
        if (disk.getShort(0) != MAGIC) {
            throw new CorruptDataException("xfs log: inode %d is to be written where there is none, at byte %d"
                    .formatted(change.inode, position));
        }
        byte[] logged = change.item.region(1);
        StructView core = StructView.littleEndian("xfs log inode", ByteBuffer.wrap(logged));
        if (core.u16(0x00) != MAGIC) {
            throw core.corrupt(0x00, "di_magic", Integer.toHexString(core.u16(0x00)), Integer.toHexString(MAGIC));
        }
        int version = core.u8(0x04);
        boolean v3 = superblock.features().v5();
        if (v3 != (version == 3)) {
            throw core.corrupt(0x04, "di_version", version, v3 ? "3" : "1 or 2");
        }
        if (isNewer(disk, core, lsn)) {
            return;
        }
        writeCore(core, logged, disk, lsn);
        writeForks(change, disk, v3 ? Inode.CORE_V3 : Inode.CORE_V2);
        overlay.write(position, bytes, 0, size);
    }

    /** Whether what is on the volume was written after the transaction, so that it has all of it and maybe more. */
    private boolean isNewer(ByteBuffer disk, StructView core, long lsn) throws CorruptDataException {
        if (superblock.features().v5()) {
            long stored = disk.getLong(LSN);
            return stored != 0 && stored != NO_LSN && Long.compareUnsigned(stored, lsn) > 0;
        }
        // before there were such numbers, a count that wraps told the order
        int stored = disk.getShort(FLUSH_ITERATION) & 0xffff;
        int logged = core.u16(FLUSH_ITERATION);
        boolean wrapped = stored == 0xffff && logged < 0x7fff;
        return logged < stored && !wrapped;
    }

    private static void writeCore(StructView core, byte[] logged, ByteBuffer disk, long lsn)
            throws CorruptDataException {
        boolean v3 = core.u8(0x04) == 3;
        core.bytes(0, v3 ? Inode.CORE_V3 : LOGGED_V2); // all that is read below is there
        ByteBuffer from = ByteBuffer.wrap(logged).order(ByteOrder.LITTLE_ENDIAN);
        for (int at : new int[] {0x00, 0x02, 0x06, 0x14, 0x16, 0x50, 0x58, 0x5a}) {
            disk.putShort(at, from.getShort(at));
        }
        for (int at : new int[] {0x04, 0x05, 0x52, 0x53}) {
            disk.put(at, from.get(at));
        }
        for (int at : new int[] {0x08, 0x0c, 0x10, 0x48, 0x4c, 0x54, 0x5c}) {
            disk.putInt(at, from.getInt(at));
        }
        for (int at : new int[] {0x38, 0x40}) {
            disk.putLong(at, from.getLong(at));
        }
        boolean bigtime = v3 && (from.getLong(0x78) & FLAG2_BIGTIME) != 0;
        for (int at : new int[] {0x20, 0x28, 0x30}) {
            putTime(from, disk, at, bigtime);
        }
        if (!v3) {
            disk.putShort(FLUSH_ITERATION, (short) 0);
            return;
        }
        for (int at : new int[] {0x18, 0x68, 0x78, 0x98}) {
            disk.putLong(at, from.getLong(at));
        }
        disk.putLong(LSN, lsn);
        disk.putInt(0x80, from.getInt(0x80));
        putTime(from, disk, 0x90, bigtime);
        disk.put(0xa0, logged, 0xa0, 16);
    }

    /** Nanoseconds in one number, or seconds and nanoseconds. */
    private static void putTime(ByteBuffer from, ByteBuffer disk, int at, boolean bigtime) {
        if (bigtime) {
            disk.putLong(at, from.getLong(at));
        } else {
            disk.putInt(at, from.getInt(at)).putInt(at + 4, from.getInt(at + 4));
        }
    }

    private void writeForks(Change change, ByteBuffer disk, int literal) throws CorruptDataException {
        int room = disk.limit() - literal;
        int forkOffset = (disk.get(0x52) & 0xff) * WORD;
        if (forkOffset > room) {
            throw new CorruptDataException("xfs log: inode %d has di_forkoff %d, expected at most %d"
                    .formatted(change.inode, forkOffset / WORD, room / WORD));
        }
        int dataRoom = forkOffset == 0 ? room : forkOffset;
        if ((change.fields & FIELD_DEVICE) != 0) {
            disk.putInt(literal, change.device);
        }
        if (change.item.regions() == 2) {
            return;
        }
        int region = 2;
        if ((change.fields & FIELDS_DATA) != 0) {
            put(change, region++, disk.slice(literal, dataRoom));
        } else if ((change.fields & FIELD_DATA_ROOT) != 0) {
            putRoot(change, region++, disk.slice(literal, dataRoom));
        }
        if ((change.fields & FIELDS_ATTRIBUTES) != 0) {
            put(change, region, disk.slice(literal + forkOffset, room - forkOffset));
        } else if ((change.fields & FIELD_ATTRIBUTE_ROOT) != 0) {
            putRoot(change, region, disk.slice(literal + forkOffset, room - forkOffset));
        }
    }

    private static void put(Change change, int region, ByteBuffer fork) throws CorruptDataException {
        byte[] logged = change.item.region(region);
        if (logged.length > fork.limit()) {
            throw new CorruptDataException("xfs log: inode %d has a fork of %d bytes, and room for %d"
                    .formatted(change.inode, logged.length, fork.limit()));
        }
        fork.put(0, logged);
    }

    /** The root of a tree of extents is logged as it is in memory: as long as it needs to be, and with a longer header. */
    private void putRoot(Change change, int region, ByteBuffer fork) throws CorruptDataException {
        int header = superblock.features().v5() ? TREE_HEADER_V5 : TREE_HEADER_V4;
        byte[] logged = change.item.region(region);
        StructView root = StructView.bigEndian("xfs log root of extents", ByteBuffer.wrap(logged));
        int room = (logged.length - header) / (2 * WORD);
        int diskRoom = (fork.limit() - ROOT_HEADER) / (2 * WORD);
        int records = root.u16In(0x06, "bb_numrecs", 1, Math.min(room, diskRoom));
        fork.putShort(0, (short) root.u16(0x04)).putShort(2, (short) records);
        fork.put(ROOT_HEADER, logged, header, records * WORD);
        fork.put(ROOT_HEADER + diskRoom * WORD, logged, header + room * WORD, records * WORD);
    }

    /** Makes a chunk of inodes that are not in use. */
    void create(LogItem item, Cancelled cancelled) throws IOException {
        StructView s = StructView.bigEndian("xfs log chunk of inodes", ByteBuffer.wrap(item.region(0)));
        if (s.length() < CREATE_LENGTH) {
            throw new CorruptDataException(
                    "%s: it has %d bytes, expected %d".formatted(s.structure(), s.length(), CREATE_LENGTH));
        }
        int size = s.u32In(0x10, "icl_isize", superblock.inodeSize(), superblock.inodeSize());
        int count = s.u32In(0x0c, "icl_count", 1, MOST_CREATED);
        int blocks = s.u32In(0x14, "icl_length", 1, MOST_CREATED);
        if ((long) blocks << superblock.inodesPerBlockLog() != count) {
            throw s.corrupt(0x14, "icl_length", blocks, "the blocks of %d inodes".formatted(count));
        }
        long inGroup = s.u32(0x08);
        if (inGroup > superblock.agBlocks() - blocks) {
            throw s.corrupt(
                    0x08, "icl_agbno", inGroup, "a place in a group of %d blocks".formatted(superblock.agBlocks()));
        }
        long block = s.u32(0x04) << superblock.agBlockLog() | inGroup;
        long position = superblock.position(block);
        int length = blocks * superblock.blockSize();
        if (!overlay.holds(position, length)
                || cancelled.test(position / Superblock.BASIC_BLOCK, length / Superblock.BASIC_BLOCK)) {
            return;
        }
        UUID uuid = superblock.metaUuid();
        boolean v3 = superblock.features().v5();
        byte[] bytes = new byte[length];
        for (int i = 0; i < count; i++) {
            ByteBuffer inode = ByteBuffer.wrap(bytes, i * size, size).slice();
            inode.putShort(0x00, (short) MAGIC).put(0x04, (byte) (v3 ? 3 : 2));
            inode.putInt(0x5c, s.i32(0x18)).putInt(0x60, NO_INODE);
            if (v3) {
                inode.putLong(0x98, (block << superblock.inodesPerBlockLog()) + i);
                inode.putLong(0xa0, uuid.getMostSignificantBits()).putLong(0xa8, uuid.getLeastSignificantBits());
            }
        }
        overlay.write(position, bytes, 0, length);
    }
}
