package io.guestkit.volume.lvm2;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A section of LVM's text. Values are {@link String}s, {@link Long}s, {@link List}s of these, and sections.
 *
 * @param path for messages, such as {@code vg/logical_volumes/root}
 */
record Section(String path, Map<String, Object> values) {

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) throws CorruptDataException {
        if (values.get(key) instanceof String text) {
            return text;
        }
        throw wrong(key, "text");
    }

    /** A number in {@code [min, max]}. */
    long number(String key, long min, long max) throws CorruptDataException {
        if (!(values.get(key) instanceof Long number)) {
            throw wrong(key, "a number");
        }
        if (number < min || number > max) {
            throw wrong(key, min + ".." + max);
        }
        return number;
    }

    long number(String key, long min, long max, long otherwise) throws CorruptDataException {
        return has(key) ? number(key, min, max) : otherwise;
    }

    /** A list; empty if there is none. */
    List<Object> list(String key) throws CorruptDataException {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        List<Object> copy = new ArrayList<>();
        if (value instanceof List<?> list) {
            copy.addAll(list);
            return copy;
        }
        throw wrong(key, "a list");
    }

    /** Whether a list of words contains one, also where what should be a list is something else. */
    boolean lists(String key, String word) {
        return values.get(key) instanceof List<?> list && list.contains(word);
    }

    Section section(String key) throws CorruptDataException {
        if (values.get(key) instanceof Section section) {
            return section;
        }
        throw wrong(key, "a section");
    }

    /** All sections inside of one; none if that is not there. */
    List<Map.Entry<String, Section>> sections(String key) throws CorruptDataException {
        List<Map.Entry<String, Section>> found = new ArrayList<>();
        if (has(key)) {
            for (Map.Entry<String, Object> each : section(key).values.entrySet()) {
                if (each.getValue() instanceof Section section) {
                    found.add(Map.entry(each.getKey(), section));
                }
            }
        }
        return found;
    }

    Optional<String> optionalText(String key) {
        return values.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private CorruptDataException wrong(String key, String expected) {
        Object value = values.get(key);
        String got = value == null ? "missing" : value instanceof Section ? "a section" : String.valueOf(value);
        return new CorruptDataException(
                "lvm2 metadata: " + path + "/" + key + " is " + shortened(got) + ", expected " + expected);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
