package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.UUID;

/**
 * A device of the file system: {@code struct btrfs_dev_item}.
 *
 * @param fsid of the file system that it was made for; another one if it is a seed
 */
record DevItem(long devid, UUID uuid, UUID fsid) {

    static final int LENGTH = 0x62;

    static DevItem parse(StructView s) throws CorruptDataException {
        return new DevItem(s.bits64(0x00), s.uuid(0x42), s.uuid(0x52));
    }
}
