package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.ChannelSource;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a guest below the directory that is its root: a mounted guest, or any directory with a guest's tree.
 * Symbolic links are followed as the guest would follow them and never lead out of the root. Files are read only if
 * they are regular and not larger than the reader expects: a guest may put anything anywhere.
 *
 * <p>Paths are relative to the root, such as {@code etc/os-release}; a slash in front makes no difference.
 */
public final class GuestFiles {

    /** Enough for any configuration file that is read whole, in bytes. */
    public static final int SMALL = 1 << 20;

    private static final int MAX_LINKS = 40;
    private static final int MAX_COMPONENTS = 4096;
    private static final int MAX_NAMES = 100_000;

    private final Path root;
    private final boolean rootOfFileSystem;

    public GuestFiles(Path root) {
        this.root = root;
        this.rootOfFileSystem = root.getParent() == null && root.isAbsolute();
    }

    public Path root() {
        return root;
    }

    public boolean isDirectory(String path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes != null && attributes.isDirectory();
    }

    public boolean isFile(String path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes != null && attributes.isRegularFile();
    }

    /** Whether something is there when links are followed. */
    public boolean exists(String path) throws IOException {
        return attributes(path) != null;
    }

    /** Whether there is an entry of that name, be it a symbolic link that leads nowhere. */
    public boolean isEntry(String path) throws IOException {
        Path entry = entry(path);
        return entry != null && attributes(entry, LinkOption.NOFOLLOW_LINKS) != null;
    }

    /** The target of a symbolic link, as stored; null if there is no link of that name. */
    public @Nullable String linkTarget(String path) throws IOException {
        Path entry = entry(path);
        BasicFileAttributes attributes = entry == null ? null : attributes(entry, LinkOption.NOFOLLOW_LINKS);
        return entry == null || attributes == null || !attributes.isSymbolicLink()
                ? null
                : Files.readSymbolicLink(entry).toString();
    }

    /** The path without links that others lead to, absolute below the root; null if there is nothing. */
    public @Nullable String real(String path) throws IOException {
        Path file = exists(path) ? resolve(path) : null;
        if (file == null) {
            return null;
        }
        return rootOfFileSystem ? file.toRealPath().toString() : "/" + root.relativize(file);
    }

    /**
     * The text of a file; bytes that are not UTF-8 become U+FFFD.
     *
     * @return null if there is no such regular file
     * @throws CorruptDataException if it is larger than {@link #SMALL}
     */
    public @Nullable String text(String path) throws IOException {
        Path file = resolve(path);
        BasicFileAttributes attributes = file == null ? null : attributes(file);
        if (file == null || attributes == null || !attributes.isRegularFile()) {
            return null;
        }
        if (attributes.size() > SMALL) {
            throw new CorruptDataException(
                    "/%s: %d bytes, expected at most %d".formatted(path, attributes.size(), SMALL));
        }
        return new String(read(file, (int) attributes.size()), StandardCharsets.UTF_8);
    }

    /** The first line of {@link #text} without blanks around it, perhaps empty; null if there is no such file. */
    public @Nullable String firstLine(String path) throws IOException {
        String text = text(path);
        if (text == null) {
            return null;
        }
        int newline = text.indexOf('\n');
        return (newline < 0 ? text : text.substring(0, newline)).strip();
    }

    /**
     * The first bytes of a file.
     *
     * @param length how many at most; decides what is allocated, so it is never a number out of the guest
     * @return null if there is no such regular file
     */
    public byte @Nullable [] head(String path, int length) throws IOException {
        Path file = resolve(path);
        BasicFileAttributes attributes = file == null ? null : attributes(file);
        return file == null || attributes == null || !attributes.isRegularFile()
                ? null
                : read(file, (int) Math.min(length, attributes.size()));
    }

    /**
     * The last bytes of a file.
     *
     * @param length how many at most, never a number out of the guest
     * @return null if there is no such regular file
     */
    public byte @Nullable [] tail(String path, int length) throws IOException {
        Path file = resolve(path);
        BasicFileAttributes attributes = file == null ? null : attributes(file);
        if (file == null || attributes == null || !attributes.isRegularFile()) {
            return null;
        }
        long start = Math.max(0, attributes.size() - length);
        return read(file, start, (int) (attributes.size() - start));
    }

    /**
     * Some bytes of a file.
     *
     * @param length how many at most, checked by the caller if it is a number out of the guest
     * @return fewer where the file ends before; null if there is no such regular file
     */
    public byte @Nullable [] range(String path, long start, int length) throws IOException {
        Path file = resolve(path);
        BasicFileAttributes attributes = file == null ? null : attributes(file);
        if (file == null || attributes == null || !attributes.isRegularFile()) {
            return null;
        }
        long there = Math.max(0, attributes.size() - start);
        return read(file, Math.min(start, attributes.size()), (int) Math.min(length, there));
    }

    /** Size in bytes of a regular file, or -1 if there is none of that name. */
    public long size(String path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes == null || !attributes.isRegularFile() ? -1 : attributes.size();
    }

    /** When the content of what is there was last changed; null if there is nothing. */
    public @Nullable Instant modified(String path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes == null ? null : attributes.lastModifiedTime().toInstant();
    }

    private static byte[] read(Path file, int length) throws IOException {
        return read(file, 0, length);
    }

    private static byte[] read(Path file, long start, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (start > 0) {
                channel.position(start);
            }
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until full or at the end
            }
        }
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    /** The content of a file of any size, for the caller to close; null if there is no such regular file. */
    public @Nullable InputStream open(String path) throws IOException {
        Path file = resolve(path);
        BasicFileAttributes attributes = file == null ? null : attributes(file);
        return file == null || attributes == null || !attributes.isRegularFile() ? null : Files.newInputStream(file);
    }

    /** The content of a file for reading anywhere in it, for the caller to close; null if there is no such regular file. */
    public @Nullable BlockSource source(String path) throws IOException {
        Path file = resolve(path);
        BasicFileAttributes attributes = file == null ? null : attributes(file);
        return file == null || attributes == null || !attributes.isRegularFile()
                ? null
                : new ChannelSource(Files.newByteChannel(file));
    }

    /** Whether two paths lead to one and the same thing. */
    public boolean isSame(String one, String other) throws IOException {
        Path first = resolve(one);
        Path second = resolve(other);
        return first != null
                && second != null
                && attributes(first) != null
                && attributes(second) != null
                && first.toRealPath().equals(second.toRealPath());
    }

    /**
     * The names in a directory, sorted; none if there is no such directory.
     *
     * @throws CorruptDataException if there are more than any directory that rules look into has
     */
    public List<String> names(String path) throws IOException {
        Path directory = resolve(path);
        BasicFileAttributes attributes = directory == null ? null : attributes(directory);
        if (directory == null || attributes == null || !attributes.isDirectory()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (names.size() == MAX_NAMES) {
                    throw new CorruptDataException("/%s: more than %d entries".formatted(path, MAX_NAMES));
                }
                Path name = entry.getFileName();
                if (name != null) {
                    names.add(name.toString());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }

    private @Nullable BasicFileAttributes attributes(String path) throws IOException {
        Path file = resolve(path);
        return file == null ? null : attributes(file);
    }

    private static @Nullable BasicFileAttributes attributes(Path file, LinkOption... options) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, options);
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
            return null;
        }
    }

    /** The last component itself, even if it is a link, in the directory that the rest leads to; null if that is none. */
    private @Nullable Path entry(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        Path directory = slash <= 0 ? root : resolve(path.substring(0, slash));
        BasicFileAttributes attributes = directory == null ? null : attributes(directory);
        return directory == null || attributes == null || !attributes.isDirectory()
                ? null
                : directory.resolve(path.substring(slash + 1));
    }

    /** Where a path leads; null if nowhere, or round in circles. What it returns is no link unless links were resolved. */
    private @Nullable Path resolve(String path) throws IOException {
        try {
            if (rootOfFileSystem) {
                return root.resolve(path.startsWith("/") ? path.substring(1) : path);
            }
            return walk(path);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Follows links by hand, since an absolute one means the guest's root and not the one of the machine we run on. */
    private @Nullable Path walk(String path) throws IOException {
        Deque<String> ahead = new ArrayDeque<>();
        push(ahead, path);
        List<Path> trail = new ArrayList<>();
        trail.add(root);
        int links = 0;
        for (int steps = 0; !ahead.isEmpty(); steps++) {
            String name = ahead.pop();
            if (steps > MAX_COMPONENTS) {
                return null;
            }
            if (name.equals("..")) {
                if (trail.size() > 1) {
                    trail.removeLast();
                }
                continue;
            }
            Path next = trail.getLast().resolve(name);
            BasicFileAttributes attributes = attributes(next, LinkOption.NOFOLLOW_LINKS);
            if (attributes == null) {
                return null;
            }
            if (attributes.isSymbolicLink()) {
                String target = Files.readSymbolicLink(next).toString();
                if (++links > MAX_LINKS) {
                    return null;
                }
                if (target.startsWith("/")) {
                    trail.subList(1, trail.size()).clear();
                }
                push(ahead, target);
            } else if (!attributes.isDirectory() && !ahead.isEmpty()) {
                return null;
            } else {
                trail.add(next);
            }
        }
        return trail.getLast();
    }

    private static void push(Deque<String> ahead, String path) {
        int end = path.length();
        while (end > 0) {
            int slash = path.lastIndexOf('/', end - 1);
            String name = path.substring(slash + 1, end);
            if (!name.isEmpty() && !name.equals(".")) {
                ahead.push(name);
            }
            end = slash;
        }
    }
}
