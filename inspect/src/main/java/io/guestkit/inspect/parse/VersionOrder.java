package io.guestkit.inspect.parse;

import java.util.Comparator;

/**
 * The order in which boot loaders sort names with versions in them: runs of digits by their value, runs of letters by
 * their letters, digits above letters, {@code ~} below everything and the end. As rpm compares, and GRUB with it.
 */
public final class VersionOrder implements Comparator<String> {

    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() || j < other.length()) {
            i = skipSeparators(one, i);
            j = skipSeparators(other, j);
            boolean tilde = i < one.length() && one.charAt(i) == '~';
            boolean otherTilde = j < other.length() && other.charAt(j) == '~';
            if (tilde || otherTilde) {
                if (tilde != otherTilde) {
                    return tilde ? -1 : 1;
                }
                i++;
                j++;
                continue;
            }
            if (i >= one.length() || j >= other.length()) {
                break;
            }
            boolean digits = isDigit(one.charAt(i));
            if (digits != isDigit(other.charAt(j))) {
                return digits ? 1 : -1;
            }
            int end = runEnd(one, i, digits);
            int otherEnd = runEnd(other, j, digits);
            int order = digits
                    ? compareNumbers(one, i, end, other, j, otherEnd)
                    : one.substring(i, end).compareTo(other.substring(j, otherEnd));
            if (order != 0) {
                return order;
            }
            i = end;
            j = otherEnd;
        }
        return Boolean.compare(i < one.length(), j < other.length());
    }

    private static int compareNumbers(String one, int start, int end, String other, int otherStart, int otherEnd) {
        int i = skipZeros(one, start, end);
        int j = skipZeros(other, otherStart, otherEnd);
        int byLength = Integer.compare(end - i, otherEnd - j);
        return byLength != 0 ? byLength : one.substring(i, end).compareTo(other.substring(j, otherEnd));
    }

    private static int skipZeros(String text, int start, int end) {
        int at = start;
        while (at < end && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static int skipSeparators(String text, int start) {
        int at = start;
        while (at < text.length()
                && text.charAt(at) != '~'
                && !isDigit(text.charAt(at))
                && !isLetter(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int runEnd(String text, int start, boolean digits) {
        int at = start;
        while (at < text.length() && (digits ? isDigit(text.charAt(at)) : isLetter(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
