package io.guestkit.cli;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Text that came out of a guest. A byte that is no UTF-8 stands in a String as the lone surrogate U+DC00 plus the byte;
 * such Strings become bytes again here.
 */
final class Text {

    private static final char FIRST_ESCAPED = '\udc80';
    private static final char LAST_ESCAPED = '\udcff';
    private static final String HEX = "0123456789abcdef";

    private static final int SECONDS_OF_DAY = 86_400;
    private static final long YEAR_0 = LocalDate.of(0, 1, 1).toEpochDay();
    private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay();

    private Text() {}

    /** UTF-8, and the original bytes where there was none. */
    static byte[] bytes(String text) {
        byte[] bytes = new byte[Math.multiplyExact(text.length(), 3)];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xc0 | c >> 6);
                bytes[length++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                bytes[length++] = (byte) (0xf0 | point >> 18);
                bytes[length++] = (byte) (0x80 | point >> 12 & 0x3f);
                bytes[length++] = (byte) (0x80 | point >> 6 & 0x3f);
                bytes[length++] = (byte) (0x80 | point & 0x3f);
            } else if (c >= FIRST_ESCAPED && c <= LAST_ESCAPED) {
                bytes[length++] = (byte) c;
            } else {
                char safe = Character.isSurrogate(c) ? '\ufffd' : c;
                bytes[length++] = (byte) (0xe0 | safe >> 12);
                bytes[length++] = (byte) (0x80 | safe >> 6 & 0x3f);
                bytes[length++] = (byte) (0x80 | safe & 0x3f);
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** The reverse of {@link #bytes}. */
    static String of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        StringBuilder kept = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int length = sequenceLength(bytes, i);
            if (length == 0) {
                kept.append((char) (0xdc00 | bytes[i++] & 0xff));
            } else {
                kept.append(new String(bytes, i, length, StandardCharsets.UTF_8));
                i += length;
            }
        }
        return kept.toString();
    }

    /** How many bytes from {@code start} on are one well-formed character; 0 if they are none. */
    private static int sequenceLength(byte[] bytes, int start) {
        int first = bytes[start] & 0xff;
        int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length < 2) {
            return length;
        }
        if (start + length > bytes.length) {
            return 0;
        }
        String decoded = new String(bytes, start, length, StandardCharsets.UTF_8);
        byte[] again = decoded.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, bytes, start, start + length) ? length : 0;
    }

    /** The same text in one line that does nothing to a terminal: control characters become {@code \xNN}. */
    static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isControl(c)) {
                escaped.append("\\x").append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean isControl(char c) {
        return c < 0x20 || c >= 0x7f && c < 0xa0;
    }

    /** As {@link Instant#toString}; several times faster for years of four digits. */
    static String utc(Instant time) {
        long days = Math.floorDiv(time.getEpochSecond(), SECONDS_OF_DAY);
        if (days < YEAR_0 || days >= YEAR_10000) {
            return time.toString();
        }
        LocalDate date = LocalDate.ofEpochDay(days);
        int second = (int) (time.getEpochSecond() - days * SECONDS_OF_DAY);
        int nano = time.getNano();
        byte[] text = new byte["yyyy-mm-ddThh:mm:ss.nnnnnnnnnZ".length()];
        digits(text, 0, 4, date.getYear(), '-');
        digits(text, 5, 2, date.getMonthValue(), '-');
        digits(text, 8, 2, date.getDayOfMonth(), 'T');
        digits(text, 11, 2, second / 3600, ':');
        digits(text, 14, 2, second / 60 % 60, ':');
        digits(text, 17, 2, second % 60, '.');
        digits(text, 20, 9, nano, 'Z');
        int fraction = nano == 0 ? 0 : nano % 1_000_000 == 0 ? 4 : nano % 1000 == 0 ? 7 : 10;
        text[19 + fraction] = 'Z';
        return new String(text, 0, 20 + fraction, StandardCharsets.ISO_8859_1);
    }

    private static void digits(byte[] text, int start, int count, int number, char after) {
        int left = number;
        for (int at = start + count - 1; at >= start; at--) {
            text[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        text[start + count] = (byte) after;
    }

    /** A size as people read it, such as {@code 512 B} or {@code 7.9 GiB}. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        long tenths = Math.round(bytes * 10.0 / (1L << unit * 10));
        if (tenths >= 10240 && unit < 6) {
            unit++;
            tenths = 10;
        }
        return tenths / 10 + "." + tenths % 10 + " " + "KMGTPE".charAt(unit - 1) + "iB";
    }
}
