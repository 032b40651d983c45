package io.guestkit.fs.ext4;

import io.guestkit.fs.FileType;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.PatchedSource;
import io.guestkit.io.PatchedSource.Patch;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;

/** Decides whether the journal has to be replayed, and finds it. */
final class Recovery {

    private static final UUID NIL = new UUID(0, 0);

    private Recovery() {}

    /**
     * The volume as it is after recovery: the same one if there is nothing to recover.
     *
     * @param always whether to replay whatever the superblock says, as it is a copy that does not know
     * @throws CorruptDataException if recovery is needed and the journal is damaged
     * @throws UnsupportedFeatureException if recovery is needed and the journal is on another device
     */
    static BlockSource replay(BlockStore store, boolean always) throws IOException {
        Superblock superblock = store.superblock();
        Features features = superblock.features();
        boolean needed = features.hasIncompat(Features.INCOMPAT_RECOVER);
        if (!features.hasCompat(Features.COMPAT_HAS_JOURNAL)) {
            if (needed) {
                store.doubts().add("ext4 superblock", "it asks for recovery, but there is no journal");
            }
            return store.volume();
        }
        if (!needed && !always) {
            return store.volume();
        }
        if (superblock.journalInode() == 0) {
            return withoutInternalJournal(store, needed);
        }
        Map<Long, Patch> patches = Journal.replay(log(store), store.blockSize(), superblock.blocksCount());
        if (patches.isEmpty()) {
            return store.volume();
        }
        store.doubts()
                .add(
                        "ext4 journal",
                        "the file system was not cleanly unmounted; %d blocks were replayed in memory"
                                .formatted(patches.size()));
        // of a volume that was cut off, the blocks that are gone stay gone
        patches.keySet().removeIf(block -> block >= store.volume().size() / store.blockSize());
        return new PatchedSource(store.volume(), store.blockSize(), patches);
    }

    private static BlockSource log(BlockStore store) throws IOException {
        Superblock superblock = store.superblock();
        Inode inode = new InodeTable(store, new GroupDescriptors(store)).get(superblock.journalInode());
        if (inode.attributes().links() == 0 || inode.type() != FileType.REGULAR || inode.has(Inode.FLAG_INLINE_DATA)) {
            throw inode.corrupt("s_journal_inum names it, and it is not a journal");
        }
        return new FileContent(inode, store);
    }

    private static BlockSource withoutInternalJournal(BlockStore store, boolean needed) throws IOException {
        if (!needed) {
            return store.volume();
        }
        UUID device = store.superblock().journalUuid();
        if (device.equals(NIL)) {
            throw new CorruptDataException(
                    "ext4 superblock: s_journal_inum at +0xe0 is 0, expected a journal, as recovery is needed");
        }
        throw new UnsupportedFeatureException(
                "ext4: recovery is needed, and the journal is on another device (UUID %s), which is not supported"
                        .formatted(device));
    }
}
