package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name and what it stands for: {@code struct btrfs_dir_item}. Items of type {@link Key#DIR_ITEM} and
 * {@link Key#XATTR_ITEM} hold all names with the same hash, those of type {@link Key#DIR_INDEX} hold one.
 *
 * @param location of the item that it stands for: an inode, or the root of another tree
 * @param type as {@code FT_} in the specification
 * @param value of an extended attribute
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DirEntry(Key location, int type, byte[] name, byte[] value) {

    static final int HEADER = 0x1e;
    /** Longest name of a file. */
    static final int LONGEST = 255;

    static final int TYPE_DIRECTORY = 2;
    /** The name is encrypted. */
    private static final int FLAG_ENCRYPTED = 0x80;

    static List<DirEntry> parse(Item item) throws CorruptDataException {
        StructView s = item.data();
        List<DirEntry> entries = new ArrayList<>(1);
        for (int at = 0; at < s.length(); ) {
            DirEntry entry = parse(s, at);
            entries.add(entry);
            at += entry.length();
        }
        return entries;
    }

    /** The one entry of an item of a directory's index. */
    static DirEntry single(Item item) throws CorruptDataException {
        return parse(item.data(), 0);
    }

    private static DirEntry parse(StructView s, int at) throws CorruptDataException {
        int dataLength = s.u16(at + 0x19);
        int nameLength = s.u16In(at + 0x1b, "name_len", 1, LONGEST);
        int type = s.u8(at + 0x1d);
        return new DirEntry(
                Key.parse(s, at),
                type,
                s.bytes(at + HEADER, nameLength),
                s.bytes(at + HEADER + nameLength, dataLength));
    }

    static @Nullable DirEntry find(@Nullable Item item, byte[] name) throws CorruptDataException {
        if (item != null) {
            for (DirEntry entry : parse(item)) {
                if (Arrays.equals(entry.name, name)) {
                    return entry;
                }
            }
        }
        return null;
    }

    /** Bytes that it takes. */
    int length() {
        return HEADER + name.length + value.length;
    }

    boolean isEncrypted() {
        return (type & FLAG_ENCRYPTED) != 0;
    }

    /** Whether the name can be one of a file. */
    boolean isNameable() {
        for (byte b : name) {
            if (b == 0 || b == '/') {
                return false;
            }
        }
        return !(name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.'));
    }
}
