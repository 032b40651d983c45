package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.UUID;

/**
 * A device of the file system: {@code struct btrfs_dev_item}.
 *
 * @param totalBytes that the file system has of it
 * @param bytesUsed of these, divided among chunks
 * @param fsid of the file system that it was made for; another one if it is a seed
 */
record DevItem(long devid, long totalBytes, long bytesUsed, UUID uuid, UUID fsid) {

    static final int LENGTH = 0x62;

    static DevItem parse(StructView s) throws CorruptDataException {
        return new DevItem(
                s.bits64(0x00), s.u63(0x08, "total_bytes"), s.u63(0x10, "bytes_used"), s.uuid(0x42), s.uuid(0x52));
    }
}
