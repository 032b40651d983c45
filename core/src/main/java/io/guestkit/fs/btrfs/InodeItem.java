package io.guestkit.fs.btrfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything about a file but its names and its content: {@code struct btrfs_inode_item}.
 *
 * @param flags among them {@link #NODATASUM}
 */
record InodeItem(NodeAttributes attributes, long flags) {

    static final int LENGTH = 0xa0;

    /** Where fields stand that a log changes. */
    static final int GENERATION_AT = 0x00;

    static final int SIZE_AT = 0x10;
    static final int NLINK_AT = 0x28;

    static final long NODATASUM = 1;

    /** Half of what an {@link Instant} reaches: far more than any clock, and sums stay inside. */
    private static final long MAX_SECONDS = Instant.MAX.getEpochSecond() / 2;

    static InodeItem parse(StructView s) throws CorruptDataException {
        int mode = mode(s);
        FileType type = FileType.ofMode(mode);
        NodeAttributes attributes = new NodeAttributes(
                type,
                mode & 0xfff,
                s.u32(0x2c),
                s.u32(0x30),
                s.u32(NLINK_AT),
                s.u63(SIZE_AT, "size"),
                Math.max(0, s.bits64(0x18)),
                time(s, 0x88, "mtime"),
                time(s, 0x70, "atime"),
                time(s, 0x7c, "ctime"),
                created(s),
                device(s, type),
                OptionalInt.empty());
        return new InodeItem(attributes, s.bits64(0x40));
    }

    static int mode(StructView s) throws CorruptDataException {
        return (int) s.u32(0x34);
    }

    private static Instant time(StructView s, int at, String field) throws CorruptDataException {
        long seconds = s.bits64(at);
        if (seconds < -MAX_SECONDS || seconds > MAX_SECONDS) {
            throw s.corrupt(at, field, seconds, "a time that can be told");
        }
        return Instant.ofEpochSecond(seconds, s.u32(at + 0x08));
    }

    /** Zero where the file system was made of one that does not know it. */
    private static Optional<Instant> created(StructView s) throws CorruptDataException {
        Instant time = time(s, 0x94, "otime");
        return time.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(time);
    }

    /** As the kernel has device numbers in memory: twenty bits of minor below twelve of major. */
    private static Optional<DeviceNumber> device(StructView s, FileType type) throws CorruptDataException {
        if (type != FileType.CHARACTER_DEVICE && type != FileType.BLOCK_DEVICE) {
            return Optional.empty();
        }
        int number = s.i32(0x38);
        return Optional.of(new DeviceNumber(number >>> 20, number & 0xf_ffff));
    }
}
