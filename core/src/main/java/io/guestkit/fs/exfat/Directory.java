package io.guestkit.fs.exfat;

import io.guestkit.fs.Doubts;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps through the entries of a directory. Not safe for several threads. */
final class Directory {

    /** The specification's limit for the size of a directory, in bytes. */
    static final long MAX_SIZE = 256 << 20;

    private static final int CHUNK = 4096;
    private static final String ENTRY_NAME = "exfat directory entry";

    private final ClusterSource content;
    private final String name;
    private final Doubts doubts;
    private long offset;
    private StructView chunk = StructView.littleEndian(ENTRY_NAME, java.nio.ByteBuffer.allocate(0));
    private long chunkStart;

    /** @param content of the directory; what is not a whole entry at its end is left aside */
    Directory(ClusterSource content, String name, Doubts doubts) {
        this.content = content;
        this.name = name;
        this.doubts = doubts;
    }

    /**
     * A file in the directory.
     *
     * @param position of its first entry in the volume, where no other entry of any directory is
     */
    record Item(long position, EntrySet set) {}

    /** The next file; a set of entries that is damaged is passed over with a warning. Null after the last one. */
    @Nullable
    Item next() throws IOException {
        for (StructView entry = entry(); entry != null; entry = entry()) {
            if (entry.u8(0) == EntrySet.FILE) {
                long start = offset - EntrySet.ENTRY;
                try {
                    return new Item(content.positionOf(start), set(entry));
                } catch (CorruptDataException e) {
                    doubts.add(
                            "exfat", "%s: the file at byte %d is left out: %s".formatted(name, start, e.getMessage()));
                    offset = start + EntrySet.ENTRY;
                }
            }
        }
        return null;
    }

    private EntrySet set(StructView file) throws IOException {
        List<StructView> entries = new ArrayList<>();
        entries.add(file);
        for (int i = EntrySet.secondaryCount(file); i > 0; i--) {
            StructView secondary = entry();
            if (secondary == null) {
                throw new CorruptDataException("its entries are cut off by the end of the directory");
            }
            entries.add(secondary);
        }
        return EntrySet.parse(entries);
    }

    /** The next entry of that type that is in use, which is no file; null if there is none. */
    @Nullable
    StructView find(int type) throws IOException {
        for (StructView entry = entry(); entry != null; entry = entry()) {
            if (entry.u8(0) == type) {
                return entry;
            }
        }
        return null;
    }

    /** The next entry, in use or not; null at the end. */
    private @Nullable StructView entry() throws IOException {
        if (offset > content.size() - EntrySet.ENTRY) {
            return null;
        }
        if (offset < chunkStart || offset + EntrySet.ENTRY > chunkStart + chunk.length()) {
            chunkStart = offset / CHUNK * CHUNK;
            chunk = StructView.littleEndian(
                    ENTRY_NAME, content, chunkStart, (int) Math.min(CHUNK, content.size() - chunkStart));
        }
        StructView entry = chunk.slice(ENTRY_NAME, (int) (offset - chunkStart), EntrySet.ENTRY);
        if (entry.u8(0) == 0) {
            offset = content.size(); // nothing behind it was ever used
            return null;
        }
        offset += EntrySet.ENTRY;
        return entry;
    }
}
