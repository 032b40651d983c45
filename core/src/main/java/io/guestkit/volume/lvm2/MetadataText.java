package io.guestkit.volume.lvm2;

import io.guestkit.io.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses LVM's text: {@code name = value}, {@code name { … }}, {@code [list]}, {@code # comment}. Depth and number of values
 * are bounded, so that the tree of a text of the largest size stays small.
 */
final class MetadataText {

    private static final int MAX_DEPTH = 12;
    private static final int MAX_VALUES = 500_000;

    private final byte[] text;
    private int at;
    private int values;

    private MetadataText(byte[] text) {
        this.text = text;
    }

    /** @param text may end in NULs */
    static Section parse(byte[] text) throws CorruptDataException {
        MetadataText parser = new MetadataText(text);
        Section all = parser.section("", 0);
        if (parser.peek() != 0) {
            throw parser.unexpected("a name");
        }
        return all;
    }

    private Section section(String path, int depth) throws CorruptDataException {
        if (depth > MAX_DEPTH) {
            throw new CorruptDataException("lvm2 metadata: sections are more than " + MAX_DEPTH + " deep");
        }
        Map<String, Object> found = new LinkedHashMap<>();
        for (int next = peek(); next != 0 && next != '}'; next = peek()) {
            String name = next == '"' ? string() : word();
            Object value;
            switch (peek()) {
                case '=' -> {
                    at++;
                    value = value();
                }
                case '{' -> {
                    at++;
                    value = section(path.isEmpty() ? name : path + "/" + name, depth + 1);
                    if (peek() != '}') {
                        throw unexpected("}");
                    }
                    at++;
                }
                default -> throw unexpected("= or {");
            }
            count();
            found.putIfAbsent(name, value); // as LVM, which finds the first one
        }
        return new Section(path, found);
    }

    private Object value() throws CorruptDataException {
        if (peek() != '[') {
            return single();
        }
        at++;
        List<Object> list = new ArrayList<>();
        while (peek() != ']') {
            list.add(single());
            if (peek() == ',') {
                at++;
            } else if (peek() != ']') {
                throw unexpected(", or ]");
            }
        }
        at++;
        return list;
    }

    private Object single() throws CorruptDataException {
        count();
        int next = peek();
        if (next == '"') {
            return string();
        }
        String word = word();
        try {
            return Long.valueOf(word);
        } catch (NumberFormatException e) {
            return word; // a float, or a string without quotes
        }
    }

    private String string() throws CorruptDataException {
        int start = ++at;
        boolean escaped = false;
        while (at < text.length && text[at] != '"') {
            if (text[at] == '\\') {
                escaped = true;
                at++;
            }
            at++;
        }
        if (at >= text.length) {
            throw new CorruptDataException("lvm2 metadata: the string at byte " + start + " does not end");
        }
        String raw = new String(text, start, at - start, StandardCharsets.UTF_8);
        at++;
        return escaped ? raw.replace("\\\"", "\"").replace("\\\\", "\\") : raw;
    }

    private String word() throws CorruptDataException {
        int start = at;
        while (at < text.length && isWord(text[at])) {
            at++;
        }
        if (at == start) {
            throw unexpected("a name or a value");
        }
        return new String(text, start, at - start, StandardCharsets.UTF_8);
    }

    private static boolean isWord(byte b) {
        return b < 0
                || b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || b == '_'
                || b == '-'
                || b == '+'
                || b == '.'
                || b == '/'
                || b == '@'
                || b == ':';
    }

    /** The next byte that means something; 0 at the end. */
    private int peek() {
        while (at < text.length) {
            byte next = text[at];
            if (next == '#') {
                while (at < text.length && text[at] != '\n') {
                    at++;
                }
            } else if (next == ' ' || next == '\t' || next == '\n' || next == '\r') {
                at++;
            } else {
                return next;
            }
        }
        return 0;
    }

    private void count() throws CorruptDataException {
        if (++values > MAX_VALUES) {
            throw new CorruptDataException("lvm2 metadata: more than " + MAX_VALUES + " values");
        }
    }

    private CorruptDataException unexpected(String expected) {
        int next = peek();
        String got = next == 0 ? "the end" : next > 0x20 ? "'" + (char) next + "'" : "byte " + (next & 0xff);
        return new CorruptDataException("lvm2 metadata: " + got + " at byte " + at + ", expected " + expected);
    }
}
