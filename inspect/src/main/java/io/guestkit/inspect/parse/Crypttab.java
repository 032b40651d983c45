package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;

/**
 * crypttab(5): which encrypted devices a guest opens when it starts, and what it calls them.
 *
 * @param entries in the order of their lines
 */
public record Crypttab(List<Entry> entries) {

    public Crypttab {
        entries = List.copyOf(entries);
    }

    /**
     * A line.
     *
     * @param name below {@code /dev/mapper} of what is inside
     * @param spec the encrypted device, spelt as in fstab
     */
    public record Entry(String name, String spec) {}

    /** Lines of fewer than two fields name nothing and are left aside. */
    public static Crypttab parse(String text) {
        List<Entry> entries = new ArrayList<>();
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            List<String> fields = Fstab.fields(text, start, end);
            if (fields.size() >= 2 && !fields.getFirst().startsWith("#")) {
                entries.add(new Entry(fields.getFirst(), Fstab.spec(fields.get(1))));
            }
        }
        return new Crypttab(entries);
    }
}
