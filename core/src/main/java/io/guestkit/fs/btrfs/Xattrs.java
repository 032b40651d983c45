package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Extended attributes: items of the inode, in the form in which {@code getxattr} gives them. */
final class Xattrs {

    /** Names and values of one inode; a hundred times what Linux lists. */
    private static final int MOST_BYTES = 16 << 20;

    private Xattrs() {}

    static Map<String, byte[]> of(BtrfsNode node) throws IOException {
        Map<String, byte[]> xattrs = new TreeMap<>();
        Key first = new Key(node.inode(), Key.XATTR_ITEM, 0);
        Items.Cursor items = node.tree().items().from(first);
        int bytes = 0;
        for (Item item = items.next(); item != null && item.key().isBeside(first); item = items.next()) {
            bytes += item.data().length();
            if (bytes > MOST_BYTES) {
                throw new CorruptDataException(
                        "%s: more than %d bytes of extended attributes".formatted(node.name(), MOST_BYTES));
            }
            for (DirEntry xattr : DirEntry.parse(item)) {
                xattrs.put(new String(xattr.name(), StandardCharsets.UTF_8), xattr.value());
            }
        }
        return xattrs;
    }
}
