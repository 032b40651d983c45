package io.guestkit.inspect.parse;

/** A pattern of the shell: {@code *}, {@code ?} and {@code [a-z]}; nothing is special about dots and slashes. */
public final class Glob {

    private final String pattern;

    public Glob(String pattern) {
        this.pattern = pattern;
    }

    /** Needs time of at most the product of both lengths. */
    public boolean matches(String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < name.length()) {
            int end = at < pattern.length() ? matchOne(at, name.charAt(in)) : -1;
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = ++at;
                resume = in;
            } else if (end > 0) {
                at = end;
                in++;
            } else if (star >= 0) {
                at = star; // let the last star take one more
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /** Where the pattern goes on if its part at {@code at} fits the character, else -1. */
    private int matchOne(int at, char c) {
        char p = pattern.charAt(at);
        int close = p == '[' ? pattern.indexOf(']', at + 2) : -1;
        if (close > 0) {
            boolean not = pattern.charAt(at + 1) == '!' || pattern.charAt(at + 1) == '^';
            boolean in = false;
            for (int i = at + (not ? 2 : 1); i < close; i++) {
                if (i + 2 < close && pattern.charAt(i + 1) == '-') {
                    in |= c >= pattern.charAt(i) && c <= pattern.charAt(i + 2);
                    i += 2;
                } else {
                    in |= c == pattern.charAt(i);
                }
            }
            return in != not ? close + 1 : -1;
        }
        if (p == '\\' && at + 1 < pattern.length()) {
            return pattern.charAt(at + 1) == c ? at + 2 : -1;
        }
        return p == '?' || p == c ? at + 1 : -1;
    }
}
