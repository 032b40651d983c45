package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;

/**
 * What dm-raid writes to the metadata volume of each image, little-endian. Names and offsets: Linux drivers/md/dm-raid.c
 * {@code dm_raid_superblock}.
 *
 * @param failedDevices a bit for each of the first 64 images
 * @param diskRecoveryOffset in sectors, how far this image has been rebuilt; -1 if it is complete
 * @param arrayResyncOffset in sectors, how far parity is right; -1 if all of it is
 * @param reshaped whether the layout is being changed, or was and left the data elsewhere
 */
record RaidSuperblock(
        int arrayPosition,
        long events,
        long failedDevices,
        long diskRecoveryOffset,
        long arrayResyncOffset,
        long layout,
        boolean reshaped) {

    private static final int LENGTH = 512;
    private static final long MAGIC = 0x6452_6d44L; // "DmRd"
    private static final long SUPPORTS_V190 = 1;
    private static final long RESHAPE_ACTIVE = 1;

    /** @return empty if there is none yet: the volume was never active */
    static Optional<RaidSuperblock> read(BlockSource metadata) throws IOException {
        StructView s = StructView.littleEndian("dm-raid superblock", metadata, 0, LENGTH);
        return s.u32(0x00) == MAGIC ? Optional.of(parse(s)) : Optional.empty();
    }

    static RaidSuperblock parse(StructView s) throws CorruptDataException {
        boolean newer = (s.u32(0x04) & SUPPORTS_V190) != 0;
        boolean reshaped = newer && ((s.u32(0x3c) & RESHAPE_ACTIVE) != 0 || s.bits64(0x60) != 0 || s.bits64(0x68) != 0);
        return new RaidSuperblock(
                s.u32In(0x0c, "array_position", 0, 255),
                s.bits64(0x10),
                s.bits64(0x18),
                s.bits64(0x20),
                s.bits64(0x28),
                s.u32(0x34),
                reshaped);
    }

    boolean isComplete() {
        return diskRecoveryOffset == -1;
    }

    boolean hasParity() {
        return arrayResyncOffset == -1;
    }
}
