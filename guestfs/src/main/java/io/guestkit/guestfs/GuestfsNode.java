package io.guestkit.guestfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.guestfs.struct.Statns;
import io.guestkit.io.CorruptDataException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file of the appliance.
 *
 * @param path absolute and without symbolic links
 * @param id the inode number
 * @param device which of the mounted file systems it is in, counted in the order in which they were met
 */
record GuestfsNode(String path, long id, int device, NodeAttributes attributes) implements Node {

    private static final int BLOCK = 512;

    /** @throws CorruptDataException if a size or a time is beyond what there can be */
    static GuestfsNode of(String path, int device, Statns stat) throws CorruptDataException {
        if (stat.stSize() < 0) {
            throw new CorruptDataException(path + ": a size of " + stat.stSize() + " bytes");
        }
        try {
            return new GuestfsNode(path, stat.stIno(), device, attributes(stat));
        } catch (DateTimeException | ArithmeticException e) {
            throw new CorruptDataException(path + ": a time or a number of blocks is out of range");
        }
    }

    private static NodeAttributes attributes(Statns stat) {
        int mode = (int) stat.stMode();
        FileType type = FileType.ofMode(mode);
        boolean isDevice = type == FileType.BLOCK_DEVICE || type == FileType.CHARACTER_DEVICE;
        return new NodeAttributes(
                type,
                mode & 07777,
                stat.stUid(),
                stat.stGid(),
                stat.stNlink(),
                stat.stSize(),
                Math.multiplyExact(stat.stBlocks(), BLOCK),
                Instant.ofEpochSecond(stat.stMtimeSec(), stat.stMtimeNsec()),
                Instant.ofEpochSecond(stat.stAtimeSec(), stat.stAtimeNsec()),
                Instant.ofEpochSecond(stat.stCtimeSec(), stat.stCtimeNsec()),
                Optional.empty(),
                isDevice ? Optional.of(deviceNumber(stat.stRdev())) : Optional.empty(),
                OptionalInt.empty());
    }

    /** As glibc packs {@code st_rdev}. */
    private static DeviceNumber deviceNumber(long packed) {
        return new DeviceNumber((int) (packed >>> 32 & 0xffff_f000L | packed >>> 8 & 0xfff), (int)
                (packed >>> 12 & 0xffff_ff00L | packed & 0xff));
    }

    /** The path of an entry, if this is a directory. */
    String child(String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }
}
