package io.guestkit.image;

import io.guestkit.io.BlockSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes an allocation table, as {@link WordTable} reads them, from its first word to its last: one page of it is in
 * memory, so that the table of a huge disk costs no more than that of a small one.
 */
public final class WordTableWriter {

    private final BlockSink file;
    private final long offset;
    private final long count;
    private final int wordBytes;
    private final long standard;
    private final ByteBuffer page;
    /** The page that is in memory; all before it are written. */
    private long number;
    /** The word that was set last. */
    private long last = -1;
    /** Whether the page has a word that was set. */
    private boolean touched;

    /**
     * @param offset of the first word in {@code file}
     * @param count of words
     * @param wordBytes 4 or 8
     * @param standard what words have that are not set; where it is 0, pages without a word that was set are not written
     */
    public WordTableWriter(BlockSink file, long offset, long count, int wordBytes, ByteOrder order, long standard) {
        this.file = file;
        this.offset = offset;
        this.count = count;
        this.wordBytes = wordBytes;
        this.standard = standard;
        this.page = ByteBuffer.allocateDirect(WordTable.PAGE * wordBytes).order(order);
        clear();
    }

    /**
     * Sets a word.
     *
     * @param index above that of the word which was set before, and below the count
     */
    public void set(long index, long word) throws IOException {
        if (index <= last || index >= count) {
            throw new IllegalArgumentException("word %d of %d after %d".formatted(index, count, last));
        }
        last = index;
        advance(index / WordTable.PAGE);
        put((int) (index % WordTable.PAGE), word);
        touched = true;
    }

    /** Writes what was not yet written. */
    public void finish() throws IOException {
        advance((count + WordTable.PAGE - 1) / WordTable.PAGE);
    }

    private void advance(long to) throws IOException {
        while (number < to) {
            if (touched || standard != 0) {
                write();
            }
            if (touched) {
                clear();
            }
            number = standard == 0 ? to : number + 1;
        }
    }

    private void write() throws IOException {
        long first = number * WordTable.PAGE;
        int words = (int) Math.min(WordTable.PAGE, count - first);
        file.write(offset + first * wordBytes, page.duplicate().limit(words * wordBytes));
    }

    private void clear() {
        for (int i = 0; i < WordTable.PAGE; i++) {
            put(i, standard);
        }
        touched = false;
    }

    private void put(int index, long word) {
        if (wordBytes == Long.BYTES) {
            page.putLong(index * Long.BYTES, word);
        } else {
            page.putInt(index * Integer.BYTES, (int) word);
        }
    }
}
