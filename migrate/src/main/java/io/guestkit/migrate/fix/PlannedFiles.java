package io.guestkit.migrate.fix;

import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The guest's files as the steps of a plan so far will have left them. What is asked for by a path is looked up through
 * the guest's links; what is recorded has none in its directories.
 */
final class PlannedFiles {

    /** More than any directory has that somebody changes file by file. */
    private static final int MAX_FILES = 10_000;

    private static final int MAX_LINKS = 40;

    private final GuestFiles files;
    /** Deletions and moves, in their order: what was there before them is not where it was. */
    private final List<Operation> displaced = new ArrayList<>();
    /** Regular files that steps make or change. */
    private final Map<String, Content> contents = new HashMap<>();

    private final Map<String, String> links = new HashMap<>();
    private final Set<String> directories = new HashSet<>();
    /** What steps change in ways that are of no account here, as modes. */
    private final Set<String> altered = new HashSet<>();

    /** What a file will hold. */
    private record Content(String sha256, Text text) {}

    /** A text that is read only when somebody wants it. */
    @FunctionalInterface
    private interface Text {
        TextFile get() throws IOException;
    }

    PlannedFiles(GuestFiles files) {
        this.files = files;
    }

    /** Takes notice of a step. */
    void record(Operation operation) {
        switch (operation) {
            case Operation.WriteFile write -> put(write.path(), TextFile.of(TextFile.bytes(write.content(), "utf-8")));
            case Operation.CopyIn copy ->
                contents.put(
                        copy.path(),
                        new Content(
                                copy.sha256(),
                                () -> small(
                                        copy.source(),
                                        HostFile.named(copy.source()).head(GuestFiles.SMALL + 1))));
            case Operation.CopyFile copy
            when copy.device().isEmpty() -> {
                String from = String.valueOf(origin(copy.from()));
                Content made = contents.get(copy.from());
                Text text = () -> small(copy.from(), files.head(from, GuestFiles.SMALL + 1));
                contents.put(copy.path(), made != null ? made : new Content(copy.sha256(), text));
            }
            case Operation.Truncate truncate -> put(truncate.path(), TextFile.of(new byte[0]));
            case Operation.MakeDirectory directory -> directories.add(directory.path());
            case Operation.MakeSymlink link -> links.put(link.path(), link.target());
            case Operation.Delete delete -> {
                for (Collection<String> paths : all()) {
                    paths.removeIf(path -> isAtOrBelow(path, delete.path()));
                }
                displaced.add(delete);
            }
            case Operation.Move move -> {
                rename(contents, move);
                rename(links, move);
                List<String> moved = new ArrayList<>();
                directories.removeIf(path -> isAtOrBelow(path, move.from()) && moved.add(path));
                moved.forEach(path -> directories.add(replaced(path, move.from(), move.path())));
                displaced.add(move);
            }
            case Operation.RunCommand command -> altered.addAll(command.writes());
            default -> altered.add(operation.subject()); // who changes a text says himself what it will be
        }
    }

    private List<Collection<String>> all() {
        return List.of(contents.keySet(), links.keySet(), directories, altered);
    }

    /** Takes notice of what a text will be. */
    void put(String place, TextFile text) {
        contents.put(place, new Content(text.sha256(), () -> text));
    }

    private static TextFile small(String name, byte @Nullable [] bytes) throws IOException {
        if (bytes == null || bytes.length > GuestFiles.SMALL) {
            throw new CorruptDataException("%s: expected at most %d bytes".formatted(name, GuestFiles.SMALL));
        }
        return TextFile.of(bytes);
    }

    private static <T> void rename(Map<String, T> map, Operation.Move move) {
        for (String path : List.copyOf(map.keySet())) {
            if (isAtOrBelow(path, move.from())) {
                T value = map.remove(path);
                if (value != null) {
                    map.put(replaced(path, move.from(), move.path()), value);
                }
            }
        }
    }

    static boolean isAtOrBelow(String path, String directory) {
        return path.startsWith(directory)
                && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }

    private static String replaced(String path, String from, String to) {
        return to + path.substring(from.length());
    }

    /** Where that is now which will be at a path; null if it is none of what is there now. */
    private @Nullable String origin(String place) {
        String path = place;
        for (Operation each : displaced.reversed()) {
            if (each instanceof Operation.Move move && isAtOrBelow(path, move.path())) {
                path = replaced(path, move.path(), move.from());
            } else if (isAtOrBelow(path, each instanceof Operation.Move move ? move.from() : each.subject())) {
                return null;
            }
        }
        return path;
    }

    /** Where that will be which is at a path now; null if it will be gone. */
    private @Nullable String destination(String now) {
        String path = now;
        for (Operation each : displaced) {
            if (each instanceof Operation.Move move && isAtOrBelow(path, move.from())) {
                path = replaced(path, move.from(), move.path());
            } else if (isAtOrBelow(path, each.subject())) {
                return null;
            }
        }
        return path;
    }

    /** Where the guest has now what will be at a path, links followed; null if nothing that it has will be there. */
    private @Nullable String now(String path) throws IOException {
        String origin = origin(path);
        String real = origin == null || isMade(place(path)) ? null : files.real(origin);
        return real == null || destination(real) == null ? null : real;
    }

    /** The path without links that others lead to; null if there is nothing, or a link that a step makes. */
    @Nullable
    String real(String path) throws IOException {
        String place = place(path);
        if (contents.containsKey(place) || directories.contains(place)) {
            return place;
        }
        String now = now(path);
        return now == null ? null : destination(now);
    }

    /** The path with links in its directories resolved, for what may not be there yet. */
    String place(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        String directory = slash <= 0 ? "/" : real(path.substring(0, slash));
        if (directory == null) {
            return path.startsWith("/") ? path : "/" + path;
        }
        return (directory.equals("/") ? "" : directory) + "/" + path.substring(slash + 1);
    }

    private boolean isMade(String place) {
        return contents.containsKey(place) || links.containsKey(place) || directories.contains(place);
    }

    /** Links followed. */
    boolean exists(String path) throws IOException {
        return isMade(place(path)) || real(path) != null;
    }

    /** A link itself. */
    boolean isEntry(String path) throws IOException {
        String place = place(path);
        String origin = origin(place);
        return isMade(place) || origin != null && files.isEntry(origin);
    }

    boolean isDirectory(String path) throws IOException {
        String at = path;
        String target;
        for (int i = 0; i < MAX_LINKS && (target = links.get(place(at))) != null; i++) {
            at = target.startsWith("/") ? target : at.substring(0, at.lastIndexOf('/') + 1) + target;
        }
        String now = now(at);
        return directories.contains(place(at)) || now != null && files.isDirectory(now);
    }

    /** The target of a link, as stored; null if there is none. */
    @Nullable
    String linkTarget(String path) throws IOException {
        String place = place(path);
        String origin = origin(place);
        return links.containsKey(place)
                ? links.get(place)
                : isMade(place) || origin == null ? null : files.linkTarget(origin);
    }

    private @Nullable Content content(String path) throws IOException {
        String real = real(path);
        return real == null ? null : contents.get(real);
    }

    /** @return null if there is no such regular file */
    @Nullable
    TextFile text(String path) throws IOException {
        Content content = content(path);
        if (content != null) {
            return content.text.get();
        }
        String now = now(path);
        long size = now == null ? -1 : files.size(now);
        if (size > GuestFiles.SMALL) {
            throw new CorruptDataException("%s: %d bytes, expected at most %d".formatted(path, size, GuestFiles.SMALL));
        }
        return now == null || size < 0 ? null : small(path, files.head(now, GuestFiles.SMALL));
    }

    boolean isFile(String path) throws IOException {
        String now = now(path);
        return content(path) != null || now != null && files.isFile(now);
    }

    /** SHA-256 of a regular file, in hexadecimal; null if there is none. */
    @Nullable
    String sha256(String path) throws IOException {
        Content content = content(path);
        String now = now(path);
        if (content != null || now == null) {
            return content == null ? null : content.sha256;
        }
        try (InputStream in = files.open(now)) {
            return in == null ? null : Draft.sha256(in);
        }
    }

    /**
     * The fingerprint of what will be at a path, for one who moves it.
     *
     * @return null if there is nothing
     * @throws FixException if steps make it, or change what is in it: then nobody knows it yet
     */
    @Nullable
    Fingerprint fingerprint(String place) throws IOException {
        for (Collection<String> paths : all()) {
            for (String path : paths) {
                if (isAtOrBelow(path, place)) {
                    throw new FixException(
                            "%s cannot be moved after changes of %s: move it first".formatted(place, path));
                }
            }
        }
        for (Operation each : displaced) {
            if (!each.subject().equals(place) && isAtOrBelow(each.subject(), place)
                    || each instanceof Operation.Move move
                            && !move.from().equals(place)
                            && isAtOrBelow(move.from(), place)) {
                throw new FixException(
                        "%s cannot be moved after changes of %s: move it first".formatted(place, each.subject()));
            }
        }
        String origin = origin(place);
        return origin == null ? null : Fingerprint.of(files, origin);
    }

    /**
     * The regular files in a directory and all that are in it, which links do not lead out of; sorted.
     *
     * @throws CorruptDataException if there are more than somebody changes one by one
     */
    List<String> filesBelow(String directory) throws IOException {
        Set<String> found = new TreeSet<>();
        for (String path : contents.keySet()) {
            if (isAtOrBelow(path, directory)) {
                found.add(path);
            }
        }
        Deque<String> ahead = new ArrayDeque<>();
        ahead.push(directory);
        int seen = 0;
        while (!ahead.isEmpty()) {
            String parent = ahead.pop();
            String origin = origin(parent);
            for (String name : origin == null ? List.<String>of() : files.names(origin)) {
                String path = (parent.equals("/") ? "" : parent) + "/" + name;
                if (++seen > MAX_FILES || Fingerprint.depth(path) > Fingerprint.MAX_DEPTH) {
                    throw new CorruptDataException("%s: more than %d files, or deeper than %d directories"
                            .formatted(directory, MAX_FILES, Fingerprint.MAX_DEPTH));
                }
                String there = origin(path);
                if (there == null || isMade(path) || files.linkTarget(there) != null) {
                    continue;
                }
                if (files.isDirectory(there)) {
                    ahead.push(path);
                } else if (files.isFile(there)) {
                    found.add(path);
                }
            }
        }
        return List.copyOf(found);
    }
}
