package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One extended attribute as stored: the start of its name is a number.
 *
 * @param valueInode inode that holds the value, or 0
 * @param value empty where an inode holds the value
 */
record XattrEntry(int nameIndex, String name, long valueInode, long valueSize, byte[] value) {

    static final int SYSTEM = 7;

    private static final int HEADER = 16;
    private static final byte[] ELSEWHERE = {};

    /**
     * The entries from {@code offset} on, until four bytes of zeros. Offsets of values count from the start of {@code s}.
     */
    static List<XattrEntry> parseAll(StructView s, int offset) throws CorruptDataException {
        List<XattrEntry> entries = new ArrayList<>();
        int at = offset;
        while (at <= s.length() - 4 && s.u32(at) != 0) {
            int nameLength = s.u8(at);
            int length = HEADER + (nameLength + 3) / 4 * 4;
            String name = new String(s.bytes(at + HEADER, nameLength), StandardCharsets.UTF_8);
            long valueInode = s.u32(at + 4);
            long valueSize = s.u32(at + 8);
            byte[] value = ELSEWHERE;
            if (valueInode == 0 && valueSize > 0) {
                int valueAt = s.u16(at + 2);
                if (valueSize > s.length() - valueAt || valueAt < at + length) {
                    throw s.corrupt(
                            at + 2,
                            "e_value_offs",
                            valueAt,
                            "a place for %d bytes behind the entry in %d".formatted(valueSize, s.length()));
                }
                value = s.bytes(valueAt, (int) valueSize);
            }
            entries.add(new XattrEntry(s.u8(at + 1), name, valueInode, valueSize, value));
            at += length;
        }
        return entries;
    }

    /** The name as {@code getxattr} takes it; null where the kernel shows no such attribute. */
    @Nullable
    String fullName() {
        return switch (nameIndex) {
            case 1 -> "user." + name;
            case 2 -> "system.posix_acl_access";
            case 3 -> "system.posix_acl_default";
            case 4 -> "trusted." + name;
            case 5 -> "lustre." + name;
            case 6 -> "security." + name;
            case SYSTEM -> isInlineData() ? null : "system." + name;
            case 8 -> "system.richacl";
            case 10 -> "gnu." + name;
            default -> null; // 9 is the encryption context, which is not for users
        };
    }

    boolean isAcl() {
        return nameIndex == 2 || nameIndex == 3;
    }

    boolean isInlineData() {
        return nameIndex == SYSTEM && name.equals("data");
    }
}
