package io.guestkit.migrate.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text whose lines are changed while everything else in it stays. */
final class Lines {

    private final List<String> lines = new ArrayList<>();

    Lines(String text) {
        for (int start = 0, end; start < text.length(); start = end) {
            end = text.indexOf('\n', start) + 1;
            end = end == 0 ? text.length() : end;
            lines.add(text.substring(start, end));
        }
    }

    /** How many there are. */
    int count() {
        return lines.size();
    }

    /** @param number from 1 */
    String line(int number) {
        String line = lines.get(number - 1);
        return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }

    void replace(int number, String line) {
        String old = lines.get(number - 1);
        lines.set(number - 1, old.endsWith("\n") ? line + "\n" : line);
    }

    /**
     * Replaces one of the fields between blanks.
     *
     * @param field from 0
     */
    void replaceField(int number, int field, String value) {
        String line = line(number);
        int start = startOf(line, field);
        if (start == line.length()) {
            throw new IllegalArgumentException("no field " + field + " in line " + number);
        }
        replace(number, line.substring(0, start) + value + line.substring(endOf(line, start)));
    }

    /**
     * One of the fields between blanks; null if there are fewer.
     *
     * @param field from 0
     */
    @Nullable
    String field(int number, int field) {
        String line = line(number);
        int start = startOf(line, field);
        return start == line.length() ? null : line.substring(start, endOf(line, start));
    }

    /** @return the line's length if there are fewer */
    private static int startOf(String line, int field) {
        int at = 0;
        for (int i = 0; ; i++) {
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            if (i == field || at == line.length()) {
                return at;
            }
            at = endOf(line, at);
        }
    }

    private static int endOf(String line, int start) {
        int at = start;
        while (at < line.length() && !isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    String text() {
        return String.join("", lines);
    }
}
