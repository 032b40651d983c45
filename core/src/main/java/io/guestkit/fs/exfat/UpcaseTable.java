package io.guestkit.fs.exfat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;

/** Which unit of UTF-16 is the upper case of which. Exfat specification, 7.2. */
final class UpcaseTable {

    private static final int UNITS = 1 << 16;
    /** Announces how many units are their own upper case. */
    private static final int RUN = 0xffff;

    /** A table needs no more bytes than two for each unit; runs of none could make it longer. */
    static final int MAX_LENGTH = 4 * UNITS;

    private final char[] upper;

    private UpcaseTable(char[] upper) {
        this.upper = upper;
    }

    /** The upper case that Unicode has, where the volume's own table cannot be used. */
    static UpcaseTable ofUnicode() {
        char[] upper = new char[UNITS];
        for (int i = 0; i < UNITS; i++) {
            upper[i] = Character.toUpperCase((char) i);
        }
        return new UpcaseTable(upper);
    }

    /** @param checksum TableChecksum of the entry that leads to it */
    static UpcaseTable parse(BlockSource content, int checksum) throws IOException {
        StructView s = StructView.littleEndian("exfat up-case table", content, 0, (int) content.size());
        int sum = 0;
        for (int i = 0; i < s.length(); i++) {
            sum = Checksum.add32(sum, s.u8(i));
        }
        if (sum != checksum) {
            throw new CorruptDataException(
                    "exfat up-case table: its checksum is %08x, expected %08x".formatted(sum, checksum));
        }
        char[] upper = new char[UNITS];
        int unit = 0;
        for (int at = 0; at + 2 <= s.length() && unit < UNITS; at += 2) {
            int value = s.u16(at);
            if (value == RUN && at + 4 <= s.length()) {
                at += 2;
                for (int end = Math.min(UNITS, unit + s.u16(at)); unit < end; unit++) {
                    upper[unit] = (char) unit;
                }
            } else {
                upper[unit++] = (char) value;
            }
        }
        for (; unit < UNITS; unit++) {
            upper[unit] = (char) unit;
        }
        return new UpcaseTable(upper);
    }

    /** Names are the same if these are. */
    String fold(String name) {
        char[] units = name.toCharArray();
        for (int i = 0; i < units.length; i++) {
            units[i] = upper[units[i]];
        }
        return new String(units);
    }
}
