package io.guestkit.fs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path in a guest: bytes, with {@code /} between the names. Two paths are equal if their bytes are, also where the file
 * system ignores case. A relative path starts at the root.
 *
 * <p>{@link #toString} decodes UTF-8 and turns each byte that is none into a lone surrogate U+DC80 to U+DCFF;
 * {@link GuestFileSystem#getPath} turns it back, so any name survives the round trip. A path that came out of a
 * directory stream remembers what it names, so that a walk looks up nothing twice.
 */
public final class GuestPath implements Path {

    private static final byte[] EMPTY = {};

    private final GuestFileSystem fileSystem;
    /** Without doubled and trailing slashes. */
    private final byte[] path;
    /** Where each name starts; that of the empty path starts at 0, the root has none. */
    private final int[] starts;

    private final @Nullable Place directory;
    private final FsReader.@Nullable Entry entry;
    private volatile @Nullable Place place;

    private GuestPath(
            GuestFileSystem fileSystem, byte[] path, @Nullable Place directory, FsReader.@Nullable Entry entry) {
        this.fileSystem = fileSystem;
        this.path = path;
        this.starts = starts(path);
        this.directory = directory;
        this.entry = entry;
    }

    /** The path of these bytes, with any number of slashes. */
    static GuestPath of(GuestFileSystem fileSystem, byte[] bytes) {
        byte[] clean = new byte[bytes.length];
        int length = 0;
        for (byte b : bytes) {
            if (b == 0) {
                throw new InvalidPathException(NameCodec.decode(bytes), "NUL in a name");
            }
            if (b != '/' || length == 0 || clean[length - 1] != '/') {
                clean[length++] = b;
            }
        }
        if (length > 1 && clean[length - 1] == '/') {
            length--;
        }
        return new GuestPath(fileSystem, Arrays.copyOf(clean, length), null, null);
    }

    private GuestPath with(byte[] bytes) {
        return new GuestPath(fileSystem, bytes, null, null);
    }

    private static int[] starts(byte[] path) {
        int count = path.length == 1 && path[0] == '/' ? 0 : 1;
        for (int i = 1; i < path.length; i++) {
            count += path[i] == '/' ? 1 : 0;
        }
        int[] starts = new int[count];
        int next = 0;
        for (int i = 0; next < count; i++) {
            if (i == 0 && (path.length == 0 || path[0] != '/')) {
                starts[next++] = 0;
            } else if (path[i] == '/') {
                starts[next++] = i + 1;
            }
        }
        return starts;
    }

    /** The path of an entry of the directory that this path names. */
    GuestPath child(Place directory, FsReader.Entry entry) {
        return new GuestPath(fileSystem, join(path, entry.name()), directory, entry);
    }

    /** What a directory stream has found here, a link being itself; null if this path did not come from one. */
    @Nullable
    Place remembered() throws IOException {
        Place known = place;
        if (known == null && directory != null && entry != null) {
            known = directory.child(entry.name(), entry.node());
            place = known;
        }
        return known;
    }

    /** The path's bytes: a copy. */
    public byte[] bytes() {
        return path.clone();
    }

    byte[] rawBytes() {
        return path;
    }

    static GuestPath cast(Path path) {
        if (path instanceof GuestPath guest) {
            return guest;
        }
        throw path == null ? new NullPointerException("path") : new ProviderMismatchException();
    }

    @Override
    public GuestFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return path.length > 0 && path[0] == '/';
    }

    @Override
    public @Nullable GuestPath getRoot() {
        return isAbsolute() ? fileSystem.root() : null;
    }

    @Override
    public @Nullable GuestPath getFileName() {
        return starts.length == 0 ? null : getName(starts.length - 1);
    }

    @Override
    public @Nullable GuestPath getParent() {
        if (starts.length == 0) {
            return null;
        }
        int start = starts[starts.length - 1];
        return start == 0 ? null : start == 1 ? getRoot() : with(Arrays.copyOf(path, start - 1));
    }

    @Override
    public int getNameCount() {
        return starts.length;
    }

    @Override
    public GuestPath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public GuestPath subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > starts.length || beginIndex >= endIndex) {
            throw new IllegalArgumentException("names %d to %d of %d".formatted(beginIndex, endIndex, starts.length));
        }
        int end = endIndex == starts.length ? path.length : starts[endIndex] - 1;
        return with(Arrays.copyOfRange(path, starts[beginIndex], end));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof GuestPath that
                && that.fileSystem == fileSystem
                && that.path.length <= path.length
                && Arrays.equals(path, 0, that.path.length, that.path, 0, that.path.length)
                && (that.path.length == path.length
                        || that.starts.length == 0
                        || (that.path.length > 0 && path[that.path.length] == '/'));
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof GuestPath that) || that.fileSystem != fileSystem || that.path.length > path.length) {
            return false;
        }
        int start = path.length - that.path.length;
        if (start == 0 || that.isAbsolute() || that.path.length == 0) {
            return Arrays.equals(path, that.path);
        }
        return path[start - 1] == '/' && Arrays.equals(path, start, path.length, that.path, 0, that.path.length);
    }

    @Override
    public GuestPath normalize() {
        List<byte[]> kept = new ArrayList<>();
        for (byte[] name : names()) {
            boolean up = Resolver.isDotDot(name);
            if (up && !kept.isEmpty() && !Resolver.isDotDot(kept.getLast())) {
                kept.removeLast();
            } else if (!Resolver.isDot(name) && !(up && isAbsolute())) {
                kept.add(name);
            }
        }
        return kept.size() == starts.length ? this : of(isAbsolute(), kept);
    }

    @Override
    public GuestPath resolve(Path other) {
        GuestPath that = cast(other);
        return that.isAbsolute() || path.length == 0
                ? that
                : that.path.length == 0 ? this : with(join(path, that.path));
    }

    @Override
    public GuestPath relativize(Path other) {
        GuestPath that = cast(other);
        if (that.isAbsolute() != isAbsolute()) {
            throw new IllegalArgumentException("one path is absolute and the other is not");
        }
        if (path.length == 0) {
            return that;
        }
        GuestPath base = normalize();
        GuestPath target = that.normalize();
        List<byte[]> from = base.names();
        List<byte[]> to = target.names();
        int common = 0;
        while (common < from.size() && common < to.size() && Arrays.equals(from.get(common), to.get(common))) {
            common++;
        }
        List<byte[]> steps = new ArrayList<>();
        for (byte[] name : from.subList(common, from.size())) {
            if (Resolver.isDotDot(name)) {
                throw new IllegalArgumentException("no relative path leads out of " + this);
            }
            steps.add(new byte[] {'.', '.'});
        }
        steps.addAll(to.subList(common, to.size()));
        return of(false, steps);
    }

    @Override
    public URI toUri() {
        // The part before "!" names the file system, as in "jar:"; both parts may hold any byte.
        StringBuilder uri = new StringBuilder("guestkit:");
        percentEncode(uri, fileSystem.name().getBytes(StandardCharsets.UTF_8), false);
        percentEncode(uri.append('!'), toAbsolutePath().path, true);
        return URI.create(uri.toString());
    }

    @Override
    public GuestPath toAbsolutePath() {
        if (isAbsolute()) {
            return this;
        }
        return new GuestPath(fileSystem, join(new byte[] {'/'}, path), directory, entry);
    }

    @Override
    public GuestPath toRealPath(LinkOption... options) throws IOException {
        return fileSystem.realPath(this, GuestFileSystem.follows(options));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("nothing changes here");
    }

    @Override
    public int compareTo(Path other) {
        return Arrays.compareUnsigned(path, cast(other).path);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuestPath that && that.fileSystem == fileSystem && Arrays.equals(path, that.path);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(path);
    }

    @Override
    public String toString() {
        return NameCodec.decode(path);
    }

    /** Bytes of the names; none for the empty path. */
    private List<byte[]> names() {
        List<byte[]> names = new ArrayList<>(starts.length);
        for (int i = 0; i < starts.length && path.length > 0; i++) {
            int end = i + 1 == starts.length ? path.length : starts[i + 1] - 1;
            names.add(Arrays.copyOfRange(path, starts[i], end));
        }
        return names;
    }

    private GuestPath of(boolean absolute, List<byte[]> names) {
        byte[] joined = EMPTY;
        for (byte[] name : names) {
            joined = join(joined, name);
        }
        return absolute ? with(join(new byte[] {'/'}, joined)) : with(joined);
    }

    private static byte[] join(byte[] parent, byte[] child) {
        int slash = parent.length == 0 || parent[parent.length - 1] == '/' ? 0 : 1;
        byte[] joined = Arrays.copyOf(parent, parent.length + slash + child.length);
        if (slash == 1) {
            joined[parent.length] = '/';
        }
        System.arraycopy(child, 0, joined, parent.length + slash, child.length);
        return joined;
    }

    private static void percentEncode(StringBuilder out, byte[] bytes, boolean path) {
        for (byte b : bytes) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || "-._~".indexOf(b) >= 0;
            if (plain || (path && b == '/')) {
                out.append((char) b);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xf, 16)));
                out.append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
            }
        }
    }
}
