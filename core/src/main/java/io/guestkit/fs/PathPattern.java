package io.guestkit.fs;

import java.nio.file.PathMatcher;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The patterns of {@link java.nio.file.FileSystem#getPathMatcher}: regular expressions, and globs turned into such. Nothing
 * else in the package uses them: they are slow to start.
 */
final class PathPattern {

    /** What means something to a regular expression. */
    private static final String TO_QUOTE = "\\.^$+*?|()[]{}";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int next;

    private PathPattern(String glob) {
        this.glob = glob;
    }

    /** Matches the text of a whole path. */
    static PathMatcher matcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("no syntax before a colon: " + syntaxAndPattern);
        }
        String rest = syntaxAndPattern.substring(colon + 1);
        Pattern pattern = switch (syntaxAndPattern.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "glob" -> compile(rest);
            case "regex" -> Pattern.compile(rest);
            default -> throw new UnsupportedOperationException("no pattern syntax in " + syntaxAndPattern);
        };
        return path -> pattern.matcher(path.toString()).matches();
    }

    /** @throws PatternSyntaxException if a bracket or a group is not closed, or a group is in a group */
    static Pattern compile(String glob) {
        return Pattern.compile(new PathPattern(glob).translate(), Pattern.DOTALL);
    }

    private String translate() {
        boolean inGroup = false;
        while (next < glob.length()) {
            char c = glob.charAt(next++);
            switch (c) {
                case '*' -> star();
                case '?' -> regex.append("[^/]");
                case '[' -> bracket();
                case '\\' -> {
                    if (next == glob.length()) {
                        throw new PatternSyntaxException("nothing follows the backslash", glob, next - 1);
                    }
                    literal(glob.charAt(next++));
                }
                case '{' -> {
                    if (inGroup) {
                        throw new PatternSyntaxException("a group in a group", glob, next - 1);
                    }
                    inGroup = true;
                    regex.append("(?:");
                }
                case '}' -> {
                    regex.append(inGroup ? ")" : "\\}");
                    inGroup = false;
                }
                case ',' -> regex.append(inGroup ? '|' : ',');
                default -> literal(c);
            }
        }
        if (inGroup) {
            throw new PatternSyntaxException("missing }", glob, glob.length());
        }
        return regex.toString();
    }

    private void star() {
        if (next < glob.length() && glob.charAt(next) == '*') {
            next++;
            regex.append(".*");
        } else {
            regex.append("[^/]*");
        }
    }

    /** A set of characters; in it everything but a leading {@code !} and a {@code -} between two stands for itself. */
    private void bracket() {
        int start = next - 1;
        regex.append("[[^/]&&[");
        if (next < glob.length() && glob.charAt(next) == '!') {
            next++;
            regex.append('^');
        }
        int first = next;
        while (next < glob.length() && (glob.charAt(next) != ']' || next == first)) {
            char c = glob.charAt(next++);
            if (c == '/') {
                throw new PatternSyntaxException("a slash in brackets", glob, next - 1);
            }
            boolean range = c == '-' && next - 1 > first && next < glob.length() && glob.charAt(next) != ']';
            if (range && glob.charAt(next) < glob.charAt(next - 2)) {
                throw new PatternSyntaxException("a range that ends before it starts", glob, next - 1);
            }
            if (!range && "\\[]^-&".indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.append(c);
        }
        if (next == glob.length()) {
            throw new PatternSyntaxException("missing ]", glob, start);
        }
        next++;
        regex.append("]]");
    }

    private void literal(char c) {
        if (TO_QUOTE.indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }
}
