package io.guestkit.fs.btrfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All trees of one file system, what was logged replayed in memory. */
final class Trees {

    private final BlockStore store;
    private final Items roots;
    private final DataChecksums checksums;
    private final Map<Long, FsTree> fsTrees = new ConcurrentHashMap<>();

    private Trees(BlockStore store) throws IOException {
        this.store = store;
        this.roots = new Tree(store, store.superblock().root());
        RootItem sums = rootItem(Key.CSUM_TREE);
        this.checksums = new DataChecksums(sums == null ? null : new Tree(store, sums.root()), store.superblock());
    }

    /** @param volumes the devices that are at hand, in any order */
    static Trees open(List<BlockSource> volumes) throws IOException {
        Doubts doubts = new Doubts();
        Superblock newest = null;
        Map<UUID, Device> devices = new LinkedHashMap<>();
        for (BlockSource volume : volumes) {
            Superblock superblock = SuperblockCopies.find(volume, doubts);
            if (newest == null || Long.compareUnsigned(superblock.generation(), newest.generation()) > 0) {
                newest = superblock;
            }
            UUID uuid = superblock.device().uuid();
            Device twin = devices.get(uuid);
            if (twin != null) {
                doubts.add(
                        "btrfs devices",
                        "device %d (%s) is there twice; the newer one is read"
                                .formatted(superblock.device().devid(), uuid));
            }
            if (twin == null || superblock.generation() > twin.generation()) {
                devices.put(uuid, new Device(uuid, volume, superblock.generation()));
            }
        }
        if (newest == null) {
            throw new IllegalArgumentException("no volume to open");
        }
        for (Device device : devices.values()) {
            if (device.generation() < newest.generation()) {
                doubts.add(
                        "btrfs devices",
                        "device %s is of generation %d, the newest of %d: it is read last"
                                .formatted(device.uuid(), device.generation(), newest.generation()));
            }
        }
        LogicalSpace space = new LogicalSpace(devices.values());
        addSystemChunks(newest.systemChunks(), space);
        BlockStore store = new BlockStore(space, newest, doubts);
        readChunkTree(store);
        Trees trees = new Trees(store);
        LogReplay.run(trees);
        return trees;
    }

    private static void addSystemChunks(StructView array, LogicalSpace space) throws IOException {
        for (int at = 0; at < array.length(); ) {
            Key key = Key.parse(array, at);
            if (key.type() != Key.CHUNK_ITEM) {
                throw array.corrupt(at + 0x08, "type of key", key.type(), Key.CHUNK_ITEM);
            }
            at += Key.LENGTH;
            int length = Chunk.length(array, at);
            space.add(Chunk.parse(array.slice(ItemName.of(key), at, length), key.offset()));
            at += length;
        }
    }

    /** The chunk tree says where all other trees are, and which devices there should be. */
    private static void readChunkTree(BlockStore store) throws IOException {
        Items.Cursor items = new Tree(store, store.superblock().chunkRoot()).from(new Key(0, 0, 0));
        for (Item item = items.next(); item != null; item = items.next()) {
            if (item.key().type() == Key.CHUNK_ITEM) {
                store.space().add(Chunk.parse(item.data(), item.key().offset()));
            } else if (item.key().type() == Key.DEV_ITEM) {
                DevItem device = DevItem.parse(item.data());
                if (store.space().has(device.uuid())) {
                    store.space().add(device);
                } else {
                    boolean seed = !device.fsid().equals(store.superblock().fsid());
                    store.doubts()
                            .add(
                                    "btrfs devices",
                                    "device %d (%s) of %d is %s"
                                            .formatted(
                                                    device.devid(),
                                                    device.uuid(),
                                                    store.superblock().deviceCount(),
                                                    seed
                                                            ? "a seed (of %s), which is not read"
                                                                    .formatted(device.fsid())
                                                            : "not among the disks given"));
                }
            }
        }
    }

    BlockStore store() {
        return store;
    }

    /** The tree of roots. */
    Items roots() {
        return roots;
    }

    DataChecksums checksums() {
        return checksums;
    }

    /** Where a tree begins; null if there is none. Of several, as snapshots of old have them, the newest. */
    @Nullable
    RootItem rootItem(long id) throws IOException {
        Key key = new Key(id, Key.ROOT_ITEM, Key.MAX);
        Item item = roots.floor(key);
        return item == null || !item.key().isBeside(key) ? null : RootItem.parse(item.data());
    }

    /** The tree that says how full each chunk is; null if there is none. */
    @Nullable
    Items blockGroups() throws IOException {
        boolean own = store.superblock().features().hasCompatRo(Features.BLOCK_GROUP_TREE);
        RootItem root = rootItem(own ? Key.BLOCK_GROUP_TREE : Key.EXTENT_TREE);
        return root == null ? null : new Tree(store, root.root());
    }

    static boolean isFsTree(long id) {
        return id == Key.FS_TREE
                || Long.compareUnsigned(id, Key.FIRST_FREE) >= 0 && Long.compareUnsigned(id, Key.LAST_FREE) <= 0;
    }

    /** A subvolume; null if there is none of that number, or it is being deleted. */
    @Nullable
    FsTree fsTree(long id) throws IOException {
        FsTree known = fsTrees.get(id);
        if (known != null) {
            return known;
        }
        RootItem root = isFsTree(id) ? rootItem(id) : null;
        if (root == null || root.references() == 0) {
            return null;
        }
        FsTree tree = new FsTree(id, root, new Tree(store, root.root()));
        FsTree other = fsTrees.putIfAbsent(id, tree);
        return other == null ? tree : other;
    }

    /** Puts a tree with what was logged in the place of the one that is stored. */
    void replace(FsTree replayed) {
        fsTrees.put(replayed.id(), replayed);
    }

    /** The subvolume that is mounted where none is asked for. */
    FsTree defaultTree() throws IOException {
        byte[] name = {'d', 'e', 'f', 'a', 'u', 'l', 't'};
        Key key = new Key(store.superblock().rootDirectory(), Key.DIR_ITEM, NameHash.of(name));
        DirEntry entry = DirEntry.find(roots.get(key), name);
        long id = entry == null ? Key.FS_TREE : entry.location().objectid();
        FsTree tree = fsTree(id);
        if (tree == null) {
            throw new CorruptDataException("btrfs tree of roots: has no subvolume %s, which is the default"
                    .formatted(Long.toUnsignedString(id)));
        }
        return tree;
    }

    /** Numbers of the subvolumes below the top, rising. */
    List<Long> subvolumeIds() throws IOException {
        List<Long> ids = new ArrayList<>();
        Items.Cursor items = roots.from(new Key(Key.FIRST_FREE, 0, 0));
        for (Item item = items.next(); item != null && isFsTree(item.key().objectid()); item = items.next()) {
            long id = item.key().objectid();
            if (item.key().type() == Key.ROOT_ITEM && (ids.isEmpty() || ids.getLast() != id)) {
                ids.add(id);
            }
        }
        return ids;
    }
}
