package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.OptionalLong;

/** Counts the clusters that are in use. */
final class SpaceUsage {

    /** A larger $Bitmap is not read from end to end only to count what is free. */
    private static final long MAX_COUNTED = 16 << 20;

    private static final int PIECE = 256 << 10;

    private SpaceUsage() {}

    /** Bytes in use; empty if counting would take too long, or is not possible. */
    static OptionalLong used(Mft mft) {
        BootSector boot = mft.volume().boot();
        long length = (boot.clusters() + 7) / 8;
        if (length > MAX_COUNTED) {
            return OptionalLong.empty();
        }
        try {
            AttributeSet file = AttributeSet.of(mft.file(Mft.BITMAP), mft);
            BlockSource bitmap = file.open(file.require(Attribute.DATA, ""));
            long used = 0;
            for (long at = 0; at < length; at += PIECE) {
                byte[] piece = bitmap.readBytes(at, (int) Math.min(PIECE, length - at));
                for (int i = 0; i < piece.length; i++) {
                    long first = (at + i) * 8;
                    int mask = boot.clusters() - first >= 8 ? 0xff : (1 << (boot.clusters() - first)) - 1;
                    used += Integer.bitCount(piece[i] & mask);
                }
            }
            return OptionalLong.of(used * boot.clusterSize());
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            mft.volume().doubts().add("$Bitmap", "the clusters in use cannot be counted: ".concat(why));
            return OptionalLong.empty();
        }
    }
}
