package io.guestkit.fs.ext4;

import io.guestkit.fs.FsInfo;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** How full a file system is, by the kernel's own way of counting. */
final class SpaceUsage {

    /** Enough for 8 TiB in blocks of 4 KiB; to visit the groups of more would take longer than the answer is worth. */
    private static final long MOST_GROUPS = 65536;

    private static final UUID NIL = new UUID(0, 0);

    private SpaceUsage() {}

    /** @param countGroups whether the superblock's count of free clusters is older than those of the groups */
    static FsInfo describe(InodeTable inodes, boolean countGroups) {
        Superblock superblock = inodes.store().superblock();
        return new FsInfo(
                superblock.features().type(),
                superblock.label().isEmpty() ? Optional.empty() : Optional.of(superblock.label()),
                superblock.uuid().equals(NIL)
                        ? Optional.empty()
                        : Optional.of(superblock.uuid().toString()),
                superblock.size(),
                used(inodes, countGroups),
                superblock.blockSize(),
                superblock.features().names());
    }

    /** Empty where that cannot be said, or the numbers contradict each other. */
    private static OptionalLong used(InodeTable inodes, boolean countGroups) {
        Superblock superblock = inodes.store().superblock();
        long free;
        long overhead;
        try {
            free = countGroups ? freeInGroups(inodes.groups(), superblock) : superblock.freeBlocks();
            overhead = superblock.overheadClusters() != 0 ? superblock.overheadClusters() : overhead(inodes);
        } catch (IOException damaged) {
            return OptionalLong.empty(); // whoever reads something there will be told
        }
        long overheadBlocks = overhead * superblock.blocksPerCluster(); // less than 2^32 times 2^17
        if (free < 0 || overhead < 0 || overheadBlocks > superblock.blocksCount() - free) {
            return OptionalLong.empty();
        }
        return OptionalLong.of((superblock.blocksCount() - overheadBlocks - free) * superblock.blockSize());
    }

    private static long freeInGroups(GroupDescriptors groups, Superblock superblock) throws IOException {
        if (superblock.groupsCount() > MOST_GROUPS) {
            return superblock.freeBlocks();
        }
        long free = 0;
        for (long group = 0; group < superblock.groupsCount(); group++) {
            free += groups.get(group).freeClusters();
        }
        return free * superblock.blocksPerCluster();
    }

    /**
     * Clusters that never hold files: superblocks, tables, bitmaps and the journal. Newer tools store their number.
     *
     * @return -1 where counting them would need the bitmaps, or too long
     */
    private static long overhead(InodeTable inodes) throws IOException {
        Superblock superblock = inodes.store().superblock();
        if (superblock.blocksPerCluster() > 1 || superblock.groupsCount() > MOST_GROUPS) {
            return -1;
        }
        int blockSize = superblock.blockSize();
        long tableBlocks = (superblock.inodesPerGroup() * superblock.inodeSize() + blockSize - 1) / blockSize;
        long overhead = superblock.firstDataBlock();
        for (long group = 0; group < superblock.groupsCount(); group++) {
            int bitmaps = 2;
            overhead += tableBlocks + bitmaps + inodes.groups().tableBlocksIn(group);
            if (superblock.hasSuperblock(group)) {
                overhead += 1 + superblock.reservedGdtBlocks();
            }
        }
        if (superblock.features().hasCompat(Features.COMPAT_HAS_JOURNAL) && superblock.journalInode() != 0) {
            overhead += inodes.get(superblock.journalInode()).size() / blockSize;
        }
        return overhead;
    }
}
