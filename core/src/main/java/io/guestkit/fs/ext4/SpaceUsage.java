package io.guestkit.fs.ext4;

import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsSpace;
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

    static FsInfo describe(InodeTable inodes, Optional<FsSpace> space) {
        Superblock superblock = inodes.store().superblock();
        return new FsInfo(
                superblock.features().type(),
                superblock.label().isEmpty() ? Optional.empty() : Optional.of(superblock.label()),
                superblock.uuid().equals(NIL)
                        ? Optional.empty()
                        : Optional.of(superblock.uuid().toString()),
                superblock.size(),
                space.isPresent() ? OptionalLong.of(space.get().used()) : OptionalLong.empty(),
                superblock.blockSize(),
                superblock.features().names());
    }

    /**
     * Empty where that cannot be said, or the numbers contradict each other.
     *
     * @param countGroups whether the superblock's counts are older than those of the groups
     */
    static Optional<FsSpace> space(InodeTable inodes, boolean countGroups) {
        Superblock superblock = inodes.store().superblock();
        Free free = new Free(superblock.freeBlocks(), superblock.freeInodes());
        long overhead;
        try {
            if (countGroups && superblock.groupsCount() <= MOST_GROUPS) {
                free = freeInGroups(inodes.groups(), superblock);
            }
            overhead = superblock.overheadClusters() != 0 ? superblock.overheadClusters() : overhead(inodes);
        } catch (IOException damaged) {
            return Optional.empty(); // whoever reads something there will be told
        }
        long overheadBlocks = overhead * superblock.blocksPerCluster(); // less than 2^32 times 2^17
        if (free.blocks < 0
                || overhead < 0
                || overheadBlocks > superblock.blocksCount() - free.blocks
                || free.inodes > superblock.inodesCount()) {
            return Optional.empty();
        }
        long kept = superblock.reservedBlocks() + keptForExtents(superblock);
        return Optional.of(new FsSpace(
                (superblock.blocksCount() - overheadBlocks) * superblock.blockSize(),
                free.blocks * superblock.blockSize(),
                Math.max(0, free.blocks - kept) * superblock.blockSize(),
                OptionalLong.of(superblock.inodesCount()),
                OptionalLong.of(free.inodes)));
    }

    private record Free(long blocks, long inodes) {}

    private static Free freeInGroups(GroupDescriptors groups, Superblock superblock) throws IOException {
        long clusters = 0;
        long inodes = 0;
        for (long group = 0; group < superblock.groupsCount(); group++) {
            clusters += groups.get(group).freeClusters();
            inodes += groups.get(group).freeInodes();
        }
        return new Free(clusters * superblock.blocksPerCluster(), inodes);
    }

    /** Blocks that the kernel keeps, lest it cannot write what it has promised to: 2 %, but no more than 4096 clusters. */
    private static long keptForExtents(Superblock superblock) {
        if (!superblock.features().hasIncompat(Features.INCOMPAT_EXTENTS)) {
            return 0;
        }
        long clusters = superblock.blocksCount() / superblock.blocksPerCluster();
        return Math.min(clusters / 50, 4096) * superblock.blocksPerCluster();
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
