package io.guestkit.fs.xfs;

import io.guestkit.fs.FsInfo;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** How full a file system is. What a kernel sets aside for its own trees when it mounts counts as free. */
final class SpaceUsage {

    /** Enough for 64 PiB; to visit more would take longer than the answer is worth. */
    private static final long MOST_GROUPS = 65536;

    private static final int AGF_LENGTH = 64;
    private static final byte[] AGF_MAGIC = {'X', 'A', 'G', 'F'};
    private static final UUID NIL = new UUID(0, 0);

    private SpaceUsage() {}

    /** @param countGroups whether the superblock's count of free blocks is older than those of the groups */
    static FsInfo describe(BlockStore store, boolean countGroups) {
        Superblock superblock = store.superblock();
        return new FsInfo(
                "xfs",
                superblock.label().isEmpty() ? Optional.empty() : Optional.of(superblock.label()),
                superblock.uuid().equals(NIL)
                        ? Optional.empty()
                        : Optional.of(superblock.uuid().toString()),
                superblock.size(),
                used(store, countGroups),
                superblock.blockSize(),
                superblock.features().names());
    }

    /** Empty where that cannot be said, or the numbers contradict each other. */
    private static OptionalLong used(BlockStore store, boolean countGroups) {
        Superblock superblock = store.superblock();
        long free;
        try {
            free = countGroups ? freeInGroups(store) : superblock.freeBlocks();
        } catch (IOException damaged) {
            return OptionalLong.empty(); // whoever reads something there will be told
        }
        long withoutLog = superblock.blocksCount() - (superblock.logStart() == 0 ? 0 : superblock.logBlocks());
        return free < 0 || free > withoutLog
                ? OptionalLong.empty()
                : OptionalLong.of((withoutLog - free) * superblock.blockSize());
    }

    private static long freeInGroups(BlockStore store) throws IOException {
        Superblock superblock = store.superblock();
        if (superblock.agCount() > MOST_GROUPS) {
            return superblock.freeBlocks();
        }
        long free = 0;
        for (long group = 0; group < superblock.agCount(); group++) {
            // the second sector of a group
            long position = group * superblock.agBlocks() * superblock.blockSize() + superblock.sectorSize();
            StructView agf = StructView.bigEndian("xfs AGF", store.metadata(), position, AGF_LENGTH);
            agf.expectMagic(0x00, AGF_MAGIC);
            // free blocks, those kept for the trees of free space, and those in these trees
            free += agf.u32(0x34) + agf.u32(0x30) + agf.u32(0x3c);
        }
        return free;
    }
}
