package io.guestkit.inspect.rule;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files below a root, found as Windows finds them: in any case, whatever file system they are on. */
public final class CaseBlindFiles {

    private static final int MAX_NAMES = 200_000;

    private final Path root;

    public CaseBlindFiles(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /**
     * @param path names with slashes or backslashes between
     * @return what is there, spelt as it is stored where it was spelt otherwise; null if nothing is
     */
    public @Nullable Path find(String path) throws IOException {
        Path at = root;
        int start = 0;
        while (start < path.length()) {
            int end = start;
            while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != '\\') {
                end++;
            }
            if (end > start) {
                Path next = child(at, path.substring(start, end));
                if (next == null) {
                    return null;
                }
                at = next;
            }
            start = end + 1;
        }
        return at;
    }

    public boolean isDirectory(String path) throws IOException {
        Path found = find(path);
        return found != null && Files.isDirectory(found);
    }

    /** A regular file; null if there is none. */
    public @Nullable Path file(String path) throws IOException {
        Path found = find(path);
        return found != null && Files.isRegularFile(found) ? found : null;
    }

    private @Nullable Path child(Path directory, String name) throws IOException {
        if (name.equals("..") || name.equals(".")) {
            return null;
        }
        try {
            Path exact = directory.resolve(name);
            // on top the spelling matters, because it is reported; below, directories are long
            if (!directory.equals(root) && Files.exists(exact)) {
                return exact;
            }
            for (String stored : names(directory)) {
                if (stored.equalsIgnoreCase(name)) {
                    return directory.resolve(stored);
                }
            }
            return null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Names in a directory; none if it is none. */
    public static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (names.size() == MAX_NAMES) {
                    throw new CorruptDataException(directory + ": more than " + MAX_NAMES + " entries");
                }
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }
}
