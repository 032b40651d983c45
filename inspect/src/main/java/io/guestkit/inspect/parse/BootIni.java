package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * boot.ini, the menu of NTLDR, which started Windows before Vista. An entry is an ARC path and a title:
 * {@code multi(0)disk(0)rdisk(0)partition(1)\WINDOWS="Windows XP" /fastdetect}.
 *
 * @param chosen the path that starts if nobody chooses; empty if nothing says so
 * @param entries of {@code [operating systems]}
 */
public record BootIni(String chosen, List<Entry> entries) {

    private static final int MAX_ENTRIES = 100;

    public BootIni {
        entries = List.copyOf(entries);
    }

    /**
     * One system.
     *
     * @param path as written
     * @param title without quotes
     * @param options what follows the title
     * @param line from 1
     */
    public record Entry(String path, String title, String options, int line) {

        /** The directory behind the partition, without a backslash in front; empty if the path has none. */
        public String directory() {
            int backslash = path.indexOf('\\');
            return backslash < 0 ? "" : path.substring(backslash + 1).strip();
        }

        /** Which disk of the BIOS, from 0; empty if the path names a disk in another way. */
        public Optional<Integer> disk() {
            return path.toLowerCase(Locale.ROOT).startsWith("multi(") ? number("rdisk(") : Optional.empty();
        }

        /** Which partition that is used and no extended one, primary ones first, from 1. */
        public Optional<Integer> partition() {
            return number("partition(");
        }

        private Optional<Integer> number(String name) {
            String lower = path.toLowerCase(Locale.ROOT);
            int start = lower.indexOf(name);
            int end = start < 0 ? -1 : lower.indexOf(')', start);
            try {
                return end < 0
                        ? Optional.empty()
                        : Optional.of(Integer.parseInt(
                                lower.substring(start + name.length(), end).strip()));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    public static BootIni parse(String text) {
        String section = "";
        String chosen = "";
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end).strip();
            start = end + 1;
            number++;
            int equals = line.indexOf('=');
            if (line.startsWith("[")) {
                section = line.toLowerCase(Locale.ROOT);
            } else if (equals > 0 && section.equals("[boot loader]")) {
                boolean named = line.substring(0, equals).strip().equalsIgnoreCase("default");
                chosen = named ? line.substring(equals + 1).strip() : chosen;
            } else if (equals > 0 && section.equals("[operating systems]") && entries.size() < MAX_ENTRIES) {
                entries.add(entry(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip(),
                        number));
            }
        }
        return new BootIni(chosen, entries);
    }

    private static Entry entry(String path, String rest, int line) {
        if (rest.startsWith("\"")) {
            int end = rest.indexOf('"', 1);
            end = end < 0 ? rest.length() : end;
            String options = end + 1 < rest.length() ? rest.substring(end + 1).strip() : "";
            return new Entry(path, rest.substring(1, end), options, line);
        }
        int slash = rest.indexOf(" /");
        return slash < 0
                ? new Entry(path, rest, "", line)
                : new Entry(
                        path, rest.substring(0, slash), rest.substring(slash).strip(), line);
    }

    /** What starts if nobody chooses: the default, or the first if there is none of that path; empty without entries. */
    public Optional<Entry> choice() {
        for (Entry entry : entries) {
            if (entry.path.equalsIgnoreCase(chosen)) {
                return Optional.of(entry);
            }
        }
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst());
    }
}
