package io.guestkit.migrate.fix;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A map out of a document, whose entries are taken one by one so that none goes unnoticed. */
final class Fields {

    private final Map<?, ?> map;
    private final String name;
    private final Set<String> taken = new HashSet<>();

    private Fields(Map<?, ?> map, String name) {
        this.map = map;
        this.name = name;
    }

    /** @param name for messages */
    static Fields of(@Nullable Object value, String name) throws FixException {
        if (value instanceof Map<?, ?> map) {
            return new Fields(map, name);
        }
        throw new FixException(name + ": expected keys with values");
    }

    Fields named(String other) {
        return new Fields(map, other);
    }

    private @Nullable Object take(String key) {
        taken.add(key);
        return map.get(key);
    }

    /** Texts, and numbers as they are written. */
    Optional<String> optional(String key) throws FixException {
        Object value = take(key);
        return switch (value) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Number number -> Optional.of(number.toString());
            default -> throw wrong(key, "a text");
        };
    }

    String text(String key) throws FixException {
        return optional(key).orElseThrow(() -> new FixException("%s: %s is missing".formatted(name, key)));
    }

    long number(String key) throws FixException {
        Object value = take(key);
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw wrong(key, "a number");
    }

    boolean flag(String key) throws FixException {
        if (take(key) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key, "true or false");
    }

    /** Permission bits in octal. */
    int mode(String key) throws FixException {
        try {
            int mode = Integer.parseInt(text(key), 8);
            if (mode >= 0 && mode <= 07777) {
                return mode;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(key, "four octal digits in quotes");
    }

    List<String> texts(String key) throws FixException {
        List<String> texts = new ArrayList<>();
        Object value = take(key);
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof String text)) {
                    throw wrong(key, "a list of texts");
                }
                texts.add(text);
            }
        } else if (value != null) {
            throw wrong(key, "a list of texts");
        }
        return texts;
    }

    Fields map(String key) throws FixException {
        return of(take(key), key);
    }

    List<Fields> list(String key) throws FixException {
        List<Fields> all = new ArrayList<>();
        if (!(take(key) instanceof List<?> list)) {
            throw wrong(key, "a list");
        }
        for (Object each : list) {
            all.add(of(each, "%s[%d]".formatted(key, all.size())));
        }
        return all;
    }

    private FixException wrong(String key, String expected) {
        return new FixException("%s: %s is %s, expected %s".formatted(name, key, map.get(key), expected));
    }

    /** @throws FixException if there is a key that nobody asked for */
    void requireAllRead() throws FixException {
        for (Object key : map.keySet()) {
            if (!taken.contains(String.valueOf(key))) {
                throw new FixException("%s: %s is not known; there are %s"
                        .formatted(name, key, String.join(", ", new TreeSet<>(taken))));
            }
        }
    }
}
