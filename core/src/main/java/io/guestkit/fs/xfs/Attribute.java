package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One extended attribute as stored: its class is in its flags.
 *
 * @param where what the attribute stands in
 * @param valueAt offset of the value in {@code where}, or, where it is not local, the block of the attribute fork where it
 *     starts
 * @param valueLength in bytes
 */
record Attribute(int flags, String name, StructView where, long valueAt, long valueLength) {

    private static final int LOCAL = 0x01;
    private static final int ROOT = 0x02;
    private static final int SECURE = 0x04;
    private static final int PARENT = 0x08;
    private static final int INCOMPLETE = 0x80;

    private static final int SHORT_HEADER = 4;
    private static final int ENTRY = 8;

    /** The "short form", in the inode: a header, then lengths, flags, name and value of each. */
    static List<Attribute> parseShort(StructView s) throws CorruptDataException {
        int total = s.u16In(0x00, "totsize", SHORT_HEADER, s.length());
        int count = s.u8(0x02);
        StructView used = s.slice(s.structure(), 0, total);
        List<Attribute> attributes = new ArrayList<>(count);
        int at = SHORT_HEADER;
        for (int i = 0; i < count; i++) {
            int nameLength = used.u8(at);
            int valueLength = used.u8(at + 1);
            String name = text(used, at + 3, nameLength);
            attributes.add(new Attribute(used.u8(at + 2) | LOCAL, name, used, at + 3 + nameLength, valueLength));
            at += 3 + nameLength + valueLength;
        }
        return attributes;
    }

    /** The attributes of a leaf: sorted entries at its start that lead to names and values at its end. */
    static List<Attribute> parseLeaf(StructView s, boolean v5) throws CorruptDataException {
        int entries = v5 ? 80 : 32;
        int count = s.u16In(v5 ? 0x38 : 0x0c, "count", 0, (s.length() - entries) / ENTRY);
        List<Attribute> attributes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = entries + i * ENTRY;
            int place = s.u16(at + 4);
            int flags = s.u8(at + 6);
            if (place < entries + count * ENTRY) {
                throw s.corrupt(at + 4, "nameidx", place, "one behind the entries");
            }
            if ((flags & LOCAL) != 0) {
                int nameLength = s.u8(place + 2);
                String name = text(s, place + 3, nameLength);
                attributes.add(new Attribute(flags, name, s, place + 3 + nameLength, s.u16(place)));
            } else {
                String name = text(s, place + 9, s.u8(place + 8));
                attributes.add(new Attribute(flags, name, s, s.u32(place), s.u32(place + 4)));
            }
        }
        return attributes;
    }

    private static String text(StructView s, int at, int length) throws CorruptDataException {
        return new String(s.bytes(at, length), StandardCharsets.UTF_8);
    }

    boolean isLocal() {
        return (flags & LOCAL) != 0;
    }

    /** The value of a local attribute; several may share their bytes. */
    byte[] localValue() throws CorruptDataException {
        return where.bytes((int) valueAt, (int) valueLength);
    }

    /** The name as {@code getxattr} takes it; null where the kernel shows no such attribute. */
    @Nullable
    String fullName() {
        if ((flags & (PARENT | INCOMPLETE)) != 0) {
            return null; // the pointer to a parent directory, or one whose value was still being written
        }
        return switch (flags & (ROOT | SECURE)) {
            case 0 -> "user." + name;
            case ROOT -> "trusted." + name;
            case SECURE -> "security." + name;
            default -> null;
        };
    }

    /** The name under which the kernel shows an access control list besides, or null if it is none. */
    @Nullable
    String aclName() {
        if ((flags & (ROOT | SECURE)) != ROOT) {
            return null;
        }
        return switch (name) {
            case "SGI_ACL_FILE" -> "system.posix_acl_access";
            case "SGI_ACL_DEFAULT" -> "system.posix_acl_default";
            default -> null;
        };
    }
}
