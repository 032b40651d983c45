package io.guestkit.migrate.windows;

import io.guestkit.io.CorruptDataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of an INF file: sections of lines, with the strings of the file in place of their names. Microsoft: "General
 * Syntax Rules for INF Files". Names are compared without regard to case.
 */
final class InfFile {

    /** Larger than any, in bytes. */
    static final int MAX_SIZE = 1 << 20;

    /** Of a field after strings were put in, in characters: a name may stand in it often, and for much. */
    private static final int MAX_FIELD = 1 << 16;

    private static final int MAX_LINES = 100_000;

    private final Map<String, List<Line>> sections = new LinkedHashMap<>();
    private final Map<String, String> strings = new LinkedHashMap<>();

    /**
     * A line of a section.
     *
     * @param key what stands before the equals sign; empty if there is none
     * @param fields behind it, or all; without blanks and quotes around them
     */
    record Line(String key, List<String> fields) {
        Line {
            fields = List.copyOf(fields);
        }

        /** Empty where there are fewer. */
        String field(int index) {
            return index < fields.size() ? fields.get(index) : "";
        }
    }

    private InfFile() {}

    /**
     * Reads one.
     *
     * @throws CorruptDataException if it is too large, or its strings make it so
     */
    static InfFile parse(byte[] bytes) throws CorruptDataException {
        if (bytes.length > MAX_SIZE) {
            throw new CorruptDataException("INF: more than %d bytes".formatted(MAX_SIZE));
        }
        InfFile file = new InfFile();
        String section = null;
        int count = 0;
        for (String line : logicalLines(decode(bytes))) {
            if (++count > MAX_LINES) {
                throw new CorruptDataException("INF: more than %d lines".formatted(MAX_LINES));
            }
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                section = end < 0 ? null : lower(line.substring(1, end).strip());
                if (section != null) {
                    file.sections.computeIfAbsent(section, name -> new ArrayList<>());
                }
            } else if (section != null) {
                List<Line> lines = file.sections.get(section);
                if (lines != null) {
                    lines.add(line(line));
                }
            }
        }
        // a language's own strings only where there are none for all
        for (String name : List.of("strings", "strings.0409")) {
            for (Line line : file.sections.getOrDefault(name, List.of())) {
                file.strings.putIfAbsent(lower(line.key()), line.field(0));
            }
        }
        return file;
    }

    private static String decode(byte[] bytes) {
        int length = bytes.length;
        if (length >= 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            return new String(bytes, 2, length - 2, StandardCharsets.UTF_16LE);
        }
        if (length >= 2 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return new String(bytes, 2, length - 2, StandardCharsets.UTF_16BE);
        }
        if (length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb && (bytes[2] & 0xff) == 0xbf) {
            return new String(bytes, 3, length - 3, StandardCharsets.UTF_8);
        }
        if (length >= 4 && bytes[1] == 0 && bytes[3] == 0 && bytes[0] != 0) {
            return new String(bytes, StandardCharsets.UTF_16LE);
        }
        return new String(bytes, Charset.forName("windows-1252"));
    }

    /** Lines without comments and blanks, and those that go on in the next one as one. */
    private static List<String> logicalLines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder pending = new StringBuilder();
        int start = 0;
        while (start <= text.length()) {
            int end = start;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            String line = withoutComment(text, start, end).strip();
            start = end + 1;
            if (line.endsWith("\\") && start <= text.length() && !line.startsWith("[")) {
                pending.append(line, 0, line.length() - 1);
                continue;
            }
            pending.append(line);
            if (!pending.isEmpty()) {
                lines.add(pending.toString());
                pending.setLength(0);
            }
        }
        return lines;
    }

    private static String withoutComment(String text, int start, int end) {
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return text.substring(start, i);
            }
        }
        return text.substring(start, end);
    }

    private static Line line(String line) {
        int equals = unquoted(line, '=', 0);
        String key = equals < 0 ? "" : unquote(line.substring(0, equals));
        List<String> fields = new ArrayList<>();
        for (int start = equals + 1; start <= line.length(); ) {
            int comma = unquoted(line, ',', start);
            int end = comma < 0 ? line.length() : comma;
            fields.add(unquote(line.substring(start, end)));
            start = end + 1;
        }
        return new Line(key, fields);
    }

    private static int unquoted(String line, char wanted, int start) {
        boolean quoted = false;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static String unquote(String field) {
        String stripped = field.strip();
        if (stripped.length() < 2 || stripped.charAt(0) != '"' || !stripped.endsWith("\"")) {
            return stripped;
        }
        return stripped.substring(1, stripped.length() - 1).replace("\"\"", "\"");
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Names of sections in small letters, in their order. */
    List<String> sectionNames() {
        return List.copyOf(sections.keySet());
    }

    /** Lines of a section, with strings put in; none if there is no such section. */
    List<Line> section(String name) throws CorruptDataException {
        List<Line> lines = new ArrayList<>();
        for (Line line : sections.getOrDefault(lower(name), List.of())) {
            List<String> fields = new ArrayList<>();
            for (String field : line.fields()) {
                fields.add(expand(field));
            }
            lines.add(new Line(expand(line.key()), fields));
        }
        return lines;
    }

    /** The line of a section with that key; null if there is none. */
    @Nullable
    Line line(String section, String key) throws CorruptDataException {
        for (Line line : sections.getOrDefault(lower(section), List.of())) {
            if (line.key().equalsIgnoreCase(key)) {
                List<String> fields = new ArrayList<>();
                for (String field : line.fields()) {
                    fields.add(expand(field));
                }
                return new Line(line.key(), fields);
            }
        }
        return null;
    }

    /** The first field of the line of a section with that key; empty if there is none. */
    String value(String section, String key) throws CorruptDataException {
        Line line = line(section, key);
        return line == null ? "" : line.field(0);
    }

    /** Puts strings in; numbers between per cent signs are directories, and stay. */
    private String expand(String field) throws CorruptDataException {
        if (field.indexOf('%') < 0) {
            return field;
        }
        StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < field.length(); ) {
            int end = field.charAt(i) == '%' ? field.indexOf('%', i + 1) : -1;
            if (end < 0) {
                expanded.append(field.charAt(i++));
                continue;
            }
            String name = field.substring(i + 1, end);
            String value = name.isEmpty() ? "%" : strings.get(lower(name));
            expanded.append(value == null ? field.substring(i, end + 1) : value);
            if (expanded.length() > MAX_FIELD) {
                throw new CorruptDataException("INF: a field of more than %d characters".formatted(MAX_FIELD));
            }
            i = end + 1;
        }
        return expanded.toString();
    }
}
