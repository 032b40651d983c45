package io.guestkit.registry;

import io.guestkit.io.BlockSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.PatchedSource;
import io.guestkit.io.ZeroSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pieces of 512 bytes that logs put in the place of a hive's. */
final class Pages {

    private final Map<Long, PatchedSource.Patch> patches = new HashMap<>();

    /**
     * @param offset from the first bin, a multiple of 512
     * @param length in bytes, a multiple of 512 that the log has
     */
    void put(long offset, long length, BlockSource log, long position) {
        for (long at = 0; at < length; at += BaseBlock.LENGTH) {
            patches.put((BaseBlock.PAGE + offset + at) / BaseBlock.LENGTH, new PatchedSource.Patch(log, position + at));
        }
    }

    void addAll(Pages later) {
        patches.putAll(later.patches);
    }

    /** Bytes of all pieces. */
    long size() {
        return (long) patches.size() * BaseBlock.LENGTH;
    }

    /** The hive as it is with them; where it grows, what no piece covers is zeros. */
    BlockSource over(BlockSource hive, long binsSize) throws CorruptDataException {
        long grown = BaseBlock.PAGE + binsSize - hive.size();
        BlockSource all = grown <= 0 ? hive : new ConcatSource(List.of(hive, new ZeroSource(grown)));
        return patches.isEmpty() ? hive : new PatchedSource(all, BaseBlock.LENGTH, patches);
    }
}
