package io.guestkit;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.HashMap;
import java.util.Map;

/**
 * The plain file name in what an image calls its backing file. QEMU also allows protocols ({@code file:base.img}) and
 * options as JSON ({@code json:{"driver":"qcow2","file":{"driver":"file","filename":"base.img"}}}, nested or with dots),
 * which libvirt writes. Only those that stand for a file are followed.
 */
final class FileReference {

    /** Nested objects in a reference: a format over a file is two. */
    private static final int MAX_DEPTH = 8;

    private final String text;
    private int at;
    private final Map<String, String> values = new HashMap<>();

    private FileReference(String text) {
        this.text = text;
    }

    /** @param role what the file is to the image, for messages */
    static String plainName(String reference, String role) throws DiskException {
        int colon = reference.indexOf(':');
        int slash = reference.indexOf('/');
        if (colon < 0 || (slash >= 0 && slash < colon)) {
            return reference; // a colon behind a slash is part of a name
        }
        String protocol = reference.substring(0, colon);
        String rest = reference.substring(colon + 1);
        return switch (protocol) {
            case "file" -> rest.startsWith("//") ? rest.substring(2) : rest;
            case "json" -> nameInJson(rest, role);
            default -> throw notFollowed(role, '"' + protocol + ":\"");
        };
    }

    private static String nameInJson(String json, String role) throws DiskException {
        FileReference options = new FileReference(json);
        options.object("", 0);
        Map<String, String> values = options.values;
        String prefix = values.containsKey("file.filename") || values.containsKey("file.driver") ? "file." : "";
        String driver = values.getOrDefault(prefix + "driver", "file");
        String name = values.get(prefix + "filename");
        if (name == null || !(driver.equals("file") || driver.equals("host_device"))) {
            throw notFollowed(role, "the driver \"" + driver + '"');
        }
        return name;
    }

    private static UnsupportedFeatureException notFollowed(String role, String how) {
        return new UnsupportedFeatureException(
                "the %s is named through %s, which cannot be followed".formatted(role, how));
    }

    /** Reads an object and enters its values under their dotted names. */
    private void object(String prefix, int depth) throws CorruptDataException {
        if (depth == MAX_DEPTH) {
            throw malformed();
        }
        expect('{');
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            String key = prefix + string();
            expect(':');
            switch (peek()) {
                case '{' -> object(key + ".", depth + 1);
                case '"' -> values.put(key, string());
                default -> values.put(key, word());
            }
            if (peek() != ',') {
                expect('}');
                return;
            }
            at++;
        }
    }

    private String string() throws CorruptDataException {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws CorruptDataException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw malformed();
                    }
                    code = code << 4 | digit;
                }
                yield (char) code;
            }
            default -> throw malformed();
        };
    }

    /** A number, true, false or null. */
    private String word() throws CorruptDataException {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
        return text.substring(start, at);
    }

    private char peek() throws CorruptDataException {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private void expect(char c) throws CorruptDataException {
        if (peek() != c) {
            throw malformed();
        }
        at++;
    }

    private char next() throws CorruptDataException {
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    private CorruptDataException malformed() {
        return new CorruptDataException(
                "the name of a file, json:%s, is malformed at character %d".formatted(text, at));
    }
}
