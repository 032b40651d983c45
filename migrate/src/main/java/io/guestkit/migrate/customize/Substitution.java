package io.guestkit.migrate.customize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code s/PATTERN/REPLACEMENT/} as Perl has it: for each line by itself, once, or with {@code g} as often as it fits; with
 * {@code i} in capitals and small letters alike. The pattern is one of java.util.regex, which knows what is usual in Perl.
 * In the replacement stand {@code $1}, <code>${1}</code> and {@code \1} for a group and {@code $&} for all that the pattern
 * fits, {@code \n}, {@code \t} and {@code \r}, and any sign behind a backslash for itself. Another character may stand for
 * the slash; it is itself behind a backslash.
 */
final class Substitution {

    private static final String FORM = "expected s/PATTERN/REPLACEMENT/, perhaps with g or i behind it";

    private final String expression;
    private final Pattern pattern;
    private final boolean all;
    /** Texts, and numbers of groups. */
    private final List<Object> replacement;

    private Substitution(String expression, Pattern pattern, boolean all, List<Object> replacement) {
        this.expression = expression;
        this.pattern = pattern;
        this.all = all;
        this.replacement = replacement;
    }

    /** @throws IllegalArgumentException if it is none, or wants what only Perl can do */
    static Substitution parse(String expression) {
        char slash = expression.length() < 2 ? 's' : expression.charAt(1);
        boolean usual = !Character.isLetterOrDigit(slash) && !Character.isWhitespace(slash);
        if (!expression.startsWith("s") || !usual || "\\([{<_".indexOf(slash) >= 0) {
            throw new IllegalArgumentException(expression + ": " + FORM);
        }
        List<String> pieces = pieces(expression.substring(2), slash);
        if (pieces.size() != 3) {
            throw new IllegalArgumentException(expression + ": " + FORM);
        }
        int flags = Pattern.UNIX_LINES; // only a newline ends a line, as in Perl
        boolean all = false;
        for (char flag : pieces.get(2).toCharArray()) {
            switch (flag) {
                case 'g' -> all = true;
                case 'i' -> flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                default ->
                    throw new IllegalArgumentException(
                            "%s: %s is none of g and i, the flags that are known here".formatted(expression, flag));
            }
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(pieces.get(0), flags);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("%s is no pattern: %s".formatted(pieces.get(0), e.getDescription()));
        }
        return new Substitution(expression, pattern, all, replacement(pieces.get(1), pattern));
    }

    /** What is between unescaped slashes, with its backslashes. */
    private static List<String> pieces(String text, char slash) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == slash) {
                pieces.add(text.substring(start, at));
                start = at + 1;
            }
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    private static List<Object> replacement(String text, Pattern pattern) {
        int groups = pattern.matcher("").groupCount();
        List<Object> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\\' && c != '$') {
                literal.append(c);
                continue;
            }
            char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            boolean braces = c == '$' && next == '{';
            int digits = at + (braces ? 2 : 1);
            int end = digits;
            while (end < text.length() && end - digits < 3 && isDigit(text.charAt(end))) {
                end++;
            }
            if (end > digits && (!braces || end < text.length() && text.charAt(end) == '}')) {
                int group = Integer.parseInt(text.substring(digits, end));
                if (group < 1 || group > groups) {
                    throw new IllegalArgumentException(
                            "%s has a group that %s has not".formatted(text, pattern.pattern()));
                }
                add(parts, literal, group);
                at = braces ? end : end - 1;
            } else if (c == '$' && next == '&') {
                add(parts, literal, 0);
                at++;
            } else if (c == '\\' && next != 0) {
                literal.append(escaped(next, text));
                at++;
            } else {
                throw new IllegalArgumentException(
                        "%s: %s at its place %d is Perl; behind a backslash it stands for itself"
                                .formatted(text, c, at + 1));
            }
        }
        parts.add(literal.toString());
        return parts;
    }

    private static void add(List<Object> parts, StringBuilder literal, int group) {
        parts.add(literal.toString());
        parts.add(group);
        literal.setLength(0);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static char escaped(char c, String text) {
        if (!Character.isLetterOrDigit(c)) {
            return c;
        }
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default ->
                throw new IllegalArgumentException(
                        "%s: \\%s is not known here, only \\n, \\t and \\r".formatted(text, c));
        };
    }

    /** @throws IOException if the pattern cannot be followed on a line as it is */
    String apply(String text) throws IOException {
        StringBuilder out = new StringBuilder(text.length());
        try {
            for (int start = 0; start < text.length(); ) {
                int newline = text.indexOf('\n', start);
                int end = newline < 0 ? text.length() : newline + 1;
                line(text.substring(start, end), out);
                start = end;
            }
        } catch (StackOverflowError e) {
            throw new IOException(pattern.pattern() + ": a line of the file is too long for this pattern");
        }
        return out.toString();
    }

    /** @param line with its newline, as Perl has it */
    private void line(String line, StringBuilder out) {
        Matcher matcher = pattern.matcher(line);
        int copied = 0;
        while (matcher.find()) {
            out.append(line, copied, matcher.start());
            for (Object part : replacement) {
                if (part instanceof Integer group) {
                    String found = matcher.group(group);
                    out.append(found == null ? "" : found);
                } else {
                    out.append(part);
                }
            }
            copied = matcher.end();
            if (!all) {
                break;
            }
        }
        out.append(line, copied, line.length());
    }

    @Override
    public String toString() {
        return expression;
    }
}
