package io.guestkit.convert;

import io.guestkit.image.DiskImage;
import io.guestkit.image.Run;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Steps through a disk and says where each part of it is stored, through all layers. For one thread. */
public final class ImageMap {

    /**
     * A part of the disk.
     *
     * @param start position on the disk
     * @param length in bytes
     * @param depth how many layers below the top one it is found; that of the bottom one if no layer has it
     * @param present whether some layer says something about it
     * @param zero whether it reads as zeros
     * @param data whether bytes are stored for it
     * @param compressed whether these are compressed
     * @param offset of the bytes in the layer's file, if they stand there as they are
     */
    public record Entry(
            long start,
            long length,
            int depth,
            boolean present,
            boolean zero,
            boolean data,
            boolean compressed,
            OptionalLong offset) {

        private boolean isContinuedBy(Entry next) {
            boolean follows = offset.isEmpty()
                    ? next.offset.isEmpty()
                    : next.offset.isPresent() && offset.getAsLong() + length == next.offset.getAsLong();
            return follows
                    && depth == next.depth
                    && present == next.present
                    && zero == next.zero
                    && data == next.data
                    && compressed == next.compressed;
        }

        private Entry with(Entry next) {
            return new Entry(start, length + next.length, depth, present, zero, data, compressed, offset);
        }
    }

    private final DiskImage top;
    private long at;
    private @Nullable Entry ahead;

    public ImageMap(DiskImage top) {
        this.top = top;
    }

    /** The next part, as long as all of it is alike; empty behind the end of the disk. */
    public Optional<Entry> next() throws IOException {
        Entry entry = ahead;
        ahead = null;
        while (at < top.size()) {
            Entry next = entry(at, top.size() - at);
            at += next.length;
            if (entry == null) {
                entry = next;
            } else if (entry.isContinuedBy(next)) {
                entry = entry.with(next);
            } else {
                ahead = next;
                break;
            }
        }
        return Optional.ofNullable(entry);
    }

    private Entry entry(long position, long length) throws IOException {
        DiskImage image = top;
        long limit = length;
        for (int depth = 0; ; depth++) {
            if (position >= image.size()) {
                return new Entry(position, limit, depth, false, true, false, false, OptionalLong.empty());
            }
            Run run = image.run(position, Math.min(limit, image.size() - position));
            Optional<DiskImage> below = run instanceof Run.Unallocated ? image.backing() : Optional.empty();
            if (below.isEmpty()) {
                return entry(run, depth);
            }
            image = below.get();
            limit = run.length();
        }
    }

    private static Entry entry(Run run, int depth) throws IOException {
        return switch (run) {
            case Run.Data data -> stored(data, depth);
            case Run.Compressed part ->
                new Entry(part.position(), part.length(), depth, true, false, true, true, OptionalLong.empty());
            case Run.Zero zero ->
                new Entry(zero.position(), zero.length(), depth, true, true, false, false, zero.reservedAt());
            case Run.Unallocated hole ->
                new Entry(hole.position(), hole.length(), depth, false, true, false, false, OptionalLong.empty());
        };
    }

    /** What is stored may be a hole of its file all the same. */
    private static Entry stored(Run.Data data, int depth) throws IOException {
        Extent extent = data.file().extent(data.fileOffset(), data.length());
        boolean zero = extent.kind() != Extent.Kind.DATA;
        return new Entry(
                data.position(), extent.length(), depth, true, zero, !zero, false, OptionalLong.of(data.fileOffset()));
    }
}
