package io.guestkit.convert;

import io.guestkit.io.Extent;
import io.guestkit.io.Progress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a disk into pieces of work. What is not stored is passed over without being read; a piece starts and ends at a
 * multiple of the unit, or at the end of the disk, and lies within one chunk.
 */
final class Planner {

    /** What a disk holds where; as {@link io.guestkit.io.BlockSource#extent}. */
    @FunctionalInterface
    interface ExtentMap {
        Extent extent(long position, long length) throws IOException;
    }

    /**
     * A part of the disk.
     *
     * @param ticket 0 for the first piece, 1 for the second …
     * @param zeros whether some layer says that all of it is zeros; it need not be read then
     */
    record Piece(long ticket, long position, long length, boolean zeros) {}

    private final ExtentMap map;
    private final long size;
    private final long unit;
    private final long chunk;
    private final boolean wantsZeros;
    private final Progress progress;
    private long at;
    private long tickets;
    /** The extent that was found last: finding the end of a long one for each piece of it would take too long. */
    private @Nullable Extent recent;

    /**
     * @param map of the disk
     * @param size of the disk in bytes
     * @param unit in bytes, a power of two
     * @param chunk the most that a piece may have, in bytes: a multiple of the unit
     * @param wantsZeros whether {@link Extent.Kind#ZERO} makes pieces, too
     * @param progress told of what is passed over
     */
    Planner(ExtentMap map, long size, long unit, long chunk, boolean wantsZeros, Progress progress) {
        if (chunk % unit != 0) {
            throw new IllegalArgumentException("chunk %d, unit %d".formatted(chunk, unit));
        }
        this.map = map;
        this.size = size;
        this.unit = unit;
        this.chunk = chunk;
        this.wantsZeros = wantsZeros;
        this.progress = progress;
    }

    /** The next piece, or null when there is no more. */
    synchronized @Nullable Piece next() throws IOException {
        while (at < size) {
            Extent extent = extentAt(at);
            long end = extent.end() == size ? size : extent.end() & -unit;
            if (extent.kind() == Extent.Kind.DATA || end <= at) { // or a unit that is partly data
                return piece(dataEnd(), false);
            }
            if (wantsZeros && extent.kind() == Extent.Kind.ZERO) {
                return piece(end, true);
            }
            progress.advance(end - at);
            at = end;
        }
        return null;
    }

    /** Where the data that starts here ends, at the latest with the chunk. */
    private long dataEnd() throws IOException {
        long limit = Math.min(size, at - at % chunk + chunk);
        long end = Math.min(limit, at + unit);
        while (end < limit) {
            Extent extent = extentAt(end);
            long extentEnd = extent.end() == size ? size : extent.end() & -unit;
            if (extent.kind() != Extent.Kind.DATA && extentEnd > end) {
                break;
            }
            end = Math.min(limit, Math.max(extentEnd, end + unit));
        }
        return end;
    }

    /** The extent around a position, which may start before it. */
    private Extent extentAt(long position) throws IOException {
        Extent extent = recent;
        if (extent == null || position < extent.position() || position >= extent.end()) {
            extent = map.extent(position, size - position);
            recent = extent;
        }
        return extent;
    }

    private Piece piece(long end, boolean zeros) {
        Piece piece = new Piece(tickets++, at, end - at, zeros);
        at = end;
        return piece;
    }
}
