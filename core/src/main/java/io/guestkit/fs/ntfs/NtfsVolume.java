package io.guestkit.fs.ntfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;

/**
 * The volume that all of one file system read from.
 *
 * @param content the bytes, from which contents of files are read
 * @param metadata the same bytes through a cache
 */
record NtfsVolume(BlockSource content, BlockSource metadata, BootSector boot, Doubts doubts) {

    /** Several records or index blocks come with one read. */
    private static final int CACHE_BLOCK = 16 << 10;

    private static final long CACHE_CAPACITY = 8 << 20;

    static NtfsVolume of(BlockSource volume, BootSector boot, Doubts doubts) {
        return new NtfsVolume(volume, new CachedSource(volume, CACHE_BLOCK, CACHE_CAPACITY), boot, doubts);
    }
}
