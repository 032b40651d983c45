package io.guestkit.image.vhdx;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How a differencing disk knows its parent. Names and offsets: [MS-VHDX] 2.6.2.6.
 *
 * @param names of the parent, best first
 * @param linkages what the parent's {@code DataWriteGuid} may be
 */
record ParentLocator(List<String> names, List<UUID> linkages) {

    private static final UUID TYPE_VHDX = UUID.fromString("b04aefb7-d19e-4a81-b789-25b8e9445913");
    private static final int ENTRIES = 0x14;
    private static final int ENTRY_LENGTH = 12;
    /** Far more than the five keys that are known; the specification has no limits. */
    private static final int MAX_ENTRIES = 1024;

    private static final int MAX_KEY = 1024;
    private static final String[] NAME_KEYS = {"relative_path", "absolute_win32_path", "volume_path"};
    private static final String[] LINKAGE_KEYS = {"parent_linkage", "parent_linkage2"};

    static ParentLocator parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        UUID type = s.guid(0x00);
        if (!type.equals(TYPE_VHDX)) {
            throw new UnsupportedFeatureException("VHDX: a parent locator of the unknown type " + type);
        }
        int count = s.u16In(0x12, "KeyValueCount", 0, MAX_ENTRIES);
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            StructView entry = s.slice("VHDX parent locator entry " + i, ENTRIES + i * ENTRY_LENGTH, ENTRY_LENGTH);
            String key = text(s, entry.u32(0x00), entry.u16In(0x08, "KeyLength", 1, MAX_KEY));
            values.put(key, text(s, entry.u32(0x04), entry.u16(0x0a)));
        }
        List<String> names = new ArrayList<>();
        for (String key : NAME_KEYS) {
            String name = values.getOrDefault(key, "");
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        List<UUID> linkages = new ArrayList<>();
        for (String key : LINKAGE_KEYS) {
            String linkage = values.getOrDefault(key, "");
            if (!linkage.isEmpty()) {
                linkages.add(guid(key, linkage));
            }
        }
        if (names.isEmpty() || linkages.isEmpty()) {
            throw new CorruptDataException("VHDX parent locator: %s is missing"
                    .formatted(names.isEmpty() ? "every name of the parent" : "parent_linkage"));
        }
        return new ParentLocator(List.copyOf(names), List.copyOf(linkages));
    }

    private static String text(StructView s, long offset, int length) throws CorruptDataException {
        if (offset > s.length()) {
            throw new CorruptDataException(
                    "VHDX parent locator: a key or value at %d, behind its %d bytes".formatted(offset, s.length()));
        }
        return new String(s.bytes((int) offset, length), StandardCharsets.UTF_16LE);
    }

    private static UUID guid(String key, String text) throws CorruptDataException {
        boolean braces = text.startsWith("{") && text.endsWith("}");
        try {
            return UUID.fromString(braces ? text.substring(1, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException("VHDX parent locator: %s is %s, which is no GUID".formatted(key, text));
        }
    }
}
