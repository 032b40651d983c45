package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;

/** The lines of a small configuration file that say something. */
public final class TextLines {

    private TextLines() {}

    /** Lines without blanks around them; empty ones and those that start with {@code #} are left out. */
    public static List<String> of(String text) {
        List<String> lines = new ArrayList<>();
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            String line = text.substring(start, end).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                lines.add(line);
            }
            start = end + 1;
        }
        return lines;
    }
}
