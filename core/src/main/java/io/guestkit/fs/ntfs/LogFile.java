package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the log, $LogFile, was closed: if it was not, it holds changes of metadata that are not in their places yet. It is
 * not replayed here.
 */
final class LogFile {

    private static final byte[] RESTART = {'R', 'S', 'T', 'R'};
    private static final byte[] CHECKED = {'C', 'H', 'K', 'D'};
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 64 << 10;
    private static final int NO_CLIENT = 0xffff;
    private static final int IS_CLEAN = 0x0002;

    private LogFile() {}

    /** One of the two restart pages at the start of the log. */
    private record RestartPage(long currentLsn, boolean closed, int pageSize) {}

    /** Why the log may hold changes that are not in the volume; null if it holds none. */
    static @Nullable String doubt(Mft mft) throws IOException {
        AttributeSet file = AttributeSet.of(mft.file(Mft.LOG_FILE), mft);
        BlockSource log = file.openMetadata(file.require(Attribute.DATA, ""));
        if (isErased(log)) {
            return null;
        }
        RestartPage first = page(log, 0);
        RestartPage second = page(log, first != null ? first.pageSize() : 4096);
        RestartPage newest =
                second == null || (first != null && first.currentLsn() >= second.currentLsn()) ? first : second;
        if (newest == null) {
            return "neither of its restart pages can be read";
        }
        return newest.closed() ? null : "it was not closed";
    }

    /** mkntfs and ntfs-3g fill it with ones, chkdsk starts it with another word. */
    private static boolean isErased(BlockSource log) throws IOException {
        if (log.size() < SMALLEST_PAGE) {
            return true;
        }
        byte[] start = log.readBytes(0, SMALLEST_PAGE);
        if (StructView.littleEndian("$LogFile", ByteBuffer.wrap(start)).startsWith(0, CHECKED)) {
            return true;
        }
        for (byte b : start) {
            if (b != -1) {
                return false;
            }
        }
        return true;
    }

    /** Null if there is no such page, or it is damaged. */
    private static @Nullable RestartPage page(BlockSource log, long position) throws IOException {
        if (position > log.size() - SMALLEST_PAGE) {
            return null;
        }
        StructView header = StructView.littleEndian("$LogFile restart page", log, position, SMALLEST_PAGE);
        if (!header.startsWith(0, RESTART)) {
            return null;
        }
        try {
            int size = header.u32In(0x10, "SystemPageSize", SMALLEST_PAGE, LARGEST_PAGE);
            if (Integer.bitCount(size) != 1 || position > log.size() - size) {
                return null;
            }
            StructView s = UpdateSequence.undo("$LogFile restart page", log.readBytes(position, size));
            int area = s.u16(0x18);
            boolean closed = s.u16(area + 0x0c) == NO_CLIENT || (s.u16(area + 0x0e) & IS_CLEAN) != 0;
            return new RestartPage(s.bits64(area), closed, size);
        } catch (CorruptDataException e) {
            return null; // the other page counts
        }
    }
}
