package io.guestkit.inspect.parse;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lines of the form {@code KEY=value} with the shell's quotes: os-release(5), lsb-release, files below /etc/sysconfig.
 * Nothing is expanded; lines that are no assignment are passed over; the last of several equal keys counts.
 */
public final class ShellAssignments {

    private ShellAssignments() {}

    public static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : TextLines.of(text)) {
            String assignment = line.startsWith("export ") ? line.substring(7).strip() : line;
            int equals = assignment.indexOf('=');
            if (equals > 0 && isName(assignment, equals)) {
                values.put(assignment.substring(0, equals), unquote(assignment, equals + 1));
            }
        }
        return values;
    }

    private static boolean isName(String line, int end) {
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static String unquote(String line, int start) {
        char quote = start < line.length() ? line.charAt(start) : 0;
        boolean quoted = quote == '"' || quote == '\'';
        StringBuilder value = new StringBuilder(line.length() - start);
        for (int i = quoted ? start + 1 : start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == quote || !quoted && c == '#' && i > start && line.charAt(i - 1) == ' ') {
                break;
            }
            boolean escape = c == '\\' && quote != '\'' && i + 1 < line.length();
            if (escape && (!quoted || "\"$`\\".indexOf(line.charAt(i + 1)) >= 0)) {
                c = line.charAt(++i);
            }
            value.append(c);
        }
        return quoted ? value.toString() : value.toString().strip();
    }
}
