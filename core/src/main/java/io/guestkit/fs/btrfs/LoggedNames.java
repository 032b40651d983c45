package io.guestkit.fs.btrfs;

import io.guestkit.fs.FileType;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Names of a subvolume while a log is replayed. Each is in three places: under its hash and under its index in the
 * directory, and as a reference at the inode. The size of a directory is twice the bytes of its names.
 */
final class LoggedNames {

    private final ReplayedItems tree;
    /** Inodes whose names changed, so that their links are to be counted. */
    private final TreeSet<Long> toCount = new TreeSet<>();

    LoggedNames(ReplayedItems tree) {
        this.tree = tree;
    }

    void count(long inode) {
        toCount.add(inode);
    }

    boolean exists(long inode) throws IOException {
        return tree.get(new Key(inode, Key.INODE_ITEM, 0)) != null;
    }

    private Item inodeItem(long inode) throws IOException {
        Item item = tree.get(new Key(inode, Key.INODE_ITEM, 0));
        if (item == null) {
            throw contradiction("inode %s, which it needs, is not there".formatted(Long.toUnsignedString(inode)));
        }
        return item;
    }

    static CorruptDataException contradiction(String what) {
        return new CorruptDataException("btrfs log: " + what);
    }

    /** The entry of that name, or null. */
    @Nullable
    DirEntry byName(long directory, byte[] name) throws IOException {
        return DirEntry.find(tree.get(new Key(directory, Key.DIR_ITEM, NameHash.of(name))), name);
    }

    /** The entry at that index, if it has that name, or null. */
    @Nullable
    DirEntry byIndex(long directory, long index, byte[] name) throws IOException {
        return DirEntry.find(tree.get(new Key(directory, Key.DIR_INDEX, index)), name);
    }

    /** Removes what an entry of a directory says, wherever it is. */
    void drop(long directory, DirEntry entry) throws IOException {
        if (entry.location().type() != Key.INODE_ITEM) {
            throw new UnsupportedFeatureException("btrfs log: it removes the name of a subvolume");
        }
        unlink(directory, entry.location().objectid(), entry.name());
    }

    /** Removes a name of an inode. */
    void unlink(long directory, long inode, byte[] name) throws IOException {
        inodeItem(inode);
        long index = removeReference(directory, inode, name);
        Key byHash = new Key(directory, Key.DIR_ITEM, NameHash.of(name));
        Item hashed = tree.get(byHash);
        if (hashed != null) {
            List<DirEntry> entries = DirEntry.parse(hashed);
            entries.removeIf(entry -> Arrays.equals(entry.name(), name));
            putEntries(byHash, hashed, name, entries.isEmpty());
        }
        tree.remove(new Key(directory, Key.DIR_INDEX, index));
        resize(directory, -2L * name.length);
        count(inode);
    }

    /** Takes one entry out of an item that may hold several, of a directory or of extended attributes. */
    void removeEntry(Item item, byte[] name) throws IOException {
        List<DirEntry> entries = DirEntry.parse(item);
        entries.removeIf(entry -> Arrays.equals(entry.name(), name));
        putEntries(item.key(), item, name, entries.isEmpty());
    }

    private void putEntries(Key key, Item item, byte[] without, boolean empty) throws IOException {
        if (empty) {
            tree.remove(key);
            return;
        }
        ByteBuffer rest = ByteBuffer.allocate(item.data().length());
        int at = 0;
        for (DirEntry entry : DirEntry.parse(item)) {
            if (!Arrays.equals(entry.name(), without)) {
                rest.put(item.data().bytes(at, entry.length()));
            }
            at += entry.length();
        }
        tree.put(key, Arrays.copyOf(rest.array(), rest.position()));
    }

    /** @return the index that it had */
    private long removeReference(long directory, long inode, byte[] name) throws IOException {
        for (Key key : List.of(
                new Key(inode, Key.INODE_REF, directory),
                new Key(inode, Key.INODE_EXTREF, NameHash.ofReference(directory, name)))) {
            Item item = tree.get(key);
            InodeReference found = InodeReference.find(item, directory, name);
            if (item != null && found != null) {
                ByteBuffer rest = ByteBuffer.allocate(item.data().length());
                int at = 0;
                for (InodeReference reference : InodeReference.parse(item)) {
                    int length = InodeReference.header(key) + reference.name().length;
                    if (reference.parent() != directory || !Arrays.equals(reference.name(), name)) {
                        rest.put(item.data().bytes(at, length));
                    }
                    at += length;
                }
                if (rest.position() == 0) {
                    tree.remove(key);
                } else {
                    tree.put(key, Arrays.copyOf(rest.array(), rest.position()));
                }
                return found.index();
            }
        }
        throw contradiction("inode %d has no reference for a name in directory %d".formatted(inode, directory));
    }

    /**
     * Adds a name of an inode.
     *
     * @param reference whether to add the reference, too
     * @return whether there was room: neither the name nor the index was taken
     */
    boolean link(long directory, long inode, byte[] name, long index, boolean reference) throws IOException {
        Key byHash = new Key(directory, Key.DIR_ITEM, NameHash.of(name));
        Key byIndex = new Key(directory, Key.DIR_INDEX, index);
        Key referenceKey = new Key(inode, Key.INODE_REF, directory);
        Item references = tree.get(referenceKey);
        Item hashed = tree.get(byHash);
        if (DirEntry.find(hashed, name) != null
                || tree.get(byIndex) != null
                || reference && InodeReference.find(references, directory, name) != null) {
            return false;
        }
        ByteBuffer entry = ByteBuffer.allocate(DirEntry.HEADER + name.length).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(0x00, inode).put(0x08, (byte) Key.INODE_ITEM);
        entry.putShort(0x1b, (short) name.length);
        entry.put(0x1d, (byte) typeOf(InodeItem.mode(inodeItem(inode).data())));
        entry.put(DirEntry.HEADER, name);
        tree.put(byIndex, entry.array());
        tree.put(byHash, joined(hashed, entry.array()));
        if (reference) {
            ByteBuffer added = ByteBuffer.allocate(InodeReference.header(referenceKey) + name.length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            added.putLong(0x00, index).putShort(0x08, (short) name.length);
            added.put(InodeReference.header(referenceKey), name);
            tree.put(referenceKey, joined(references, added.array()));
        }
        resize(directory, 2L * name.length);
        return true;
    }

    private static byte[] joined(@Nullable Item first, byte[] second) {
        if (first == null) {
            return second.clone();
        }
        ByteBuffer bytes = first.data().buffer();
        ByteBuffer both = ByteBuffer.allocate(bytes.remaining() + second.length);
        return both.put(bytes).put(second).array();
    }

    /** The type in a directory entry, which is not numbered as that in a mode. */
    private static int typeOf(int mode) {
        return switch (FileType.ofMode(mode)) {
            case REGULAR -> 1;
            case DIRECTORY -> DirEntry.TYPE_DIRECTORY;
            case CHARACTER_DEVICE -> 3;
            case BLOCK_DEVICE -> 4;
            case FIFO -> 5;
            case SOCKET -> 6;
            case SYMLINK -> 7;
            case UNKNOWN -> 0;
        };
    }

    private void resize(long directory, long change) throws IOException {
        Item item = inodeItem(directory);
        ByteBuffer bytes = ReplayedItems.copy(item);
        long size = item.data().bits64(InodeItem.SIZE_AT) + change;
        tree.put(item.key(), bytes.putLong(InodeItem.SIZE_AT, Math.max(0, size)).array());
    }

    /**
     * Counts the names of all inodes of which some changed. A directory without one is gone, and with it what is in it.
     */
    void countLinks() throws IOException {
        // each round that adds to the set has removed a name before
        while (!toCount.isEmpty()) {
            long inode = toCount.removeFirst();
            Key key = new Key(inode, Key.INODE_ITEM, 0);
            Item item = tree.get(key);
            if (item == null) {
                continue;
            }
            int links = links(inode);
            ByteBuffer bytes = ReplayedItems.copy(item);
            if (bytes.getInt(InodeItem.NLINK_AT) != links) {
                tree.put(key, bytes.putInt(InodeItem.NLINK_AT, links).array());
            }
            if (links == 0 && FileType.ofMode(InodeItem.mode(item.data())) == FileType.DIRECTORY) {
                for (Item entry : all(new Key(inode, Key.DIR_INDEX, 0))) {
                    drop(inode, DirEntry.single(entry));
                }
            }
        }
    }

    private int links(long inode) throws IOException {
        int links = 0;
        for (int type : new int[] {Key.INODE_REF, Key.INODE_EXTREF}) {
            for (Item item : all(new Key(inode, type, 0))) {
                links += InodeReference.parse(item).size();
            }
        }
        return links;
    }

    /** The items of the same object and type, from {@code first} on. */
    List<Item> all(Key first) throws IOException {
        List<Item> all = new ArrayList<>();
        Items.Cursor items = tree.from(first);
        for (Item item = items.next(); item != null && item.key().isBeside(first); item = items.next()) {
            all.add(item);
        }
        return all;
    }
}
