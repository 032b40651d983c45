package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * lilo.conf(5): what LILO starts. LILO itself never reads it: its installer writes what it found there into a map, so that
 * this is what the guest starts only if that has been run since.
 *
 * @param entries sections that start Linux, in their order
 * @param defaultLabel null if the first entry starts
 */
public record LiloConfiguration(
        List<Entry> entries, @Nullable String defaultLabel) {

    private static final int MAX_ENTRIES = 1000;

    public LiloConfiguration {
        entries = List.copyOf(entries);
    }

    /**
     * A section.
     *
     * @param options what the kernel is told: the root, then the words of {@code append}
     * @param line where it starts
     */
    public record Entry(
            String label, String kernel, @Nullable String initramfs, String options, int line) {}

    /** Settings of a section, or those in front of all sections, which hold where a section has none of its own. */
    private static final class Settings {
        final String kernel;
        final int line;

        @Nullable
        String label;

        @Nullable
        String root;

        @Nullable
        String initramfs;

        @Nullable
        String append;

        Settings(String kernel, int line) {
            this.kernel = kernel;
            this.line = line;
        }

        void set(String key, String value) {
            switch (key) {
                case "label" -> label = value;
                case "root" -> root = value;
                case "initrd" -> initramfs = value;
                case "append", "addappend", "literal" -> append = append == null ? value : append + " " + value;
                default -> {}
            }
        }

        Entry entry(Settings global) {
            String device = root == null ? global.root : root;
            String words = append == null ? global.append : append;
            String options = (device == null ? "" : "root=" + device + " ") + (words == null ? "" : words.strip());
            return new Entry(
                    label == null ? kernel.substring(kernel.lastIndexOf('/') + 1) : label,
                    kernel,
                    initramfs == null ? global.initramfs : initramfs,
                    options.strip(),
                    line);
        }
    }

    /** Lines that set nothing are left out. */
    public static LiloConfiguration parse(String text) {
        Settings global = new Settings("", 0);
        Settings section = global;
        List<Settings> sections = new ArrayList<>();
        String defaultLabel = null;
        for (NumberedLines.Line line : NumberedLines.of(text)) {
            String stripped = line.text().strip();
            int equals = stripped.indexOf('=');
            if (equals <= 0 || stripped.startsWith("#")) {
                continue;
            }
            String key = stripped.substring(0, equals).strip();
            String value = value(stripped.substring(equals + 1).strip());
            if (key.equals("image") || key.equals("other")) {
                section = new Settings(value, line.number());
                if (key.equals("image") && sections.size() < MAX_ENTRIES) {
                    sections.add(section);
                }
            } else if (key.equals("default") && section == global) {
                defaultLabel = value;
            } else {
                section.set(key, value);
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (Settings each : sections) {
            entries.add(each.entry(global));
        }
        return new LiloConfiguration(entries, defaultLabel);
    }

    /** Without quotes; else up to a blank. */
    private static String value(String text) {
        if (text.startsWith("\"")) {
            int end = text.indexOf('"', 1);
            return text.substring(1, end < 0 ? text.length() : end);
        }
        int end = 0;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\t') {
            end++;
        }
        return text.substring(0, end);
    }
}
