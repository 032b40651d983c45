package io.guestkit.fs.btrfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the superblock of a device, or the newest copy of it where the one at its place is damaged. */
final class SuperblockCopies {

    private static final long[] COPIES = {64L << 20, 256L << 30};

    private SuperblockCopies() {}

    /** Whether there is one at its place. A copy alone is not enough: it outlives the file system that it was of. */
    static boolean isAt(BlockSource volume) throws IOException {
        return volume.size() >= Superblock.POSITION + Superblock.LENGTH && Superblock.isOne(raw(volume));
    }

    static Superblock find(BlockSource volume, Doubts doubts) throws IOException {
        try {
            return Superblock.parse(raw(volume), Superblock.POSITION);
        } catch (CorruptDataException damaged) {
            Superblock newest = null;
            for (long position : COPIES) {
                Superblock copy = copy(volume, position);
                if (copy != null && (newest == null || copy.generation() > newest.generation())) {
                    newest = copy;
                }
            }
            if (newest == null) {
                throw damaged;
            }
            doubts.add("btrfs superblock", "a copy was used: " + damaged.getMessage());
            return newest;
        }
    }

    private static @Nullable Superblock copy(BlockSource volume, long position) throws IOException {
        if (position > volume.size() - Superblock.LENGTH) {
            return null;
        }
        StructView raw = raw(volume, position);
        try {
            return Superblock.isOne(raw) ? Superblock.parse(raw, position) : null;
        } catch (CorruptDataException damagedToo) {
            return null;
        }
    }

    /** The one at its place, whatever is in it. */
    static StructView raw(BlockSource volume) throws IOException {
        return raw(volume, Superblock.POSITION);
    }

    private static StructView raw(BlockSource volume, long position) throws IOException {
        return StructView.littleEndian("btrfs superblock", volume, position, Superblock.LENGTH);
    }
}
