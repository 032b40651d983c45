package io.guestkit.migrate.linux;

import java.util.ArrayList;
import java.util.List;

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
        int at = 0;
        for (int i = 0; ; i++) {
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            int start = at;
            while (at < line.length() && !isBlank(line.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw new IllegalArgumentException("no field " + field + " in line " + number);
            }
            if (i == field) {
                replace(number, line.substring(0, start) + value + line.substring(at));
                return;
            }
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    String text() {
        return String.join("", lines);
    }
}
