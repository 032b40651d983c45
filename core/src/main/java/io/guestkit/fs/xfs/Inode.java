package io.guestkit.fs.xfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An inode ("dinode"): everything about a file but its names.
 *
 * @param literal where the fixed fields end and the forks start
 * @param forkOffset where the attribute fork starts, in bytes from the start of the data fork; 0 if there is none
 * @param raw all bytes of the inode
 */
record Inode(long number, int mode, int literal, int forkOffset, NodeAttributes attributes, StructView raw)
        implements Node {

    private static final int MAGIC = 0x494e;
    /** Length of the fixed fields of versions 1 and 2. */
    static final int CORE_V2 = 0x64;

    static final int CORE_V3 = 0xb0;

    private static final int FORK_UNIT = 8;
    private static final int CRC = 0x64;
    private static final int FLAG_REALTIME = 0x1;
    private static final int FLAG2_BIGTIME = 0x8;
    private static final int FLAG2_NREXT64 = 0x10;

    /** Times with {@link #FLAG2_BIGTIME} count from the earliest one that 32 bits can hold. */
    private static final long BIGTIME_EPOCH = 1L << 31;

    private static final long SECOND = 1_000_000_000L;

    static Inode parse(BlockStore.Metadata bytes, long number) throws CorruptDataException {
        StructView s = bytes.view();
        BlockStore store = bytes.store();
        if (s.u16(0x00) != MAGIC) {
            throw s.corrupt(0x00, "di_magic", Integer.toHexString(s.u16(0x00)), Integer.toHexString(MAGIC));
        }
        int version = store.v5() ? s.u8In(0x04, "di_version", 3, 3) : s.u8In(0x04, "di_version", 1, 2);
        if (version == 3) {
            verify(bytes, number);
        }
        int literal = version == 3 ? CORE_V3 : CORE_V2;
        int forkOffset = s.u8(0x52) * FORK_UNIT;
        if (forkOffset >= s.length() - literal) {
            throw s.corrupt(
                    0x52, "di_forkoff", s.u8(0x52), "less than " + (s.length() - literal) / FORK_UNIT + " words");
        }
        long size = s.bits64(0x38);
        if (size < 0) {
            throw s.corrupt(0x38, "di_size", Long.toUnsignedString(size), "less than 2^63");
        }
        int mode = s.u16(0x02);
        FileType type = FileType.ofMode(mode);
        long blocks = s.bits64(0x40);
        boolean bigtime = version == 3 && (s.bits64(0x78) & FLAG2_BIGTIME) != 0;
        NodeAttributes attributes = new NodeAttributes(
                type,
                mode & 0xfff,
                s.u32(0x08),
                s.u32(0x0c),
                version == 1 ? s.u16(0x06) : s.u32(0x10),
                size,
                // of what no disk can hold, as much as fits
                (blocks < 0 ? 0 : Math.min(blocks, Long.MAX_VALUE / store.blockSize())) * store.blockSize(),
                time(s, 0x28, bigtime),
                time(s, 0x20, bigtime),
                time(s, 0x30, bigtime),
                version == 3 ? Optional.of(time(s, 0x90, bigtime)) : Optional.empty(),
                device(s, type, literal),
                OptionalInt.empty());
        return new Inode(number, mode, literal, forkOffset, attributes, s);
    }

    private static void verify(BlockStore.Metadata bytes, long number) throws CorruptDataException {
        StructView s = bytes.view();
        if (!bytes.replayed()) {
            Checksum.verify(s, bytes.bytes(), CRC, "di_crc");
        }
        if (s.bits64(0x98) != number) {
            throw s.corrupt(0x98, "di_ino", Long.toUnsignedString(s.bits64(0x98)), number);
        }
        if (!s.uuid(0xa0).equals(bytes.store().superblock().metaUuid())) {
            throw s.corrupt(
                    0xa0, "di_uuid", s.uuid(0xa0), bytes.store().superblock().metaUuid());
        }
    }

    private static Instant time(StructView s, int at, boolean bigtime) throws CorruptDataException {
        if (!bigtime) {
            return Instant.ofEpochSecond(s.i32(at), s.u32(at + 4));
        }
        long nanoseconds = s.bits64(at);
        return Instant.ofEpochSecond(
                Long.divideUnsigned(nanoseconds, SECOND) - BIGTIME_EPOCH, Long.remainderUnsigned(nanoseconds, SECOND));
    }

    /** Fourteen bits of major and eighteen of minor number, as IRIX had them. */
    private static Optional<DeviceNumber> device(StructView s, FileType type, int literal) throws CorruptDataException {
        if (type != FileType.CHARACTER_DEVICE && type != FileType.BLOCK_DEVICE) {
            return Optional.empty();
        }
        int number = s.i32(literal);
        return Optional.of(new DeviceNumber(number >>> 18 & 0x3fff, number & 0x3_ffff));
    }

    @Override
    public long id() {
        return number;
    }

    long size() {
        return attributes.size();
    }

    boolean isRealtime() throws CorruptDataException {
        return (raw.u16(0x5a) & FLAG_REALTIME) != 0;
    }

    /** How the data is stored, one of the constants of {@link Fork}. */
    int dataFormat() throws CorruptDataException {
        return raw.u8(0x05);
    }

    Fork dataFork() throws CorruptDataException {
        int length = forkOffset == 0 ? raw.length() - literal : forkOffset;
        long extents = hasWideCounts() ? raw.bits64(0x18) : raw.u32(0x4c);
        return new Fork(this, false, dataFormat(), raw.slice(name().concat(": data fork"), literal, length), extents);
    }

    /** The fork of extended attributes; only where {@link #forkOffset} is not 0. */
    Fork attributeFork() throws CorruptDataException {
        int at = literal + forkOffset;
        long extents = hasWideCounts() ? raw.u32(0x4c) : raw.u16(0x50);
        StructView view = raw.slice(name().concat(": attribute fork"), at, raw.length() - at);
        return new Fork(this, true, raw.u8(0x53), view, extents);
    }

    private boolean hasWideCounts() throws CorruptDataException {
        return literal == CORE_V3 && (raw.bits64(0x78) & FLAG2_NREXT64) != 0;
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
}
