package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Several file systems as one tree, as a guest mounts them: at its mount point, the root of a mounted one stands in for
 * the directory that it covers. A mount point that does not exist is shown as if it did.
 *
 * <p>Nodes of different readers differ in {@link Node#device}, the index into {@link #readers}. The tree is complete
 * once {@link #of} returns, and as safe for several threads as its readers are.
 */
public final class MountTree implements FsReader {

    /**
     * One line of a mount table.
     *
     * @param path from the root of the tree, such as {@code /boot/efi}; symbolic links on it are followed, as the kernel
     *     does
     */
    public record Mount(String path, FsReader reader) {}

    /** A node of one of the readers. */
    private record Mounted(int device, FsReader reader, Node node) implements Node {

        @Override
        public long id() {
            return node.id();
        }

        @Override
        public NodeAttributes attributes() {
            return node.attributes();
        }
    }

    /** A directory of one of the readers. */
    private record Key(int device, long id) {

        static Key of(Node node) {
            return new Key(node.device(), node.id());
        }
    }

    private final List<FsReader> readers = new ArrayList<>();
    /** What stands in for a directory. */
    private final Map<Key, Mounted> covers = new HashMap<>();
    /** What a directory shows beyond its own entries, by the decoded name. */
    private final Map<Key, Map<String, Mounted>> additions = new HashMap<>();

    private MountTree() {}

    /**
     * Mounts the shortest paths first, whatever their order; of two with the same path the later covers the earlier.
     *
     * @param root what is at {@code /}
     * @throws IllegalArgumentException if a path is not absolute or is the root's, or a reader is a tree itself
     * @throws IOException if what leads to a mount point cannot be read
     */
    public static MountTree of(FsReader root, List<Mount> mounts) throws IOException {
        MountTree tree = new MountTree();
        tree.add(root);
        List<Mount> ordered = new ArrayList<>(mounts);
        ordered.sort(Comparator.comparingInt(mount -> mount.path().length()));
        for (Mount mount : ordered) {
            tree.mount(mount);
        }
        return tree;
    }

    private Mounted add(FsReader reader) throws IOException {
        if (reader instanceof MountTree) {
            throw new IllegalArgumentException("a mount tree in a mount tree");
        }
        readers.add(reader);
        return new Mounted(readers.size() - 1, reader, reader.root());
    }

    private void mount(Mount mount) throws IOException {
        List<byte[]> names = names(mount.path());
        Resolver resolver = new Resolver(this);
        Place at = resolver.root();
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            Place next = step(resolver, at, names.get(i), mount.path());
            if (next != null && last) {
                covers.put(Key.of(next.node()), add(mount.reader()));
            } else if (next == null) {
                Mounted shown = add(last ? mount.reader() : new MissingDirectory());
                additions
                        .computeIfAbsent(Key.of(at.node()), directory -> new TreeMap<>())
                        .put(NameCodec.decode(names.get(i)), shown);
                next = at.child(names.get(i), shown);
            }
            at = next;
        }
    }

    private static List<byte[]> names(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a mount point has to start with a slash: " + path);
        }
        List<byte[]> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(NameCodec.encode(name));
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("the root is mounted already: " + path);
        }
        return names;
    }

    /** The directory of that name; null if there is none. */
    private static @Nullable Place step(Resolver resolver, Place from, byte[] name, String path) throws IOException {
        try {
            Place next = resolver.find(from, name, true, path);
            return next == null || next.node().type() != FileType.DIRECTORY ? null : next;
        } catch (NotDirectoryException | FileSystemLoopException e) {
            return null; // a link that leads nowhere is no mount point
        }
    }

    /** The readers in the order of {@link Node#device}, the root's first; among them one for each missing directory. */
    public List<FsReader> readers() {
        return List.copyOf(readers);
    }

    /** What the root says of itself. */
    @Override
    public FsInfo info() {
        return readers.getFirst().info();
    }

    /** That of the root. */
    @Override
    public Optional<FsSpace> space() throws IOException {
        return readers.getFirst().space();
    }

    @Override
    public Node root() throws IOException {
        return new Mounted(0, readers.getFirst(), readers.getFirst().root());
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        Mounted in = (Mounted) directory;
        Map<String, Mounted> added = additions.get(Key.of(in));
        Node addition = added == null ? null : added.get(NameCodec.decode(name));
        if (addition != null) {
            return uncover(addition);
        }
        Node found = in.reader.lookup(in.node, name);
        return found == null ? null : uncover(new Mounted(in.device, in.reader, found));
    }

    /** What is on top at this node. Ends, because what covers a node was mounted after it. */
    private Node uncover(Node node) {
        Node top = node;
        for (Node cover = top; cover != null; cover = covers.get(Key.of(top))) {
            top = cover;
        }
        return top;
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        Mounted in = (Mounted) directory;
        EntryCursor stored = in.reader.list(in.node);
        Map<String, Mounted> added = additions.getOrDefault(Key.of(in), Map.of());
        var further = added.entrySet().iterator();
        return () -> {
            for (Entry entry = stored.next(); entry != null; entry = stored.next()) {
                if (added.isEmpty() || !added.containsKey(NameCodec.decode(entry.name()))) {
                    return new StoredEntry(in, entry);
                }
            }
            if (!further.hasNext()) {
                return null;
            }
            Map.Entry<String, Mounted> addition = further.next();
            return new AddedEntry(NameCodec.encode(addition.getKey()), uncover(addition.getValue()));
        };
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record AddedEntry(byte[] name, Node node) implements Entry {}

    private final class StoredEntry implements Entry {

        private final Mounted directory;
        private final Entry entry;

        StoredEntry(Mounted directory, Entry entry) {
            this.directory = directory;
            this.entry = entry;
        }

        @Override
        public byte[] name() {
            return entry.name();
        }

        @Override
        public Node node() throws IOException {
            return uncover(new Mounted(directory.device, directory.reader, entry.node()));
        }
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        return ((Mounted) link).reader.readLink(((Mounted) link).node);
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        return ((Mounted) file).reader.content(((Mounted) file).node);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        return ((Mounted) node).reader.xattrs(((Mounted) node).node);
    }

    @Override
    public List<Warning> warnings() {
        List<Warning> all = new ArrayList<>();
        for (FsReader reader : readers) {
            all.addAll(reader.warnings());
        }
        return all;
    }
}
