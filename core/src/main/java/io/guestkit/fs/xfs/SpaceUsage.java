package io.guestkit.fs.xfs;

import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsSpace;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** How full a file system is, by the kernel's own way of counting when it mounts without writing. */
final class SpaceUsage {

    /** Enough for 64 PiB; to visit more would take longer than the answer is worth. */
    private static final long MOST_GROUPS = 65536;

    /** Blocks of each group that the kernel never gives to files, so that its trees can always change. */
    private static final int SET_ASIDE = 8;

    private static final long MOST_INODES = (1L << 56) - 1;

    private static final int AGF_LENGTH = 0x54;
    private static final byte[] AGF_MAGIC = {'X', 'A', 'G', 'F'};
    private static final int AGI_LENGTH = 0x20;
    private static final byte[] AGI_MAGIC = {'X', 'A', 'G', 'I'};
    private static final UUID NIL = new UUID(0, 0);

    private SpaceUsage() {}

    static FsInfo describe(BlockStore store, Optional<FsSpace> space) {
        Superblock superblock = store.superblock();
        return new FsInfo(
                "xfs",
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
    static Optional<FsSpace> space(BlockStore store, boolean countGroups) {
        Superblock superblock = store.superblock();
        Counts counts = new Counts(superblock.freeBlocks(), 0, superblock.inodes(), superblock.freeInodes());
        try {
            if (countGroups && superblock.agCount() <= MOST_GROUPS) {
                counts = countsOfGroups(store);
            }
        } catch (IOException damaged) {
            return Optional.empty(); // whoever reads something there will be told
        }
        long total = superblock.blocksCount() - (superblock.logStart() == 0 ? 0 : superblock.logBlocks());
        if (counts.freeBlocks < 0
                || counts.freeBlocks > total
                || counts.freeInodes < 0
                || counts.inodes < counts.freeInodes
                || counts.inodes > MOST_INODES) {
            return Optional.empty();
        }
        long free = Math.max(0, counts.freeBlocks - superblock.agCount() * SET_ASIDE - counts.treeBlocks);
        // inodes are made where blocks are free; a block has at most 2^8 of them, and there are at most 2^53
        long inodes = Math.min(MOST_INODES, counts.inodes + (free << superblock.inodesPerBlockLog()));
        if (superblock.mostInodes() != 0) {
            inodes = Math.min(inodes, superblock.mostInodes());
        }
        inodes = Math.max(inodes, counts.inodes);
        return Optional.of(new FsSpace(
                total * superblock.blockSize(),
                free * superblock.blockSize(),
                free * superblock.blockSize(),
                OptionalLong.of(inodes),
                OptionalLong.of(inodes - (counts.inodes - counts.freeInodes))));
    }

    /** @param treeBlocks free ones that only the trees of free space can have */
    private record Counts(long freeBlocks, long treeBlocks, long inodes, long freeInodes) {}

    private static Counts countsOfGroups(BlockStore store) throws IOException {
        Superblock superblock = store.superblock();
        boolean reverseMap = superblock.features().hasRoCompat(Features.RO_COMPAT_RMAPBT);
        long free = 0;
        long trees = 0;
        long inodes = 0;
        long freeInodes = 0;
        for (long group = 0; group < superblock.agCount(); group++) {
            long start = group * superblock.agBlocks() * superblock.blockSize();
            // the second and the third sector of a group
            long second = start + superblock.sectorSize();
            StructView agf = StructView.bigEndian("xfs AGF", store.metadata(), second, AGF_LENGTH);
            agf.expectMagic(0x00, AGF_MAGIC);
            // free blocks, those kept for the trees of free space, and those in these trees
            free += agf.u32(0x34) + agf.u32(0x30) + agf.u32(0x3c);
            trees += Math.max(0, agf.u32(0x3c) - (reverseMap ? agf.u32(0x50) - 1 : 0));
            long third = start + 2L * superblock.sectorSize();
            StructView agi = StructView.bigEndian("xfs AGI", store.metadata(), third, AGI_LENGTH);
            agi.expectMagic(0x00, AGI_MAGIC);
            inodes += agi.u32(0x10);
            freeInodes += agi.u32(0x1c);
        }
        return new Counts(free, trees, inodes, freeInodes);
    }
}
