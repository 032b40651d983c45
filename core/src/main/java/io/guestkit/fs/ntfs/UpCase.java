package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The volume's own table of capitals, $UpCase, by which names are compared and sorted. */
final class UpCase {

    private static final int UNITS = 1 << 16;

    private final char[] table;

    private UpCase(char[] table) {
        this.table = table;
    }

    /** The table of the volume, or Unicode's with a warning if that cannot be read. */
    static UpCase of(Mft mft) {
        char[] table = new char[UNITS];
        try {
            AttributeSet file = AttributeSet.of(mft.file(Mft.UP_CASE), mft);
            BlockSource bytes = file.openMetadata(file.require(Attribute.DATA, ""));
            if (bytes.size() != 2 * UNITS) {
                throw new CorruptDataException("$UpCase has %d bytes, expected %d".formatted(bytes.size(), 2 * UNITS));
            }
            ByteBuffer.wrap(bytes.readBytes(0, 2 * UNITS))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asCharBuffer()
                    .get(table);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            mft.volume().doubts().add("$UpCase", "names are compared by Unicode instead: ".concat(why));
            for (int i = 0; i < UNITS; i++) {
                table[i] = Character.toUpperCase((char) i);
            }
        }
        return new UpCase(table);
    }

    /** The order of names if case counts for nothing. */
    int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = table[a.charAt(i)];
            char y = table[b.charAt(i)];
            if (x != y) {
                return x - y;
            }
        }
        return a.length() - b.length();
    }

    /** The order of an index: names that differ in case only stand side by side. */
    int compareExactly(String a, String b) {
        int order = compare(a, b);
        return order != 0 ? order : a.compareTo(b);
    }
}
