package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of {@code [Section]} and {@code key=value}: units of systemd, files of networkd, keyfiles of NetworkManager.
 * Sections and keys may come several times; names are compared as they are written.
 *
 * @param sections in their order; what stands before the first heading is in one without a name
 */
public record IniFile(List<Section> sections) {

    public IniFile {
        sections = List.copyOf(sections);
    }

    /** @param line of the heading */
    public record Section(String name, int line, List<Entry> entries) {

        public Section {
            entries = List.copyOf(entries);
        }

        /** The last value of a key, or null if it is not there. */
        public @Nullable String value(String key) {
            String value = null;
            for (Entry entry : entries) {
                value = entry.key.equals(key) ? entry.value : value;
            }
            return value;
        }

        /** All values of a key that are not empty; systemd's empty one, which takes back what came before, does so. */
        public List<String> values(String key) {
            List<String> values = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.key.equals(key)) {
                    if (entry.value.isEmpty()) {
                        values.clear();
                    } else {
                        values.add(entry.value);
                    }
                }
            }
            return values;
        }
    }

    public record Entry(int line, String key, String value) {}

    /** Lines that are neither heading nor assignment are left aside. */
    public static IniFile parse(String text) {
        List<Section> sections = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        String name = "";
        int heading = 0;
        for (NumberedLines.Line line : NumberedLines.of(text, "#;", true)) {
            String content = line.text();
            int close = content.charAt(0) == '[' ? content.indexOf(']') : -1;
            if (close > 0) {
                sections.add(new Section(name, heading, entries));
                entries.clear();
                name = content.substring(1, close);
                heading = line.number();
                continue;
            }
            int equals = content.indexOf('=');
            if (equals > 0) {
                entries.add(new Entry(
                        line.number(),
                        content.substring(0, equals).strip(),
                        content.substring(equals + 1).strip()));
            }
        }
        sections.add(new Section(name, heading, entries));
        return new IniFile(sections);
    }

    /** The first section of that name, or an empty one. */
    public Section section(String name) {
        for (Section section : sections) {
            if (section.name.equals(name)) {
                return section;
            }
        }
        return new Section(name, 0, List.of());
    }
}
