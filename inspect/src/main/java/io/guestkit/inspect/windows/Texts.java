package io.guestkit.inspect.windows;

import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import io.guestkit.registry.ValueType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Values of keys that may be missing, empty, or of another type than expected. */
final class Texts {

    private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;
    private static final long PER_SECOND = 10_000_000L;
    /** The year 2200: what is later is no date. */
    private static final long LAST_SECOND = 7_258_118_400L;

    private Texts() {}

    /** A text without blanks around it; null if there is none. */
    static @Nullable String text(@Nullable Key key, String name) throws IOException {
        Optional<Value> value = key == null ? Optional.empty() : key.value(name);
        if (value.isEmpty() || value.get().type() != ValueType.SZ && value.get().type() != ValueType.EXPAND_SZ) {
            return null;
        }
        String text = value.get().text().strip();
        return text.isEmpty() ? null : text;
    }

    static Optional<String> optional(@Nullable Key key, String name) throws IOException {
        return Optional.ofNullable(text(key, name));
    }

    static List<String> texts(Key key, String name) throws IOException {
        Optional<Value> value = key.value(name);
        if (value.isEmpty()) {
            return List.of();
        }
        return value.get().type() == ValueType.MULTI_SZ
                ? value.get().texts()
                : List.of(value.get().text());
    }

    static OptionalLong number(@Nullable Key key, String name) throws IOException {
        Optional<Value> value = key == null ? Optional.empty() : key.value(name);
        return value.isEmpty() ? OptionalLong.empty() : value.get().number();
    }

    static boolean is(@Nullable Key key, String name, long number) throws IOException {
        OptionalLong value = number(key, name);
        return value.isPresent() && value.getAsLong() == number;
    }

    /** A FILETIME as ISO 8601 to the second; null if it is no date of an installed system. */
    static @Nullable String fileTime(long time) {
        return seconds(time / PER_SECOND - SECONDS_1601_TO_1970);
    }

    /** Seconds since 1970 as ISO 8601; null if it is no date of an installed system. */
    static @Nullable String seconds(long seconds) {
        try {
            return seconds <= 0 || seconds > LAST_SECOND
                    ? null
                    : Instant.ofEpochSecond(seconds).toString();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
