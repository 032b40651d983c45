package io.guestkit.testkit;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Warning;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link FileTree} as a file system, stored nowhere. */
public final class MemoryFs implements FsReader {

    private static final long SIZE = 64 << 20;

    private record MemoryNode(
            long id, NodeAttributes attributes, FileTree.Facts facts, Map<String, MemoryEntry> entries)
            implements Node {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record MemoryEntry(byte[] name, MemoryNode node) implements Entry {}

    private final boolean ignoreCase;
    private final boolean dosFlags;
    private final MemoryNode root;
    private long nextId = 1;

    private MemoryFs(FileTree tree, Set<Capability> capabilities) {
        this.ignoreCase = capabilities.contains(Capability.CASE_INSENSITIVE);
        this.dosFlags = capabilities.contains(Capability.DOS_FLAGS);
        this.root = node(new FileTree().directory("root").get("root").facts());
        Map<FileTree.Facts, MemoryNode> nodes = new LinkedHashMap<>();
        Map<String, MemoryNode> directories = new LinkedHashMap<>();
        directories.put("", root);
        for (FileTree.Item item : tree.items()) {
            String path = new String(item.path(), StandardCharsets.ISO_8859_1);
            int slash = path.lastIndexOf('/');
            byte[] name = FileTree.latin1(path.substring(slash + 1));
            MemoryNode node = nodes.computeIfAbsent(item.facts(), this::node);
            MemoryNode parent = directories.get(path.substring(0, Math.max(0, slash)));
            if (parent == null) {
                throw new IllegalArgumentException("no parent of " + item);
            }
            parent.entries.put(key(name), new MemoryEntry(name, node));
            directories.put(path, node);
        }
    }

    /** Shows a tree with case respected and without DOS attributes. */
    public static MemoryFs of(FileTree tree) {
        return of(tree, Set.of());
    }

    /** @param capabilities of which case-insensitivity and DOS attributes make a difference */
    public static MemoryFs of(FileTree tree, Set<Capability> capabilities) {
        return new MemoryFs(tree, capabilities);
    }

    private MemoryNode node(FileTree.Facts facts) {
        long size = facts.type == FileType.SYMLINK ? facts.target.length : facts.content.size();
        NodeAttributes attributes = new NodeAttributes(
                facts.type,
                facts.permissions,
                facts.uid,
                facts.gid,
                facts.links,
                size,
                facts.content.bytes().length,
                facts.modified,
                facts.modified,
                facts.modified,
                Optional.empty(),
                Optional.ofNullable(facts.device),
                dosFlags ? OptionalInt.of(facts.dosFlags) : OptionalInt.empty());
        return new MemoryNode(nextId++, attributes, facts, new LinkedHashMap<>());
    }

    private String key(byte[] name) {
        return ignoreCase
                ? new String(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT)
                : new String(name, StandardCharsets.ISO_8859_1);
    }

    @Override
    public FsInfo info() {
        return new FsInfo(
                "memory", Optional.of("label"), Optional.empty(), SIZE, OptionalLong.of(SIZE / 4), 4096, List.of());
    }

    @Override
    public Node root() {
        return root;
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) {
        MemoryEntry entry = ((MemoryNode) directory).entries.get(key(name));
        return entry == null ? null : entry.node;
    }

    @Override
    public EntryCursor list(Node directory) {
        Iterator<MemoryEntry> entries =
                ((MemoryNode) directory).entries.values().iterator();
        return () -> entries.hasNext() ? entries.next() : null;
    }

    @Override
    public byte[] readLink(Node link) {
        return ((MemoryNode) link).facts.target.clone();
    }

    @Override
    public BlockSource content(Node file) {
        return ((MemoryNode) file).facts.content;
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) {
        return new TreeMap<>(((MemoryNode) node).facts.xattrs);
    }

    @Override
    public List<Warning> warnings() {
        return List.of();
    }
}
