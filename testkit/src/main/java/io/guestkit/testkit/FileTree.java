package io.guestkit.testkit;

import io.guestkit.fs.FileType;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tree of files as a test describes it: to be shown by {@link MemoryFs}, written out by {@link HostTree}, and compared
 * with what a file system shows. Paths are relative to the root, {@code etc/passwd}; directories on the way appear by
 * themselves. What follows the addition of a file, such as {@link #mode}, is about that file.
 */
public final class FileTree {

    /** 2024-02-29, an even second, so that FAT can hold it. */
    public static final Instant MODIFIED = Instant.ofEpochSecond(1_709_208_000L);

    /** One name of the tree; several items share one {@link Facts} if they are hard links. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Item(byte[] path, Facts facts) {

        /** The path as text, each byte that is not ASCII as {@code \xHH}; for messages. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (byte b : path) {
                text.append(b >= ' ' ? String.valueOf((char) b) : "\\x%02x".formatted(b));
            }
            return text.toString();
        }
    }

    /** What a name stands for. */
    public static final class Facts {

        public final FileType type;
        public final StoredBytes content;
        public final byte[] target;
        public final @Nullable DeviceNumber device;
        public final Map<String, byte[]> xattrs = new TreeMap<>();
        public int permissions;
        public long uid;
        public long gid;
        public int links = 1;
        public int dosFlags;
        public Instant modified = MODIFIED;

        private Facts(FileType type, StoredBytes content, byte[] target, @Nullable DeviceNumber device) {
            this.type = type;
            this.content = content;
            this.target = target;
            this.device = device;
            this.permissions = switch (type) {
                case DIRECTORY -> 0755;
                case SYMLINK -> 0777;
                default -> 0644;
            };
        }
    }

    /** By path in ISO 8859-1, which holds any bytes; parents stand before their children. */
    private final Map<String, Item> items = new LinkedHashMap<>();

    private Optional<Facts> last = Optional.empty();

    /** The bytes of a path that is given as UTF-8 text. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of a path that is given as one character for each byte. */
    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public FileTree directory(String path) {
        return directory(utf8(path));
    }

    public FileTree directory(byte[] path) {
        return add(path, new Facts(FileType.DIRECTORY, StoredBytes.NONE, new byte[0], null));
    }

    public FileTree file(String path, String content) {
        return file(utf8(path), new StoredBytes(utf8(content)));
    }

    public FileTree file(String path, byte[] content) {
        return file(utf8(path), new StoredBytes(content));
    }

    public FileTree file(byte[] path, StoredBytes content) {
        return add(path, new Facts(FileType.REGULAR, content, new byte[0], null));
    }

    public FileTree symlink(String path, String target) {
        return symlink(utf8(path), utf8(target));
    }

    public FileTree symlink(byte[] path, byte[] target) {
        return add(path, new Facts(FileType.SYMLINK, StoredBytes.NONE, target, null));
    }

    /** Another name of a file that is there already. */
    public FileTree hardLink(String path, String existing) {
        Facts facts = get(existing).facts();
        facts.links++;
        return add(utf8(path), facts);
    }

    /** A device, a FIFO or a socket. */
    public FileTree special(String path, FileType type, @Nullable DeviceNumber device) {
        return add(utf8(path), new Facts(type, StoredBytes.NONE, new byte[0], device));
    }

    public FileTree mode(int permissions) {
        last.orElseThrow().permissions = permissions;
        return this;
    }

    public FileTree owner(long uid, long gid) {
        last.orElseThrow().uid = uid;
        last.orElseThrow().gid = gid;
        return this;
    }

    public FileTree modified(Instant modified) {
        last.orElseThrow().modified = modified;
        return this;
    }

    public FileTree xattr(String name, byte[] value) {
        last.orElseThrow().xattrs.put(name, value);
        return this;
    }

    public FileTree dosFlags(int flags) {
        last.orElseThrow().dosFlags = flags;
        return this;
    }

    private FileTree add(byte[] path, Facts facts) {
        String key = key(path);
        int slash = key.lastIndexOf('/');
        if (slash > 0 && !items.containsKey(key.substring(0, slash))) {
            directory(latin1(key.substring(0, slash)));
        }
        if (items.putIfAbsent(key, new Item(path, facts)) != null) {
            throw new IllegalArgumentException("there is a " + key + " already");
        }
        last = Optional.of(facts);
        return this;
    }

    private static String key(byte[] path) {
        return new String(path, StandardCharsets.ISO_8859_1);
    }

    /** All items, parents before their children; the root is none. */
    public List<Item> items() {
        return List.copyOf(items.values());
    }

    public Item get(String path) {
        Item item = items.get(key(utf8(path)));
        if (item == null) {
            throw new IllegalArgumentException("there is no " + path);
        }
        return item;
    }

    /** The names directly in a directory; the root's for the empty path. */
    public List<Item> children(String path) {
        String prefix = path.isEmpty() ? "" : key(utf8(path)) + "/";
        return select(key -> key.length() > prefix.length()
                        && key.startsWith(prefix)
                        && key.indexOf('/', prefix.length()) < 0)
                .items();
    }

    /** What is below a directory, as a tree of its own. */
    public FileTree below(String directory) {
        String prefix = key(utf8(directory)) + "/";
        FileTree part = new FileTree();
        items.forEach((key, item) -> {
            if (key.startsWith(prefix)) {
                byte[] path = Arrays.copyOfRange(item.path(), prefix.length(), item.path().length);
                part.items.put(key.substring(prefix.length()), new Item(path, item.facts()));
            }
        });
        return part;
    }

    /** This tree without what is below a directory, and without the directory. */
    public FileTree without(String directory) {
        String self = key(utf8(directory));
        return select(key -> !key.equals(self) && !key.startsWith(self + "/"));
    }

    private FileTree select(Predicate<String> keys) {
        FileTree part = new FileTree();
        items.forEach((key, item) -> {
            if (keys.test(key)) {
                part.items.put(key, item);
            }
        });
        return part;
    }
}
