package io.guestkit.image;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An allocation table: unsigned words of four or eight bytes, one after the other in a file. A page of them is read when
 * one is first needed, and only the recently used pages stay in memory, so that an image that claims a huge table costs
 * no more than it has of it.
 */
public final class WordTable {

    /** Words to a page; one who joins neighbouring entries looks no further than about so many of them. */
    public static final int PAGE = 8192;

    /**
     * Entries of stored blocks that are joined at most. Who copies asks again for each piece of a block, so what is looked
     * up for one piece has to cost less than reading it.
     */
    public static final int STORED = 64;

    /** 8 MiB: more than the tables of a disk of 2 TiB in blocks of 2 MiB. */
    private static final int CACHED_PAGES = 128;

    private record Page(long number, long[] words) {}

    private final String structure;
    private final BlockSource file;
    private final long offset;
    private final long count;
    private final int wordBytes;
    private final ByteOrder order;
    /** Asked before {@link #cache}, because most words are asked for in order. */
    private volatile @Nullable Page recent;

    private final Map<Long, Page> cache;

    /**
     * @param structure name for messages
     * @param offset of the first word in {@code file}; the file need not reach so far until a word is asked for
     * @param count of words
     * @param wordBytes 4 or 8
     */
    @SuppressWarnings("serial") // never serialised
    public WordTable(String structure, BlockSource file, long offset, long count, int wordBytes, ByteOrder order) {
        this.structure = structure;
        this.file = file;
        this.offset = offset;
        this.count = count;
        this.wordBytes = wordBytes;
        this.order = order;
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Page> eldest) {
                return size() > CACHED_PAGES;
            }
        };
    }

    /**
     * The word of that number, which the caller has checked against the count.
     *
     * @throws CorruptDataException if the table does not lie inside the file
     */
    public long get(long index) throws IOException {
        long number = index / PAGE;
        Page page = recent;
        if (page == null || page.number != number) {
            page = page(number);
            recent = page;
        }
        return page.words[(int) (index % PAGE)];
    }

    private Page page(long number) throws IOException {
        synchronized (cache) {
            Page page = cache.get(number);
            if (page != null) {
                return page;
            }
        }
        if (offset < 0 || count > (file.size() - offset) / wordBytes) {
            throw new CorruptDataException(
                    "%s: %d entries at 0x%x end behind the file (%d bytes); was the file truncated?"
                            .formatted(structure, count, offset, file.size()));
        }
        long first = number * PAGE;
        long[] words = new long[(int) Math.min(PAGE, count - first)];
        ByteBuffer bytes = ByteBuffer.wrap(file.readBytes(offset + first * wordBytes, words.length * wordBytes))
                .order(order);
        for (int i = 0; i < words.length; i++) {
            words[i] = wordBytes == 8 ? bytes.getLong() : bytes.getInt() & 0xffff_ffffL;
        }
        Page page = new Page(number, words);
        synchronized (cache) {
            cache.put(number, page);
        }
        return page;
    }
}
