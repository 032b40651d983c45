package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;

/** Finds a name by looking at all names of a directory: of one in its inode, or where the index is damaged. */
final class LinearSearch {

    private LinearSearch() {}

    /**
     * The inode that a name stands for; empty if the directory does not have it.
     *
     * @param folded whether names that differ by case are the same; one that is equal goes before one that is not
     * @throws CorruptDataException if some names cannot be read, and the name is not among the others
     */
    static OptionalLong find(Entries entries, byte[] name, boolean folded) throws IOException {
        OptionalLong similar = OptionalLong.empty();
        CorruptDataException damage = null;
        while (true) {
            try {
                DirectoryEntry entry = entries.next();
                if (entry == null) {
                    break;
                }
                if (Arrays.equals(entry.name(), name)) {
                    return OptionalLong.of(entry.inode());
                }
                if (folded && similar.isEmpty() && NameHash.same(entry.name(), name)) {
                    similar = OptionalLong.of(entry.inode());
                }
            } catch (CorruptDataException damaged) {
                damage = damage == null ? damaged : damage;
            }
        }
        if (damage != null) {
            throw damage;
        }
        return similar;
    }
}
