package io.guestkit.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a directory in the order in which they are stored.
 *
 * @param failure why there may be more of them
 */
record Listing(List<Path> entries, @Nullable IOException failure) {

    /** @throws IOException if nothing of the directory can be read */
    static Listing of(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                entries.add(entry);
            }
        } catch (DirectoryIteratorException e) {
            return new Listing(entries, e.getCause());
        }
        return new Listing(entries, null);
    }
}
