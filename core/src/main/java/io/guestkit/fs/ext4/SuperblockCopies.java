package io.guestkit.fs.ext4;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the superblock, or a backup of it where the one at the start of the volume is damaged. */
final class SuperblockCopies {

    private static final int SMALLEST_BLOCK = 1024;
    private static final int LARGEST_BLOCK = 65536;
    /** Groups that have a copy whether sparse_super is on or not. */
    private static final int[] GROUPS = {1, 3, 5};

    private SuperblockCopies() {}

    /** @param backup whether it is a copy: older than the original, and silent about a journal to be replayed */
    record Found(Superblock superblock, boolean backup) {}

    static Found find(BlockSource volume, Doubts doubts) throws IOException {
        try {
            StructView raw = StructView.littleEndian("ext4 superblock", volume, Superblock.POSITION, Superblock.LENGTH);
            return new Found(Superblock.parse(raw), false);
        } catch (CorruptDataException damaged) {
            for (int blockSize = SMALLEST_BLOCK; blockSize <= LARGEST_BLOCK; blockSize <<= 1) {
                for (int group : GROUPS) {
                    Superblock copy = backup(volume, blockSize, group);
                    if (copy != null) {
                        doubts.add(
                                "ext4 superblock",
                                "the copy in group %d was used: %s".formatted(group, damaged.getMessage()));
                        return new Found(copy, true);
                    }
                }
            }
            throw damaged;
        }
    }

    /** The copy in a group of the usual size, or null where there is none that agrees with its place. */
    private static @Nullable Superblock backup(BlockSource volume, int blockSize, int group) throws IOException {
        long firstDataBlock = blockSize == SMALLEST_BLOCK ? 1 : 0;
        long position = (firstDataBlock + group * 8L * blockSize) * blockSize;
        if (position > volume.size() - Superblock.LENGTH) {
            return null;
        }
        StructView raw = StructView.littleEndian("ext4 superblock copy", volume, position, Superblock.LENGTH);
        if (Superblock.features(raw) == null) {
            return null;
        }
        try {
            Superblock copy = Superblock.parse(raw);
            // revision 0 does not number its copies
            boolean inPlace = copy.blockSize() == blockSize
                    && (copy.groupNumber() == group || copy.groupNumber() == 0)
                    && copy.groupStart(group) * blockSize == position;
            return inPlace ? copy : null;
        } catch (CorruptDataException damagedToo) {
            return null;
        }
    }
}
