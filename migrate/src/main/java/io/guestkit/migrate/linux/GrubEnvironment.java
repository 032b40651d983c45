package io.guestkit.migrate.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GRUB's environment block: lines of {@code key=value} in a file whose size never changes, since GRUB writes into it
 * without knowing file systems. GRUB manual, "The GRUB environment block".
 */
final class GrubEnvironment {

    static final List<String> PATHS = List.of("/boot/grub2/grubenv", "/boot/grub/grubenv");

    /** In bytes. */
    static final int SIZE = 1024;

    private static final String HEADING = "# GRUB Environment Block\n";

    private GrubEnvironment() {}

    /** The block of this text, filled up or with less to fill it up; null if it has no room. */
    static @Nullable String padded(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '#') {
            end--;
        }
        return end > SIZE ? null : text.substring(0, end) + "#".repeat(SIZE - end);
    }

    /** The block with another value of a variable; null if it is none, or has no room. */
    static @Nullable String with(String block, String key, String value) {
        if (block.length() != SIZE || !block.startsWith(HEADING)) {
            return null;
        }
        Lines lines = new Lines(block);
        for (int number = 1; number <= lines.count(); number++) {
            if (lines.line(number).startsWith(key + "=")) {
                lines.replace(number, key + "=" + value);
                return padded(lines.text());
            }
        }
        return padded(HEADING + key + "=" + value + "\n" + block.substring(HEADING.length()));
    }
}
