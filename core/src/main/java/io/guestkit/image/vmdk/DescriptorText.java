package io.guestkit.image.vmdk;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The lines of a descriptor, split but not yet understood. Names of keys are case-insensitive, values may be quoted, and
 * white space does not matter.
 *
 * @param entries value by key in lower case; of a key that is there twice, the first value counts
 * @param extents lines that describe extents, in order
 */
record DescriptorText(Map<String, String> entries, List<String> extents) {

    /** Tens of thousands of extents fit. */
    static final int MAX_BYTES = 1 << 20;

    /** What is split has to mean the same in an encoding: a descriptor is not in UTF-16, whatever it says. */
    private static final String ASCII = "RW 0123456789 \"=#\"";

    private static final String SIGNATURE = "disk descriptorfile";

    /** Reads the descriptor that is at {@code position}, and ends there at the first NUL or after {@code length} bytes. */
    static DescriptorText read(BlockSource source, long position, long length) throws IOException {
        if (position > source.size()) {
            throw new CorruptDataException("VMDK descriptor: starts at %d, behind the end of the file (%d bytes)"
                    .formatted(position, source.size()));
        }
        long there = Math.min(length, source.size() - position);
        byte[] bytes = source.readBytes(position, (int) Math.min(there, MAX_BYTES));
        int end = endOf(bytes);
        if (end == bytes.length && there > MAX_BYTES) {
            throw new CorruptDataException("VMDK descriptor: is longer than " + MAX_BYTES + " bytes");
        }
        return parse(bytes, end);
    }

    static DescriptorText parse(byte[] bytes) {
        return parse(bytes, endOf(bytes));
    }

    private static DescriptorText parse(byte[] bytes, int end) {
        Map<String, String> entries = new LinkedHashMap<>();
        List<String> extents = new ArrayList<>();
        // one char a byte: no encoding in use has bytes of ASCII punctuation inside its characters, except for values
        for (String line : lines(new String(bytes, 0, end, StandardCharsets.ISO_8859_1))) {
            int equals = line.indexOf('=');
            if (ExtentLine.isOne(line)) {
                extents.add(line);
            } else if (equals > 0) {
                entries.putIfAbsent(
                        line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        unquoted(line.substring(equals + 1).strip()));
            }
        }
        Charset charset = charset(entries.getOrDefault("encoding", entries.getOrDefault(".encoding", "UTF-8")));
        entries.replaceAll((key, value) -> decoded(value, charset));
        extents.replaceAll(line -> decoded(line, charset));
        return new DescriptorText(entries, extents);
    }

    /** Whether a file that starts with these bytes is a descriptor: it says so, or its first entry is a version. */
    static boolean startsDescriptor(byte[] bytes) {
        int end = endOf(bytes);
        if (end == 0 || (bytes[0] >= 0 && bytes[0] < '\t')) {
            return false; // what nearly all disks start with
        }
        return startsDescriptor(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
    }

    private static boolean startsDescriptor(String text) {
        for (int start = skipMark(text); start < text.length(); ) {
            int end = text.indexOf('\n', start);
            String line = text.substring(start, end < 0 ? text.length() : end).strip();
            if (line.startsWith("#")) {
                if (line.substring(1).strip().toLowerCase(Locale.ROOT).equals(SIGNATURE)) {
                    return true;
                }
            } else if (!line.isEmpty()) {
                int equals = line.indexOf('=');
                return end >= 0
                        && equals > 0
                        && line.substring(0, equals).strip().equalsIgnoreCase("version")
                        && isNumber(unquoted(line.substring(equals + 1).strip()));
            }
            start = end < 0 ? text.length() : end + 1;
        }
        return false;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 3;
    }

    /** Lines that are neither empty nor comments, without white space around them. A lone CR ends a line too. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = skipMark(text);
        for (int at = start; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r') {
                String line = text.substring(start, at).strip();
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    lines.add(line);
                }
                start = at + 1;
            }
        }
        return lines;
    }

    /** Where the text starts behind the byte order mark that some editors on Windows put in front of UTF-8. */
    private static int skipMark(String text) {
        return text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    }

    /** The part between quotes, or the text itself if it starts with none. */
    static String unquoted(String text) {
        if (text.isEmpty() || text.charAt(0) != '"') {
            return text;
        }
        int end = text.indexOf('"', 1);
        return text.substring(1, end < 0 ? text.length() : end);
    }

    private static int endOf(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end;
    }

    private static Charset charset(String name) {
        if (name.equalsIgnoreCase("UTF-8")) {
            return StandardCharsets.UTF_8;
        }
        try {
            Charset charset = Charset.forName(name);
            if (decoded(ASCII, charset).equals(ASCII)) {
                return charset;
            }
        } catch (IllegalArgumentException e) {
            // a name that no charset has, or that none may have
        }
        return StandardCharsets.UTF_8; // only file names can be hurt, and most of those are ASCII
    }

    private static String decoded(String text, Charset charset) {
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), charset);
    }

    boolean isEmpty() {
        return entries.isEmpty() && extents.isEmpty();
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(entries.get(key.toLowerCase(Locale.ROOT)));
    }
}
