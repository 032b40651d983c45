package io.guestkit.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wished for in one format, by the names that {@code qemu-img create -o} has. A format asks for each option it
 * knows; {@link #rejectOthers} then finds what nobody asked for. All complaints are {@link IllegalArgumentException}s
 * that name the option and what it may be: options come from users, never from images.
 */
public final class FormatOptions {

    public static final FormatOptions NONE = new FormatOptions(Map.of());

    private final Map<String, String> values;

    private FormatOptions(Map<String, String> values) {
        this.values = values;
    }

    public static FormatOptions of(Map<String, String> values) {
        return new FormatOptions(Map.copyOf(values));
    }

    /** Name and value of each, by name. */
    public Map<String, String> values() {
        return new TreeMap<>(values);
    }

    /** One of several words. */
    public String word(String option, String standard, String... others) {
        String value = values.getOrDefault(option, standard);
        if (!value.equals(standard) && !Arrays.asList(others).contains(value)) {
            List<String> all = new ArrayList<>(List.of(standard));
            all.addAll(Arrays.asList(others));
            throw wrong(option, value, String.join(", ", all));
        }
        return value;
    }

    /** {@code on} or {@code off}. */
    public boolean onOff(String option, boolean standard) {
        return word(option, standard ? "on" : "off", standard ? "off" : "on").equals("on");
    }

    /**
     * A power of two, in bytes, written with or without one of the suffixes k, M and G.
     *
     * @param smallest allowed
     * @param largest allowed
     */
    public int powerOfTwo(String option, int standard, int smallest, int largest) {
        String value = values.get(option);
        if (value == null) {
            return standard;
        }
        long bytes = Sizes.parse(value);
        if (bytes < smallest || bytes > largest || Long.bitCount(bytes) != 1) {
            throw wrong(option, value, "a power of two from " + smallest + " to " + largest);
        }
        return (int) bytes;
    }

    /** @throws IllegalArgumentException if there are other options than these */
    public void rejectOthers(DiskFormat format, String... known) {
        TreeSet<String> others = new TreeSet<>(values.keySet());
        others.removeAll(Arrays.asList(known));
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("%s has no option %s; it has %s"
                    .formatted(format, others.first(), known.length == 0 ? "none" : String.join(", ", known)));
        }
    }

    private static IllegalArgumentException wrong(String option, String value, String allowed) {
        return new IllegalArgumentException("option %s is %s, expected %s".formatted(option, value, allowed));
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
