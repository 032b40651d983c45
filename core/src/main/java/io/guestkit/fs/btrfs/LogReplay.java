package io.guestkit.fs.btrfs;

import io.guestkit.fs.FileType;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replays what was fsynced since the last transaction, in memory. There is a log tree for each subvolume in which something
 * was: copies of the items that belong to the files and directories that were fsynced. The steps are those of the kernel
 * (fs/btrfs/tree-log.c), which are in effect part of the format: first all inodes with what was removed, then the names
 * of directories, then references, attributes and extents, last the numbers of links.
 */
final class LogReplay {

    private final ReplayedItems tree;
    private final Items log;
    private final LoggedNames names;
    private final LoggedExtents extents;
    private final DataChecksums checksums;
    /** Inodes without a name: never linked, though fsynced. */
    private final Set<Long> nameless = new HashSet<>();

    private LogReplay(Trees trees, FsTree of, Items log) {
        this.tree = new ReplayedItems(of.items());
        this.log = log;
        this.names = new LoggedNames(tree);
        this.extents = new LoggedExtents(tree, trees.store().superblock());
        this.checksums = trees.checksums();
    }

    /** Replays all logs that there are. */
    static void run(Trees trees) throws IOException {
        BlockStore store = trees.store();
        Superblock.TreeRoot root = store.superblock().log();
        if (root.address() == 0) {
            return;
        }
        Key first = new Key(Key.TREE_LOG, Key.ROOT_ITEM, 0);
        Items.Cursor logs = new Tree(store, root).from(first);
        int replayed = 0;
        for (Item item = logs.next(); item != null && item.key().isBeside(first); item = logs.next()) {
            FsTree of = trees.fsTree(item.key().offset());
            if (of != null) { // else it was deleted after its files were fsynced
                RootItem log = RootItem.parse(item.data());
                LogReplay replay = new LogReplay(trees, of, new Tree(store, log.root()));
                replay.all();
                trees.replace(new FsTree(of.id(), of.root(), replay.tree));
                replayed++;
            }
        }
        store.doubts()
                .add(
                        "btrfs log",
                        "the file system was not cleanly unmounted; the logs of %d subvolumes were replayed in memory"
                                .formatted(replayed));
    }

    private void all() throws IOException {
        Key first = new Key(0, 0, 0);
        Items.Cursor items = log.from(first);
        for (Item item = items.next(); item != null; item = items.next()) {
            if (item.key().type() == Key.INODE_ITEM) {
                inode(item);
            }
        }
        items = log.from(first);
        for (Item item = items.next(); item != null; item = items.next()) {
            if (item.key().type() == Key.DIR_INDEX
                    && !nameless.contains(item.key().objectid())) {
                name(item.key(), DirEntry.single(item));
            }
        }
        items = log.from(first);
        for (Item item = items.next(); item != null; item = items.next()) {
            if (!nameless.contains(item.key().objectid())) {
                other(item);
            }
        }
        names.countLinks();
    }

    private void other(Item item) throws IOException {
        switch (item.key().type()) {
            case Key.XATTR_ITEM -> tree.put(item.key(), ReplayedItems.copy(item).array());
            case Key.INODE_REF, Key.INODE_EXTREF -> reference(item);
            case Key.EXTENT_DATA -> {
                requireInode(item.key().objectid());
                extents.replay(item);
            }
            case Key.EXTENT_CSUM -> checksums.add(item);
            default -> {
                // inodes and names are there already; names under their hashes, as old kernels log them, say nothing
                // new
            }
        }
    }

    private void requireInode(long inode) throws IOException {
        if (!names.exists(inode)) {
            throw LoggedNames.contradiction(
                    "inode %s, of which it has items, is not there".formatted(Long.toUnsignedString(inode)));
        }
    }

    private void inode(Item item) throws IOException {
        StructView logged = item.data();
        long inode = item.key().objectid();
        if (logged.u32(InodeItem.NLINK_AT) == 0) {
            nameless.add(inode);
            return;
        }
        removeAttributes(inode);
        FileType type = FileType.ofMode(InodeItem.mode(logged));
        if (type == FileType.DIRECTORY && names.exists(inode)) {
            removeNames(inode);
        }
        overwrite(item, type);
        Item now = tree.get(item.key());
        if (type == FileType.REGULAR && now != null) {
            long size = now.data().u63(InodeItem.SIZE_AT, "size");
            extents.drop(inode, extents.roundUp(size), Long.MAX_VALUE);
        }
        names.count(inode);
    }

    /** Attributes that are not in the log of an inode that is are gone. */
    private void removeAttributes(long inode) throws IOException {
        for (Item item : names.all(new Key(inode, Key.XATTR_ITEM, 0))) {
            Item logged = log.get(item.key());
            for (DirEntry xattr : DirEntry.parse(item)) {
                Item now = tree.get(item.key());
                if (now != null && DirEntry.find(logged, xattr.name()) == null) {
                    names.removeEntry(now, xattr.name());
                }
            }
        }
    }

    /** Names are gone whose index is in a range that the log has all of, and which are not in the log. */
    private void removeNames(long directory) throws IOException {
        Key first = new Key(directory, Key.DIR_LOG_INDEX, 0);
        Items.Cursor ranges = log.from(first);
        for (Item range = ranges.next(); range != null && range.key().isBeside(first); range = ranges.next()) {
            long end = range.data().bits64(0x00);
            Key from = new Key(directory, Key.DIR_INDEX, range.key().offset());
            Items.Cursor items = tree.from(from);
            for (Item item = items.next(); item != null && item.key().isBeside(from); item = items.next()) {
                if (Long.compareUnsigned(item.key().offset(), end) > 0) {
                    break;
                }
                DirEntry entry = DirEntry.single(item);
                if (DirEntry.find(log.get(item.key()), entry.name()) == null) {
                    names.drop(directory, entry);
                }
            }
        }
    }

    /** A generation of 0 says that the inode was only to exist, as the directory of it was fsynced. */
    private void overwrite(Item item, FileType type) throws IOException {
        StructView logged = item.data();
        Item there = tree.get(item.key());
        ByteBuffer bytes = ReplayedItems.copy(item);
        if (there != null) {
            FileType old = FileType.ofMode(InodeItem.mode(there.data()));
            if (logged.bits64(InodeItem.GENERATION_AT) == 0) {
                long size = logged.bits64(InodeItem.SIZE_AT);
                if (size != 0 && type == FileType.REGULAR && old == FileType.REGULAR) {
                    ByteBuffer kept = ReplayedItems.copy(there);
                    tree.put(item.key(), kept.putLong(InodeItem.SIZE_AT, size).array());
                }
                return;
            }
            if (type == FileType.DIRECTORY) {
                boolean same = old == FileType.DIRECTORY;
                bytes.putLong(InodeItem.SIZE_AT, same ? there.data().bits64(InodeItem.SIZE_AT) : 0);
            }
        } else if (type == FileType.DIRECTORY) {
            bytes.putLong(InodeItem.SIZE_AT, 0); // it grows with its names
        }
        tree.put(item.key(), bytes.array());
    }

    /** A name that a directory got. Where the log has the reference, too, that adds the name. */
    private void name(Key key, DirEntry logged) throws IOException {
        long directory = key.objectid();
        requireInode(directory);
        long inode = logged.location().objectid();
        boolean known = tree.get(logged.location()) != null;
        boolean sameName = isOrMakesWay(directory, names.byName(directory, logged.name()), logged, known);
        boolean sameIndex =
                isOrMakesWay(directory, names.byIndex(directory, key.offset(), logged.name()), logged, known);
        if (sameName && sameIndex || isReferenceLogged(inode, directory, logged.name()) || !known) {
            return;
        }
        if (names.link(directory, inode, logged.name(), key.offset(), true)
                && logged.type() != DirEntry.TYPE_DIRECTORY) {
            names.count(inode);
        }
    }

    private boolean isOrMakesWay(long directory, @Nullable DirEntry there, DirEntry logged, boolean known)
            throws IOException {
        if (there == null) {
            return false;
        }
        if (there.location().equals(logged.location()) && there.type() == logged.type()) {
            return true;
        }
        if (known) {
            names.drop(directory, there);
        }
        return false;
    }

    private boolean isReferenceLogged(long inode, long directory, byte[] name) throws IOException {
        return isLogged(new Key(inode, Key.INODE_REF, directory), directory, name)
                || isLogged(new Key(inode, Key.INODE_EXTREF, NameHash.ofReference(directory, name)), directory, name);
    }

    private boolean isLogged(Key key, long directory, byte[] name) throws IOException {
        return InodeReference.find(log.get(key), directory, name) != null;
    }

    /** The names of an inode in one directory, or with one hash. */
    private void reference(Item item) throws IOException {
        long inode = item.key().objectid();
        List<InodeReference> references = InodeReference.parse(item);
        if (!names.exists(references.getFirst().parent())) {
            return; // not every directory on the way is logged
        }
        requireInode(inode);
        for (InodeReference reference : references) {
            long directory = reference.parent();
            if (!names.exists(directory) || isThere(inode, reference)) {
                continue;
            }
            if (inode == directory) {
                return; // the ".." of the root
            }
            makeWay(inode, reference);
            if (!names.link(directory, inode, reference.name(), reference.index(), false)) {
                throw LoggedNames.contradiction(
                        "index %d of directory %d is taken by another name".formatted(reference.index(), directory));
            }
        }
        Item old = tree.get(item.key());
        if (old != null) {
            for (InodeReference reference : InodeReference.parse(old)) {
                if (InodeReference.find(item, reference.parent(), reference.name()) == null) {
                    names.unlink(reference.parent(), inode, reference.name());
                }
            }
        }
        tree.put(item.key(), ReplayedItems.copy(item).array());
    }

    private boolean isThere(long inode, InodeReference reference) throws IOException {
        DirEntry byIndex = names.byIndex(reference.parent(), reference.index(), reference.name());
        DirEntry byName = names.byName(reference.parent(), reference.name());
        return byIndex != null
                && byIndex.location().objectid() == inode
                && byName != null
                && byName.location().objectid() == inode;
    }

    /** Removes what is in the way of a name: old names of the inode in that directory, and whoever has the name. */
    private void makeWay(long inode, InodeReference reference) throws IOException {
        long directory = reference.parent();
        Key key = new Key(inode, Key.INODE_REF, directory);
        Item there = tree.get(key);
        if (there != null) {
            for (InodeReference victim : InodeReference.parse(there)) {
                if (!isLogged(key, directory, victim.name())) {
                    names.unlink(directory, inode, victim.name());
                }
            }
        }
        Item extended = tree.get(new Key(inode, Key.INODE_EXTREF, NameHash.ofReference(directory, reference.name())));
        if (extended != null && InodeReference.find(extended, directory, reference.name()) != null) {
            for (InodeReference victim : InodeReference.parse(extended)) {
                Key logged = new Key(inode, Key.INODE_EXTREF, NameHash.ofReference(directory, victim.name()));
                if (victim.parent() == directory && !isLogged(logged, directory, victim.name())) {
                    names.unlink(directory, inode, victim.name());
                }
            }
        }
        DirEntry byIndex = names.byIndex(directory, reference.index(), reference.name());
        if (byIndex != null) {
            names.drop(directory, byIndex);
        }
        DirEntry byName = names.byName(directory, reference.name());
        if (byName != null) {
            names.drop(directory, byName);
        }
    }
}
