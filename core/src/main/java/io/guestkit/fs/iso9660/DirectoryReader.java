package io.guestkit.fs.iso9660;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps through the records of a directory, those of the same file together. Not safe for several threads. */
final class DirectoryReader {

    private static final int SECTOR = 2048;
    /** Linux takes no more for one file. */
    private static final int MAX_EXTENTS = 100;

    private final BlockSource volume;
    private final String name;
    private final long start;
    private final long size;
    private long offset;
    private @Nullable StructView sector;

    /**
     * @param start position of its extent in the volume
     * @param size in bytes
     */
    DirectoryReader(BlockSource volume, String name, long start, long size) {
        this.volume = volume;
        this.name = name;
        this.start = start;
        this.size = size;
    }

    /** The records of the next file, in the order of its extents; null after the last one. */
    @Nullable
    List<DirectoryRecord> next() throws IOException {
        DirectoryRecord first = record();
        if (first == null || !first.has(DirectoryRecord.FLAG_MULTI_EXTENT)) {
            return first == null ? null : List.of(first);
        }
        List<DirectoryRecord> all = new ArrayList<>();
        for (DirectoryRecord record = first; record != null; record = record()) {
            all.add(record);
            if (!record.has(DirectoryRecord.FLAG_MULTI_EXTENT)) {
                return all;
            }
            if (all.size() == MAX_EXTENTS) {
                offset = size;
                throw new CorruptDataException(
                        "%s: a file in it has more than %d extents".formatted(name, MAX_EXTENTS));
            }
        }
        throw new CorruptDataException(name + ": it ends before the last extent of a file");
    }

    private @Nullable DirectoryRecord record() throws IOException {
        while (offset < size) {
            int inside = (int) (offset % SECTOR);
            if (sector == null || inside == 0) {
                int length = (int) Math.min(SECTOR, size - offset + inside);
                sector = StructView.littleEndian(name, volume, start + offset - inside, length);
            }
            int length = sector.u8(inside);
            if (length == 0) {
                offset += SECTOR - inside;
                sector = null;
                continue;
            }
            long position = start + offset;
            offset += length;
            if (inside + length > sector.length()) {
                offset = size;
                throw new CorruptDataException(
                        "%s: the record at byte %d crosses the end of its sector".formatted(name, position));
            }
            return DirectoryRecord.parse(sector.slice("iso9660 directory record", inside, length), position);
        }
        return null;
    }
}
