package io.guestkit.migrate.fix;

import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tells whether something is the same at another place: a file, a link, or a directory with all that is in it.
 *
 * @param type {@code file}, {@code directory}, {@code link}, or {@code other} for a device, a pipe or a socket
 * @param sha256 in hexadecimal. For each entry, sorted by path, one line goes in: its path below the one that was asked for
 *     ({@code .} itself), its type, mode in octal, owner and group, and the SHA-256 of a file's content or the target of a
 *     link, with NUL between them. Times and extended attributes do not
 */
record Fingerprint(String type, String sha256) {

    static final int MAX_DEPTH = 256;

    private static final int MAX_ENTRIES = 200_000;
    /** What a file with holes says of its size costs as much as one without them: about a minute. */
    private static final long MAX_BYTES = 64L << 30;

    /**
     * Takes one.
     *
     * @param path without links in its directories
     * @return null if there is nothing
     * @throws UnsupportedFeatureException if it has more entries or bytes than anybody waits for
     */
    static @Nullable Fingerprint of(GuestFiles files, String path) throws IOException {
        Entry top = Entry.at(files, path);
        if (top == null) {
            return null;
        }
        MessageDigest digest = TextFile.digest();
        Deque<String> ahead = new ArrayDeque<>();
        ahead.push(path);
        int entries = 0;
        long bytes = 0;
        while (!ahead.isEmpty()) {
            String next = ahead.pop();
            Entry entry = Entry.at(files, next);
            if (entry == null) {
                throw new CorruptDataException(next + ": is listed, and is not there");
            }
            bytes += entry.type.equals("file") ? Math.min(entry.size, MAX_BYTES + 1) : 0; // at most twice the most
            if (++entries > MAX_ENTRIES || bytes > MAX_BYTES || depth(next) > MAX_DEPTH) {
                throw new UnsupportedFeatureException("%s: more than %d entries, %d GiB or %d directories deep"
                        .formatted(path, MAX_ENTRIES, MAX_BYTES >> 30, MAX_DEPTH));
            }
            String below = next.equals(path) ? "." : next.substring(path.length() + 1);
            digest.update(entry.line(files, next, below).getBytes(StandardCharsets.UTF_8));
            if (entry.type.equals("directory")) {
                List<String> names = files.names(next);
                for (String name : names.reversed()) {
                    ahead.push(next + "/" + name);
                }
            }
        }
        return new Fingerprint(top.type, HexFormat.of().formatHex(digest.digest()));
    }

    static int depth(String path) {
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            depth += path.charAt(i) == '/' ? 1 : 0;
        }
        return depth;
    }

    private record Entry(String type, long size, int mode, int uid, int gid) {

        /** A link itself; null if there is nothing. */
        static @Nullable Entry at(GuestFiles files, String path) throws IOException {
            Path file = files.root().resolve(path.substring(1));
            try {
                BasicFileAttributes basic =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                Map<String, Object> unix = Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
                String type = basic.isRegularFile()
                        ? "file"
                        : basic.isDirectory() ? "directory" : basic.isSymbolicLink() ? "link" : "other";
                return new Entry(
                        type,
                        basic.size(),
                        (Integer) unix.getOrDefault("mode", 0) & 07777,
                        (Integer) unix.getOrDefault("uid", 0),
                        (Integer) unix.getOrDefault("gid", 0));
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        String line(GuestFiles files, String path, String below) throws IOException {
            String content = switch (type) {
                case "file" -> {
                    try (InputStream in = files.open(path)) {
                        yield in == null ? "" : Draft.sha256(in);
                    }
                }
                case "link" -> String.valueOf(files.linkTarget(path));
                default -> "";
            };
            return String.join(
                            "\0",
                            below,
                            type,
                            String.format(Locale.ROOT, "%04o", mode),
                            Integer.toString(uid),
                            Integer.toString(gid),
                            content)
                    + "\n";
        }
    }
}
