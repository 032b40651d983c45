package io.guestkit.image.vmdk;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The most recently used pieces of grain directories and grain tables of one file. A directory is not read as a whole: a
 * header alone can make it as large as the file.
 */
final class TableCache {

    /** Enough for the grain tables of 64 GiB in grains of 64 KiB. */
    private static final int CAPACITY_WORDS = (8 << 20) / Long.BYTES;

    private final BlockSource file;
    private final int wordBytes;
    private final Map<Long, long[]> pieces = new LinkedHashMap<>(16, 0.75f, true);
    private int held;

    /** @param wordBytes 4 or 8 */
    TableCache(BlockSource file, int wordBytes) {
        this.file = file;
        this.wordBytes = wordBytes;
    }

    /**
     * The words at {@code offset}, unsigned where they have 32 bits. A position is always asked for the same number.
     *
     * @param what for messages
     * @param count at most a few thousand
     */
    long[] words(String what, long offset, int count) throws IOException {
        synchronized (pieces) {
            long[] words = pieces.get(offset);
            if (words != null && words.length == count) {
                return words;
            }
        }
        int length = count * wordBytes;
        if (offset < 0 || offset > file.size() - length) {
            throw new CorruptDataException(
                    "VMDK %s: %d bytes at 0x%x end behind the file (%d bytes); was the file truncated?"
                            .formatted(what, length, offset, file.size()));
        }
        long[] words = decode(
                ByteBuffer.wrap(file.readBytes(offset, length)).order(ByteOrder.LITTLE_ENDIAN), count, wordBytes);
        keep(offset, words);
        return words;
    }

    private static long[] decode(ByteBuffer bytes, int count, int wordBytes) {
        long[] words = new long[count];
        if (wordBytes == Long.BYTES) {
            bytes.asLongBuffer().get(words);
        } else {
            for (int i = 0; i < count; i++) {
                words[i] = bytes.getInt(i * Integer.BYTES) & 0xffff_ffffL;
            }
        }
        return words;
    }

    private void keep(long offset, long[] words) {
        synchronized (pieces) {
            long[] old = pieces.put(offset, words);
            held += words.length - (old == null ? 0 : old.length);
            var eldest = pieces.values().iterator();
            while (held > CAPACITY_WORDS && pieces.size() > 1) {
                held -= eldest.next().length;
                eldest.remove();
            }
        }
    }
}
