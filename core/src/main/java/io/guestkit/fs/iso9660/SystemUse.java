package io.guestkit.fs.iso9660;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a system use area and of the areas in which it is continued. Names and offsets: SUSP, 4 and 5. Not safe
 * for several threads.
 */
final class SystemUse {

    /** As many areas for one record as Linux follows. */
    private static final int MAX_CONTINUATIONS = 32;

    private static final int MAX_CONTINUATION = 2048;
    private static final int HEADER = 4;

    private final BlockSource volume;
    private final int blockSize;
    private StructView area;
    private int offset;
    private int continuations;
    private @Nullable StructView continuation;

    /** @param skipped bytes before the first entry */
    SystemUse(BlockSource volume, int blockSize, StructView area, int skipped) {
        this.volume = volume;
        this.blockSize = blockSize;
        this.area = area;
        this.offset = skipped;
    }

    /** An entry: its signature as two characters, and all its bytes. */
    record Entry(String signature, StructView bytes) {}

    /** The next entry, or null after the last one; entries that only hold the areas together are left out. */
    @Nullable
    Entry next() throws IOException {
        while (true) {
            if (offset > area.length() - HEADER) {
                if (continuation == null) {
                    return null;
                }
                area = continuation;
                continuation = null;
                offset = 0;
                continue;
            }
            int length = area.u8(offset + 2);
            if (length < HEADER || length > area.length() - offset) {
                offset = area.length(); // what is not an entry ends the area, as in Linux
                continue;
            }
            StructView bytes = area.slice("iso9660 system use entry", offset, length);
            offset += length;
            String signature = String.valueOf(new char[] {(char) bytes.u8(0), (char) bytes.u8(1)});
            switch (signature) {
                case "CE" -> continuation = continuation(bytes);
                case "ST" -> offset = area.length();
                default -> {
                    return new Entry(signature, bytes);
                }
            }
        }
    }

    private StructView continuation(StructView bytes) throws IOException {
        if (++continuations > MAX_CONTINUATIONS) {
            throw new CorruptDataException(
                    "iso9660 system use area: it is continued more than " + MAX_CONTINUATIONS + " times");
        }
        int offset = bytes.u32In(12, "offset of continuation", 0, MAX_CONTINUATION - 1);
        int length = bytes.u32In(20, "length of continuation", 0, MAX_CONTINUATION - offset);
        return StructView.littleEndian("iso9660 continuation area", volume, bytes.u32(4) * blockSize + offset, length);
    }
}
