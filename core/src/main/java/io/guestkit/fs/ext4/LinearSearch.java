package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds a name by looking at all names of a directory. Of the last large directory it keeps them, so that one lookup
 * after the other does not cost the square of their number.
 */
final class LinearSearch {

    private static final int LARGE_BLOCKS = 16;
    private static final int MOST_KEPT = 1 << 18;

    private final BlockStore store;
    private final InodeTable inodes;
    private volatile @Nullable Kept recent;

    LinearSearch(BlockStore store, InodeTable inodes) {
        this.store = store;
        this.inodes = inodes;
    }

    /**
     * All names of a directory.
     *
     * @param damage what kept some of them from being read, or null
     */
    private record Kept(
            long directory,
            Map<Object, Long> inodes,
            @Nullable String damage) {}

    /**
     * The inode that a name stands for; empty if the directory does not have it.
     *
     * @param folded whether names that differ by case are the same
     * @throws CorruptDataException if some names cannot be read, and the name is not among the others
     */
    OptionalLong find(Inode directory, byte[] name, boolean folded) throws IOException {
        Object wanted = key(name, folded);
        if (directory.size() / store.blockSize() < LARGE_BLOCKS) {
            return scan(directory, wanted, folded);
        }
        Kept kept = recent;
        if (kept == null || kept.directory != directory.number()) {
            kept = collect(directory, folded);
            if (kept == null) {
                return scan(directory, wanted, folded);
            }
            recent = kept;
        }
        Long inode = kept.inodes.get(wanted);
        if (inode == null && kept.damage != null) {
            throw new CorruptDataException(kept.damage);
        }
        return inode == null ? OptionalLong.empty() : OptionalLong.of(inode);
    }

    private static Object key(byte[] name, boolean folded) {
        String text = folded ? CaseFolding.fold(name) : null;
        return text != null ? text : ByteBuffer.wrap(name);
    }

    private OptionalLong scan(Inode directory, Object wanted, boolean folded) throws IOException {
        DirectoryCursor entries = DirectoryCursor.of(directory, store, inodes);
        CorruptDataException damage = null;
        while (true) {
            try {
                DirectoryEntry entry = entries.next();
                if (entry == null) {
                    break;
                }
                if (same(entry.name(), wanted, folded)) {
                    return OptionalLong.of(entry.inode());
                }
            } catch (CorruptDataException damaged) {
                damage = damage == null ? damaged : damage;
            }
        }
        if (damage != null) {
            throw damage;
        }
        return OptionalLong.empty();
    }

    private static boolean same(byte[] name, Object wanted, boolean folded) {
        return !folded && wanted instanceof ByteBuffer bytes
                ? Arrays.equals(name, bytes.array())
                : wanted.equals(key(name, folded));
    }

    /** The names of a directory, or null if they are too many to be kept. */
    private @Nullable Kept collect(Inode directory, boolean folded) throws IOException {
        DirectoryCursor entries = DirectoryCursor.of(directory, store, inodes);
        Map<Object, Long> names = new HashMap<>();
        String damage = null;
        while (names.size() <= MOST_KEPT) {
            try {
                DirectoryEntry entry = entries.next();
                if (entry == null) {
                    return new Kept(directory.number(), names, damage);
                }
                names.putIfAbsent(key(entry.name(), folded), entry.inode());
            } catch (CorruptDataException damaged) {
                damage = damage == null ? String.valueOf(damaged.getMessage()) : damage;
            }
        }
        return null;
    }
}
