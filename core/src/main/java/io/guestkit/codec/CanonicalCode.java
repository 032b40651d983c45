package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;

/**
 * A canonical Huffman code of at most 20 bits, given by the lengths of its code words: shorter words come first, words of
 * one length in the order of their symbols. Words of up to {@value #FAST_BITS} bits are found with one look into a table.
 */
final class CanonicalCode {

    /** The longest words of a code that was made without another limit. */
    static final int MAX_BITS = 16;

    private static final int FAST_BITS = 10;

    private final String what;
    private final int maxBits;
    /** Symbol and length, {@code symbol << 5 | length}, by the first {@value #FAST_BITS} bits; 0 if the word is longer. */
    private final short[] fast = new short[1 << FAST_BITS];
    /** Symbols in the order of their words. */
    private final short[] sorted;

    private final int[] firstWord;
    private final int[] count;
    private final int[] firstSorted;

    /**
     * @param what name for messages
     * @param lengths of the code words by symbol, 0..16, of which 0 means that the symbol does not occur; fewer than 2048
     * @throws CorruptDataException if there are more words than bits can tell apart
     */
    CanonicalCode(String what, byte[] lengths) throws CorruptDataException {
        this(what, lengths, MAX_BITS);
    }

    /**
     * As above, with words of up to {@code maxBits} bits.
     *
     * @param maxBits 10..20
     */
    CanonicalCode(String what, byte[] lengths, int maxBits) throws CorruptDataException {
        this.what = what;
        this.maxBits = maxBits;
        firstWord = new int[maxBits + 1];
        count = new int[maxBits + 1];
        firstSorted = new int[maxBits + 1];
        for (byte length : lengths) {
            count[length]++;
        }
        sorted = new short[lengths.length - count[0]];
        count[0] = 0;
        int word = 0;
        for (int bits = 1; bits <= maxBits; bits++) {
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
     * @param ahead as many bits as the longest word may have, 16 unless said otherwise
     * @return {@code symbol << 5 | bits}
     */
    int decode(int ahead) throws CorruptDataException {
        int found = fast[ahead >>> (maxBits - FAST_BITS)] & 0xffff;
        if (found != 0) {
            return found;
        }
        for (int bits = FAST_BITS + 1; bits <= maxBits; bits++) {
            int index = (ahead >>> (maxBits - bits)) - firstWord[bits];
            if (index >= 0 && index < count[bits]) {
                return sorted[firstSorted[bits] + index] << 5 | bits;
            }
        }
        throw new CorruptDataException(what + ": the bits are no word of the Huffman code");
    }
}
