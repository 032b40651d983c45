package io.guestkit.inspect.rule;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Texts of databases that keep every package in files of its own, as many in all as such a database may have. */
final class PackageTexts {

    /** In characters: several times what a large system has. */
    private static final long MAX_ALL = 256L << 20;

    private final GuestFiles files;
    private long left = MAX_ALL;

    PackageTexts(GuestFiles files) {
        this.files = files;
    }

    /** As {@link GuestFiles#text}. */
    @Nullable
    String text(String path) throws IOException {
        String text = files.text(path);
        if (text != null) {
            left -= text.length();
            if (left < 0) {
                throw new CorruptDataException(
                        "/%s: with it, files of packages have more than %d characters".formatted(path, MAX_ALL));
            }
        }
        return text;
    }

    /** As {@link GuestFiles#firstLine}, but null for an empty one. */
    @Nullable
    String firstLine(String path) throws IOException {
        String text = text(path);
        int newline = text == null ? -1 : text.indexOf('\n');
        String line = text == null ? "" : (newline < 0 ? text : text.substring(0, newline)).strip();
        return line.isEmpty() ? null : line;
    }
}
