package io.guestkit.volume.mdraid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.SliceSource;
import io.guestkit.volume.LayerMember;
import io.guestkit.volume.Volume;
import java.io.EOFException;

/** A disk or partition with a superblock. */
record MdMember(Volume volume, MdSuperblock superblock) implements LayerMember {

    @Override
    public String group() {
        return superblock.uuid();
    }

    @Override
    public String description() {
        return "md " + superblock.name().orElse(superblock.uuid());
    }

    /** The start of the disk may be that of the array, and so a table be the array's. */
    @Override
    public boolean outranksTable() {
        return true;
    }

    /**
     * The data of this member, as much as is used of it.
     *
     * @param length in bytes; the superblock was checked against the device
     */
    BlockSource data(long length) throws EOFException {
        return new SliceSource(volume.content(), superblock.dataOffset(), length);
    }
}
