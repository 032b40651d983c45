package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;

/** The lines of a small configuration file that say something, each with its number. */
public final class NumberedLines {

    private NumberedLines() {}

    /** @param number from 1 on; of a line that was continued, that of its first part */
    public record Line(int number, String text) {

        /** The words between blanks. */
        public List<String> words() {
            return Fstab.fields(text, 0, text.length());
        }
    }

    /** As {@link TextLines#of}: without blanks around them, without empty ones and those that start with {@code #}. */
    public static List<Line> of(String text) {
        return of(text, "#", false);
    }

    /** As {@link #of(String)}; a line that ends with a backslash goes on in the next one. */
    public static List<Line> continued(String text) {
        return of(text, "#", true);
    }

    /** As {@link #continued(String)}, comments among them. */
    public static List<Line> verbatim(String text) {
        return of(text, "", true);
    }

    /**
     * @param comments characters that start one
     * @param continued whether a backslash at its end joins a line with the next one
     */
    static List<Line> of(String text, String comments, boolean continued) {
        List<Line> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int first = 0;
        int number = 0;
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end).strip();
            number++;
            start = end + 1;
            boolean comment = !line.isEmpty() && comments.indexOf(line.charAt(0)) >= 0;
            if (comment) {
                continue; // one inside a continued line is passed over, too
            }
            first = joined.isEmpty() ? number : first;
            if (continued && line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            joined.append(line);
            add(lines, first, joined);
        }
        add(lines, first, joined);
        return lines;
    }

    private static void add(List<Line> lines, int number, StringBuilder joined) {
        String text = joined.toString().strip();
        if (!text.isEmpty()) {
            lines.add(new Line(number, text));
        }
        joined.setLength(0);
    }
}
