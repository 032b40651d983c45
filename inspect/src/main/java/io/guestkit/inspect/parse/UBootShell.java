package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a script for U-Boot's shell (hush), not run: words with their quotes, and what joins them. Syntax:
 * doc/usage/cmdline.rst of U-Boot.
 */
public final class UBootShell {

    private UBootShell() {}

    /**
     * A command, or a word such as {@code then} with the command behind it.
     *
     * @param words as they are written, quotes and variables among them; at least one
     * @param joint what stands in front: {@code ;} (a new line, too), {@code &&} or {@code ||}
     * @param line from 1 on
     */
    public record Command(List<String> words, String joint, int line) {

        public Command {
            words = List.copyOf(words);
        }
    }

    /** @param limit how many commands at most; those behind are left out */
    public static List<Command> parse(String text, int limit) {
        List<Command> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        String joint = ";";
        int line = 1;
        int first = 1;
        char quote = 0;
        for (int i = 0; i <= text.length() && commands.size() < limit; i++) {
            char c = i < text.length() ? text.charAt(i) : '\n';
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (words.isEmpty() && word.isEmpty()) {
                first = line;
            }
            line += c == '\n' ? 1 : 0;
            if (c == '\\' && quote != '\'' && next != 0) {
                if (next == '\n') {
                    line++;
                } else {
                    word.append(c).append(next);
                }
                i++;
            } else if (quote != 0) {
                word.append(c);
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                word.append(c);
                quote = c;
            } else if (c == '#' && word.isEmpty()) {
                while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                    i++;
                }
            } else if (c == ';' || c == '\n' || c == '&' && next == '&' || c == '|' && next == '|') {
                addWord(words, word);
                if (!words.isEmpty()) {
                    commands.add(new Command(words, joint, first));
                    words.clear();
                    joint = ";";
                }
                if (c == '&' || c == '|') {
                    joint = c == '&' ? "&&" : "||";
                    i++;
                } else if (c == ';') {
                    joint = ";"; // a new line behind && goes on
                }
            } else if (c == ' ' || c == '\t' || c == '\r') {
                addWord(words, word);
            } else {
                word.append(c);
            }
        }
        return commands;
    }

    private static void addWord(List<String> words, StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** What a variable is. */
    @FunctionalInterface
    public interface Variables {
        /** @return null if only the board knows */
        @Nullable
        String value(String name);
    }

    /**
     * A word without its quotes, and with the values of variables; those that are not known stay as <code>${name}</code>.
     *
     * @param limit of the result, in characters; what is behind it is left out
     */
    public static String expand(String word, Variables variables, int limit) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < word.length() && out.length() < limit; i++) {
            char c = word.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < word.length()) {
                out.append(word.charAt(++i));
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == '$' && quote != '\'') {
                int end = end(word, i);
                if (end < 0) {
                    out.append(c);
                    continue;
                }
                boolean braces = word.charAt(i + 1) == '{';
                String name = braces ? word.substring(i + 2, end - 1) : word.substring(i + 1, end);
                String value = variables.value(name);
                out.append(value == null ? "${" + name + "}" : value);
                i = end - 1;
            } else {
                out.append(c);
            }
        }
        out.setLength(Math.min(out.length(), limit));
        return out.toString();
    }

    /** Where a variable's name that starts at a dollar sign is over; -1 if none starts there. */
    private static int end(String word, int dollar) {
        int end = dollar + 1;
        if (end < word.length() && word.charAt(end) == '{') {
            int brace = word.indexOf('}', end);
            return brace < 0 ? -1 : brace + 1;
        }
        while (end < word.length() && (Character.isLetterOrDigit(word.charAt(end)) || word.charAt(end) == '_')) {
            end++;
        }
        return end == dollar + 1 ? -1 : end;
    }

    /** The variables of a text with lines {@code name=value}, such as uEnv.txt; later lines win. */
    public static Map<String, String> environment(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (NumberedLines.Line line : NumberedLines.of(text)) {
            int equals = line.text().indexOf('=');
            if (equals > 0) {
                variables.put(
                        line.text().substring(0, equals).strip(), line.text().substring(equals + 1));
            }
        }
        return variables;
    }
}
