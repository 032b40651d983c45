package io.guestkit.fs.btrfs;

import io.guestkit.fs.Subvolume;
import io.guestkit.io.CorruptDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where subvolumes are, by the names that lead to them from the top. */
record SubvolumePaths(Trees trees) {

    /** Directories on the way to one: four times as many as a path of 4096 bytes may have. */
    private static final int MAX_DEPTH = 8192;

    /** All, by number. What has no path, or whose path is damaged, is left out, and a doubt. */
    List<Subvolume> all() throws IOException {
        List<Subvolume> all = new ArrayList<>();
        of(Key.FS_TREE).ifPresent(all::add);
        for (long id : trees.subvolumeIds()) {
            of(id).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    /** One of them. */
    Optional<Subvolume> of(long id) throws IOException {
        try {
            FsTree tree = trees.fsTree(id);
            byte[] path = tree == null ? null : path(id);
            if (tree != null && path != null) {
                return Optional.of(Subvolume.of(
                        id,
                        path,
                        tree.root().readOnly(),
                        tree.root().parent().isPresent(),
                        tree.root().uuid().map(UUID::toString)));
            }
        } catch (CorruptDataException e) {
            trees.store().doubts().add("btrfs subvolume " + id, "cannot be told by a path: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** @return null if no directory has it, as of one that is being deleted */
    private byte @Nullable [] path(long id) throws IOException {
        Deque<byte[]> names = new ArrayDeque<>();
        for (long at = id; at != Key.FS_TREE; ) {
            Key key = new Key(at, Key.ROOT_BACKREF, 0);
            Item item = trees.roots().ceiling(key);
            if (item == null || !item.key().isBeside(key)) {
                return null;
            }
            RootReference reference = RootReference.parse(item);
            push(names, reference.name());
            at = item.key().offset();
            FsTree parent = trees.fsTree(at);
            if (parent == null) {
                return null;
            }
            addDirectories(parent, reference.directory(), names);
        }
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (byte[] name : names) {
            path.writeBytes(path.size() == 0 ? new byte[0] : new byte[] {'/'});
            path.writeBytes(name);
        }
        return path.toByteArray();
    }

    private static void addDirectories(FsTree tree, long inode, Deque<byte[]> names) throws IOException {
        for (long at = inode; at != tree.root().directory(); ) {
            Key key = new Key(at, Key.INODE_REF, 0);
            Item item = tree.items().ceiling(key);
            if (item == null || !item.key().isBeside(key)) {
                throw new CorruptDataException("btrfs inode %s in subvolume %d: the directory has no name"
                        .formatted(Long.toUnsignedString(at), tree.id()));
            }
            push(names, InodeReference.parse(item).getFirst().name());
            at = item.key().offset();
        }
    }

    private static void push(Deque<byte[]> names, byte[] name) throws CorruptDataException {
        if (names.size() == MAX_DEPTH) {
            throw new CorruptDataException("more than %d directories lead to it".formatted(MAX_DEPTH));
        }
        names.push(name);
    }
}
