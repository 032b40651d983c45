package io.guestkit.fs.btrfs;

import io.guestkit.io.BlockSource;
import java.util.UUID;

/**
 * A device of the file system that is at hand.
 *
 * @param generation of its superblock: one that is older than the others' missed what was written since
 */
record Device(UUID uuid, BlockSource source, long generation) {}
