package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;

/**
 * A canonical Huffman code of at most 16 bits, given by the lengths of its code words: shorter words come first, words of
 * one length in the order of their symbols. Words of up to {@value #FAST_BITS} bits are found with one look into a table.
 */
final class CanonicalCode {

    static final int MAX_BITS = 16;
    private static final int FAST_BITS = 10;

    private final String what;
    /** Symbol and length, {@code symbol << 5 | length}, by the first {@value #FAST_BITS} bits; 0 if the word is longer. */
    private final short[] fast = new short[1 << FAST_BITS];
    /** Symbols in the order of their words. */
    private final short[] sorted;

    private final int[] firstWord = new int[MAX_BITS + 1];
    private final int[] count = new int[MAX_BITS + 1];
    private final int[] firstSorted = new int[MAX_BITS + 1];

    /**
     * @param what name for messages
     * @param lengths of the code words by symbol, 0..16, of which 0 means that the symbol does not occur; fewer than 2048
     * @throws CorruptDataException if there are more words than bits can tell apart
     */
    CanonicalCode(String what, byte[] lengths) throws CorruptDataException {
        this.what = what;
        for (byte length : lengths) {
            count[length]++;
        }
        sorted = new short[lengths.length - count[0]];
        count[0] = 0;
        int word = 0;
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            word = (word + count[bits - 1]) << 1;
            firstWord[bits] = word;
            firstSorted[bits] = firstSorted[bits - 1] + count[bits - 1];
            if (word + count[bits] > 1 << bits) {
                throw new CorruptDataException(
                        what + ": the lengths of the Huffman code are too short for its symbols");
            }
        }
        int[] next = firstSorted.clone();
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int bits = lengths[symbol];
            if (bits == 0) {
                continue;
            }
            int at = next[bits]++;
            sorted[at] = (short) symbol;
            if (bits <= FAST_BITS) {
                int from = (firstWord[bits] + at - firstSorted[bits]) << (FAST_BITS - bits);
                java.util.Arrays.fill(fast, from, from + (1 << (FAST_BITS - bits)), (short) (symbol << 5 | bits));
            }
        }
    }

    /**
     * The next symbol and how many bits it takes.
     *
     * @param ahead the next 16 bits
     * @return {@code symbol << 5 | bits}
     */
    int decode(int ahead) throws CorruptDataException {
        int found = fast[ahead >>> (MAX_BITS - FAST_BITS)] & 0xffff;
        if (found != 0) {
            return found;
        }
        for (int bits = FAST_BITS + 1; bits <= MAX_BITS; bits++) {
            int index = (ahead >>> (MAX_BITS - bits)) - firstWord[bits];
            if (index >= 0 && index < count[bits]) {
                return sorted[firstSorted[bits] + index] << 5 | bits;
            }
        }
        throw new CorruptDataException(what + ": the bits are no word of the Huffman code");
    }
}
