package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** os-release(5). */
public final class OsRelease {

    private final Map<String, String> values;

    private OsRelease(Map<String, String> values) {
        this.values = values;
    }

    public static OsRelease parse(String text) {
        return new OsRelease(ShellAssignments.parse(text));
    }

    public Optional<String> id() {
        return value("ID");
    }

    /** Distributions that this one resembles, the nearest first. */
    public List<String> idLike() {
        List<String> ids = new ArrayList<>();
        String all = value("ID_LIKE").orElse("");
        for (int start = 0, end; start < all.length(); start = end + 1) {
            end = all.indexOf(' ', start);
            end = end < 0 ? all.length() : end;
            if (end > start) {
                ids.add(all.substring(start, end));
            }
        }
        return ids;
    }

    /** The name for people. */
    public Optional<String> prettyName() {
        Optional<String> pretty = value("PRETTY_NAME");
        if (pretty.isPresent() || value("NAME").isEmpty()) {
            return pretty;
        }
        String version = value("VERSION").orElse("");
        return Optional.of((value("NAME").get() + " " + version).strip());
    }

    public Optional<String> name() {
        return value("NAME");
    }

    public Optional<String> versionId() {
        return value("VERSION_ID");
    }

    public Optional<String> buildId() {
        return value("BUILD_ID");
    }

    public Optional<String> variantId() {
        return value("VARIANT_ID");
    }

    private Optional<String> value(String key) {
        String value = values.get(key);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }
}
