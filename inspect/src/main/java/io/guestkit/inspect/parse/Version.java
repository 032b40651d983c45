package io.guestkit.inspect.parse;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The version of a distribution.
 *
 * @param text digits and dots, such as {@code 7.9.2009}
 * @param minor empty if only a major version is told
 */
public record Version(String text, int major, OptionalInt minor) {

    private static final int MAX_DIGITS = 9;

    /**
     * Finds the version in a line of a release file: after the word {@code release} if there is one, else the first
     * number that does not belong to a word. {@code release 4 (Nahant Update 8)} is 4.8.
     *
     * @return null if there is none
     */
    public static @Nullable Version find(String line) {
        int release = line.indexOf("release ");
        for (int at = release < 0 ? 0 : release + 8; at < line.length(); at = skipWord(line, at) + 1) {
            if (isDigit(line, at)) {
                return at(line, at);
            }
        }
        return null;
    }

    private static int skipWord(String line, int at) {
        int end = at;
        while (end < line.length() && (Character.isLetterOrDigit(line.charAt(end)) || line.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    /**
     * Reads {@code VERSION_ID} and its like, where letters may stand before the number: {@code 22.04}, {@code V10},
     * {@code V7Update6}.
     *
     * @return null if there is no number
     */
    public static @Nullable Version of(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (isDigit(text, at)) {
                return at(text, at);
            }
        }
        return null;
    }

    private static @Nullable Version at(String line, int start) {
        int end = digits(line, start);
        if (end - start > MAX_DIGITS) {
            return null;
        }
        int major = Integer.parseInt(line, start, end, 10);
        int minorStart = end + 1;
        boolean dotted = end < line.length() && line.charAt(end) == '.' && isDigit(line, minorStart);
        if (!dotted) {
            int update = line.indexOf("Update", end);
            minorStart = update < 0 ? -1 : update + (line.startsWith("Update ", update) ? 7 : 6);
            if (minorStart < 0 || !isDigit(line, minorStart)) {
                return new Version(line.substring(start, end), major, OptionalInt.empty());
            }
        }
        int minorEnd = digits(line, minorStart);
        if (minorEnd - minorStart > MAX_DIGITS) {
            return new Version(line.substring(start, end), major, OptionalInt.empty());
        }
        OptionalInt minor = OptionalInt.of(Integer.parseInt(line, minorStart, minorEnd, 10));
        String text = dotted ? line.substring(start, dottedEnd(line, minorEnd)) : major + "." + minor.getAsInt();
        return new Version(text, major, minor);
    }

    private static int dottedEnd(String line, int start) {
        int end = start;
        while (end < line.length() && line.charAt(end) == '.' && isDigit(line, end + 1)) {
            end = digits(line, end + 1);
        }
        return end;
    }

    private static int digits(String line, int start) {
        int end = start;
        while (isDigit(line, end)) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(String line, int at) {
        return at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9';
    }
}
