package io.guestkit.migrate.linux;

import io.guestkit.io.CorruptDataException;
import java.util.function.Predicate;

/**
 * A need of rpm that is made of others: {@code (A or (B and C))}, {@code (A if B else C)}. Format: "Boolean Dependencies"
 * of the rpm manual; versions are left aside, and so is whether one package has both sides of a {@code with}.
 */
final class RichDependency {

    /** How deep parentheses may be in each other; packagers write two or three. */
    private static final int MAX_DEPTH = 32;

    /** How much of one goes into a message, in characters. */
    private static final int MAX_SHOWN = 200;

    private final String text;
    private final Predicate<String> isThere;
    private int at;

    private RichDependency(String text, Predicate<String> isThere) {
        this.text = text;
        this.isThere = isThere;
    }

    /** Whether a need is such a one, or just a name. */
    static boolean is(String need) {
        return need.startsWith("(");
    }

    /**
     * Whether it is met.
     *
     * @param isThere asked for each name in it, whether or not the answer counts
     * @throws CorruptDataException if rpm would not take it for one, or if it is nested more than 32 deep
     */
    static boolean isMet(String text, Predicate<String> isThere) throws CorruptDataException {
        RichDependency dependency = new RichDependency(text, isThere);
        boolean met = dependency.group(1);
        if (dependency.at != text.length()) {
            throw dependency.corrupt("more words behind its end");
        }
        return met;
    }

    /** What stands in parentheses, the first of which is here. Recursion ends at {@link #MAX_DEPTH}. */
    private boolean group(int depth) throws CorruptDataException {
        if (depth > MAX_DEPTH) {
            throw corrupt("more than " + MAX_DEPTH + " parentheses in each other");
        }
        at++;
        boolean met = operand(depth);
        while (!isAtEnd()) { // each round reads a name at least
            String operator = word();
            boolean second = operand(depth);
            switch (operator) {
                case "and", "with" -> met &= second;
                case "or" -> met |= second;
                case "without" -> {
                    // what the second takes away depends on which package has the first
                }
                case "if" -> {
                    boolean otherwise = isAtEnd() || third(depth);
                    met = second ? met : otherwise;
                }
                case "unless" -> {
                    boolean otherwise = !isAtEnd() && third(depth);
                    met = second ? otherwise : met;
                }
                default -> throw corrupt("the operator '" + operator + "'");
            }
        }
        at++;
        return met;
    }

    private boolean third(int depth) throws CorruptDataException {
        String operator = word();
        if (!operator.equals("else")) {
            throw corrupt("the operator '" + operator + "', expected else");
        }
        return operand(depth);
    }

    private boolean operand(int depth) throws CorruptDataException {
        skipSpaces();
        if (at < text.length() && text.charAt(at) == '(') {
            return group(depth + 1);
        }
        String name = word();
        if (name.isEmpty()) {
            throw corrupt("no name");
        }
        skipSpaces();
        if (at < text.length() && "<=>".indexOf(text.charAt(at)) >= 0) {
            word();
            word(); // the version
        }
        return isThere.test(name);
    }

    /** Whether the parenthesis that closes is next. */
    private boolean isAtEnd() throws CorruptDataException {
        skipSpaces();
        if (at == text.length()) {
            throw corrupt("no end");
        }
        return text.charAt(at) == ')';
    }

    /** Up to a space, or a parenthesis that closes what did not begin in it: names have pairs of them. */
    private String word() {
        skipSpaces();
        int start = at;
        int open = 0;
        for (; at < text.length() && text.charAt(at) != ' '; at++) {
            open += text.charAt(at) == '(' ? 1 : 0;
            if (text.charAt(at) == ')' && open-- == 0) {
                break;
            }
        }
        return text.substring(start, at);
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private CorruptDataException corrupt(String what) {
        return new CorruptDataException("rpm dependency %s: %s at character %d"
                .formatted(text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text, what, at));
    }
}
