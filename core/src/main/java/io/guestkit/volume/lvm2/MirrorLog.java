package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;

/**
 * What the log of a mirror says of its regions, little-endian. Names and offsets: Linux drivers/md/dm-log.c
 * {@code log_header_disk}.
 */
final class MirrorLog {

    private static final long MAGIC = 0x4d69_5272L;
    private static final int BITS = 1024;
    private static final int CHUNK = 1 << 16;

    private MirrorLog() {}

    /** Whether all copies of all regions are the same. */
    static boolean allInSync(BlockSource log, long regions) throws IOException {
        StructView header = StructView.littleEndian("mirror log", log, 0, 16);
        long bytes = (regions + 7) / 8;
        if (header.u32(0x00) != MAGIC || header.u32(0x04) != 2 || bytes > log.size() - BITS) {
            return false;
        }
        for (long at = 0; at < bytes; at += CHUNK) {
            byte[] bits = log.readBytes(BITS + at, (int) Math.min(CHUNK, bytes - at));
            for (int i = 0; i < bits.length; i++) {
                long left = regions - (at + i) * 8;
                int wanted = left >= 8 ? 0xff : (1 << left) - 1;
                if ((bits[i] & wanted) != wanted) {
                    return false;
                }
            }
        }
        return true;
    }
}
