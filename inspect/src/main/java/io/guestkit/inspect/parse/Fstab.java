package io.guestkit.inspect.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * fstab(5).
 *
 * @param entries in the order of their lines
 * @param badLines lines that are neither comment nor entry
 */
public record Fstab(List<Entry> entries, List<BadLine> badLines) {

    public Fstab {
        entries = List.copyOf(entries);
        badLines = List.copyOf(badLines);
    }

    /**
     * A line, its octal escapes decoded.
     *
     * @param line its number, from 1
     * @param spec what is mounted, as written but without quotes around a tag's value
     * @param path where, without doubled and trailing slashes
     * @param options {@code defaults} if the line has none
     */
    public record Entry(int line, String spec, String path, String type, String options) {

        /** Whether a hypervisor lends a folder of its host under this type, which is no network's to systemd. */
        public boolean isHostsFolder() {
            return switch (type) {
                case "vboxsf", "vmhgfs", "fuse.vmhgfs-fuse", "prl_fs" -> true;
                default -> false;
            };
        }

        public boolean hasOption(String name) {
            return find(name, false) >= 0;
        }

        /** What stands behind {@code name=}, or null if that is no option here. */
        public @Nullable String option(String name) {
            int start = find(name, true);
            if (start < 0) {
                return null;
            }
            int comma = options.indexOf(',', start);
            return options.substring(start + name.length() + 1, comma < 0 ? options.length() : comma);
        }

        /** Where an option starts, or -1. */
        private int find(String name, boolean withValue) {
            for (int start = 0; start <= options.length(); ) {
                int comma = options.indexOf(',', start);
                int end = comma < 0 ? options.length() : comma;
                int after = start + name.length();
                boolean same = options.startsWith(name, start);
                if (same && (withValue ? after < end && options.charAt(after) == '=' : after == end)) {
                    return start;
                }
                start = end + 1;
            }
            return -1;
        }
    }

    /** A line that mount(8) would not understand, and why. */
    public record BadLine(int line, String why) {}

    public static Fstab parse(String text) {
        List<Entry> entries = new ArrayList<>();
        List<BadLine> bad = new ArrayList<>();
        int number = 0;
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            number++;
            List<String> fields = fields(text, start, end);
            if (fields.isEmpty() || fields.getFirst().startsWith("#")) {
                continue;
            }
            if (fields.size() < 3) {
                bad.add(new BadLine(number, fields.size() + " fields instead of at least 3"));
                continue;
            }
            String path = decode(fields.get(1));
            String type = decode(fields.get(2));
            boolean swap = type.equals("swap") || path.equals("none") || path.equals("swap");
            if (!swap && !path.startsWith("/")) {
                bad.add(new BadLine(number, "the mount point does not start with a slash"));
                continue;
            }
            String options = fields.size() > 3 && !fields.get(3).startsWith("#") ? decode(fields.get(3)) : "defaults";
            entries.add(new Entry(number, spec(fields.getFirst()), swap ? "none" : tidy(path), type, options));
        }
        return new Fstab(entries, bad);
    }

    static List<String> fields(String text, int start, int end) {
        List<String> fields = new ArrayList<>(6);
        for (int at = start; at < end; ) {
            if (isBlank(text.charAt(at))) {
                at++;
                continue;
            }
            int from = at;
            while (at < end && !isBlank(text.charAt(at))) {
                at++;
            }
            fields.add(text.substring(from, at));
        }
        return fields;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    /** The device of a line, without quotes around a tag's value. */
    static String spec(String field) {
        String spec = decode(field);
        int equals = spec.indexOf('=');
        int last = spec.length() - 1;
        if (equals > 0 && last > equals + 1) {
            char quote = spec.charAt(equals + 1);
            if ((quote == '"' || quote == '\'') && spec.charAt(last) == quote) {
                return spec.substring(0, equals + 1) + spec.substring(equals + 2, last);
            }
        }
        return spec;
    }

    private static String tidy(String path) {
        StringBuilder tidy = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || tidy.isEmpty() || tidy.charAt(tidy.length() - 1) != '/') {
                tidy.append(c);
            }
        }
        if (tidy.length() > 1 && tidy.charAt(tidy.length() - 1) == '/') {
            tidy.setLength(tidy.length() - 1);
        }
        return tidy.toString();
    }

    /** An escape is a byte, so that a name outside ASCII may be several of them. */
    private static String decode(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        byte[] in = field.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '\\' && octal(in, i + 1) && octal(in, i + 2) && octal(in, i + 3) && in[i + 1] < '4') {
                out[length++] = (byte) ((in[i + 1] - '0') << 6 | (in[i + 2] - '0') << 3 | (in[i + 3] - '0'));
                i += 3;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean octal(byte[] bytes, int at) {
        return at < bytes.length && bytes[at] >= '0' && bytes[at] <= '7';
    }
}
