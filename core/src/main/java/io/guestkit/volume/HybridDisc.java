package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;

/**
 * Tells a disc image that has a partition table too, so that it boots from a USB stick, from a disk on which an ISO 9660
 * was overwritten. The first is an ISO 9660 as a whole: its partitions are inside of it, or were appended to it.
 */
final class HybridDisc {

    private static final int SECTOR = 2048;
    private static final long DESCRIPTOR = 16 * SECTOR;
    private static final int VOLUME_SPACE_SIZE = 80;
    private static final int LOGICAL_BLOCK_SIZE = 128;
    private static final int ROOT_EXTENT = 158;
    private static final byte[] PRIMARY = {1, 'C', 'D', '0', '0', '1'};
    /** By how much tools let a partition end behind the file system, for the sake of whole cylinders. */
    private static final long CYLINDER = 16 << 20;

    private HybridDisc() {}

    /**
     * Whether the disk is an ISO 9660 that none of the partitions replaces.
     *
     * @throws IOException if the disk cannot be read
     */
    static boolean is(BlockSource disk, PartitionTable table) throws IOException {
        if (disk.size() < DESCRIPTOR + SECTOR) {
            return false;
        }
        StructView primary = StructView.littleEndian("primary volume descriptor", disk, DESCRIPTOR, SECTOR);
        int blockSize = primary.u16(LOGICAL_BLOCK_SIZE);
        if (!primary.startsWith(0, PRIMARY) || blockSize == 0) {
            return false;
        }
        long end = primary.u32(VOLUME_SPACE_SIZE) * blockSize;
        for (Partition partition : table.partitions()) {
            boolean behind = partition.offset() >= end;
            boolean inside = partition.length() <= end + CYLINDER - partition.offset();
            if (!behind && !inside) {
                return false;
            }
        }
        return hasRoot(disk, primary.u32(ROOT_EXTENT) * blockSize);
    }

    /** Whether a record that stands for its own directory is where the root directory should be. */
    private static boolean hasRoot(BlockSource disk, long position) throws IOException {
        if (position > disk.size() - SECTOR) {
            return false;
        }
        StructView root = StructView.littleEndian("root directory", disk, position, SECTOR);
        return root.u8(0) >= 34 && root.u8(32) == 1 && root.u8(33) == 0;
    }
}
