package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name of an inode, under the key of the inode: {@code struct btrfs_inode_ref}, or {@code btrfs_inode_extref} where
 * there are so many in one directory that they do not fit into one item.
 *
 * @param parent inode number of the directory
 * @param index of the entry in the directory
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InodeReference(long parent, long index, byte[] name) {

    /** All names of an item. */
    static List<InodeReference> parse(Item item) throws CorruptDataException {
        StructView s = item.data();
        boolean extended = item.key().type() == Key.INODE_EXTREF;
        int header = header(item.key());
        List<InodeReference> references = new ArrayList<>(1);
        for (int at = 0; at < s.length(); ) {
            long parent = extended ? s.bits64(at) : item.key().offset();
            int rest = extended ? at + 0x08 : at;
            int length = s.u16In(rest + 0x08, "name_len", 0, DirEntry.LONGEST);
            references.add(new InodeReference(parent, s.bits64(rest), s.bytes(at + header, length)));
            at += header + length;
        }
        if (references.isEmpty()) {
            throw new CorruptDataException(s.structure() + ": is empty");
        }
        return references;
    }

    /** Bytes before each name. */
    static int header(Key key) {
        return key.type() == Key.INODE_EXTREF ? 0x12 : 0x0a;
    }

    /** The one of that directory and name, or null. */
    static @Nullable InodeReference find(@Nullable Item item, long parent, byte[] name) throws CorruptDataException {
        if (item != null) {
            for (InodeReference reference : parse(item)) {
                if (reference.parent == parent && Arrays.equals(reference.name, name)) {
                    return reference;
                }
            }
        }
        return null;
    }
}
