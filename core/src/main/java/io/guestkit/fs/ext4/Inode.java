package io.guestkit.fs.ext4;

import io.guestkit.fs.FileType;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An inode: everything about a file but its names.
 *
 * @param size in bytes; not negative
 * @param allocated bytes of storage, the blocks of the map and of extended attributes included
 * @param attributeBlock block of the extended attributes that did not fit into the inode, or 0
 * @param extraSize bytes of fixed fields behind the first 128
 * @param checksumSeed where the chains of checksums of this inode's blocks start
 * @param raw all bytes of the inode
 */
record Inode(
        long number,
        int mode,
        long size,
        long allocated,
        int flags,
        long attributeBlock,
        int extraSize,
        int checksumSeed,
        NodeAttributes attributes,
        StructView raw)
        implements Node {

    static final long ROOT = 2;

    static final int FLAG_ENCRYPT = 0x800;
    static final int FLAG_INDEX = 0x1000;
    static final int FLAG_HUGE_FILE = 0x4_0000;
    static final int FLAG_EXTENTS = 0x8_0000;
    static final int FLAG_EA_INODE = 0x20_0000;
    static final int FLAG_INLINE_DATA = 0x1000_0000;
    static final int FLAG_CASEFOLD = 0x4000_0000;

    /** Length of the fields that every inode has. */
    static final int GOOD_OLD_SIZE = 128;

    /** Where {@code i_block} stands, and how long it is. */
    static final int I_BLOCK = 0x28;

    static final int I_BLOCK_LENGTH = 60;

    private static final int SECTOR = 512;
    private static final int CHECKSUM_LO = 0x7c;
    private static final int CHECKSUM_HI = 0x82;

    static Inode parse(byte[] bytes, long number, Superblock superblock) throws CorruptDataException {
        String name = "ext4 inode ".concat(Long.toString(number)); // for every inode, hence no formatting
        StructView s = StructView.littleEndian(name, ByteBuffer.wrap(bytes));
        int extraSize = 0;
        if (bytes.length > GOOD_OLD_SIZE) {
            extraSize = s.u16In(0x80, "i_extra_isize", 0, bytes.length - GOOD_OLD_SIZE);
            if (extraSize % 4 != 0) {
                throw s.corrupt(0x80, "i_extra_isize", extraSize, "a multiple of 4");
            }
        }
        int seed = 0;
        if (superblock.features().metadataCsum()) {
            seed = Checksum.crc32cLe32(superblock.checksumSeed(), (int) number);
            seed = Checksum.crc32cLe32(seed, s.i32(0x64));
            verifyChecksum(s, bytes, seed, extraSize);
        }
        int mode = s.u16(0x00);
        int flags = s.i32(0x20);
        FileType type = FileType.ofMode(mode);
        boolean largeDir = superblock.features().hasIncompat(Features.INCOMPAT_LARGEDIR);
        long size = s.u32(0x04);
        if (type == FileType.REGULAR || largeDir && type == FileType.DIRECTORY) {
            size |= s.u32(0x6c) << 32;
        }
        if (size < 0) {
            throw s.corrupt(0x6c, "i_size_high", s.u32(0x6c), "less than 2^31");
        }
        boolean wide = superblock.features().hasIncompat(Features.INCOMPAT_64BIT);
        Times times = new Times(s, GOOD_OLD_SIZE + extraSize);
        long allocated = allocated(s, flags, superblock);
        NodeAttributes attributes = new NodeAttributes(
                type,
                mode & 0xfff,
                s.u16(0x02) | (long) s.u16(0x78) << 16,
                s.u16(0x18) | (long) s.u16(0x7a) << 16,
                s.u16(0x1a),
                size,
                allocated,
                times.at(0x10, 0x88),
                times.at(0x08, 0x8c),
                times.at(0x0c, 0x84),
                times.created(),
                device(s, type),
                OptionalInt.empty());
        return new Inode(
                number,
                mode,
                size,
                allocated,
                flags,
                s.u32(0x68) | (wide ? (long) s.u16(0x76) << 32 : 0),
                extraSize,
                seed,
                attributes,
                s);
    }

    private static void verifyChecksum(StructView s, byte[] bytes, int seed, int extraSize)
            throws CorruptDataException {
        boolean hasHigh = extraSize >= CHECKSUM_HI + 2 - GOOD_OLD_SIZE;
        byte[] zeros = new byte[2];
        int crc = Checksum.crc32c(seed, bytes, 0, CHECKSUM_LO);
        crc = Checksum.crc32c(crc, zeros, 0, 2);
        int rest = CHECKSUM_LO + 2;
        if (hasHigh) {
            crc = Checksum.crc32c(crc, bytes, rest, CHECKSUM_HI - rest);
            crc = Checksum.crc32c(crc, zeros, 0, 2);
            rest = CHECKSUM_HI + 2;
        }
        crc = Checksum.crc32c(crc, bytes, rest, bytes.length - rest);
        int stored = s.u16(CHECKSUM_LO) | (hasHigh ? s.u16(CHECKSUM_HI) << 16 : 0);
        int computed = hasHigh ? crc : crc & 0xffff;
        if (stored != computed) {
            throw s.corrupt(CHECKSUM_LO, "i_checksum", Integer.toHexString(stored), Integer.toHexString(computed));
        }
    }

    private static long allocated(StructView s, int flags, Superblock superblock) throws CorruptDataException {
        long blocks = s.u32(0x1c);
        if (!superblock.features().hasRoCompat(Features.RO_COMPAT_HUGE_FILE)) {
            return blocks * SECTOR;
        }
        blocks |= (long) s.u16(0x74) << 32;
        // 48 bits of blocks of at most 2^16 bytes reach 2^64; what no disk can hold is cut
        long unit = (flags & FLAG_HUGE_FILE) != 0 ? superblock.blockSize() : SECTOR;
        return Math.min(blocks, Long.MAX_VALUE / unit) * unit;
    }

    /** The old encoding has 8 bits for each number and stands in the first word; the new one in the second. */
    private static Optional<DeviceNumber> device(StructView s, FileType type) throws CorruptDataException {
        if (type != FileType.CHARACTER_DEVICE && type != FileType.BLOCK_DEVICE) {
            return Optional.empty();
        }
        int old = s.i32(I_BLOCK);
        if (old != 0) {
            return Optional.of(new DeviceNumber(old >>> 8 & 0xff, old & 0xff));
        }
        int wide = s.i32(I_BLOCK + 4);
        return Optional.of(new DeviceNumber(wide >>> 8 & 0xfff, wide & 0xff | wide >>> 12 & 0xf_ff00));
    }

    /** @param end where the fixed fields end; a field that does not lie before it is not there */
    private record Times(StructView s, int end) {

        /** Signed 32 bits of seconds; the extra word adds two bits of epoch below thirty of nanoseconds. */
        Instant at(int field, int extraField) throws CorruptDataException {
            long seconds = s.i32(field);
            if (extraField + 4 > end) {
                return Instant.ofEpochSecond(seconds);
            }
            int extra = s.i32(extraField);
            return Instant.ofEpochSecond(seconds + ((extra & 3L) << 32), extra >>> 2);
        }

        Optional<Instant> created() throws CorruptDataException {
            return 0x90 + 4 > end ? Optional.empty() : Optional.of(at(0x90, 0x94));
        }
    }

    @Override
    public long id() {
        return number;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    String name() {
        return raw.structure();
    }

    /** A complaint about this inode; the caller throws it. */
    CorruptDataException corrupt(String message) {
        return new CorruptDataException(name() + ": " + message);
    }

    /** The name of a block of this inode, for messages. */
    String nameOf(String what, long block) {
        return name().concat(what).concat(Long.toString(block));
    }

    /** The 60 bytes that hold the root of a map, or content. */
    StructView block() throws CorruptDataException {
        return raw.slice(name().concat(": i_block"), I_BLOCK, I_BLOCK_LENGTH);
    }
}
