package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * One stream of bzip2, checksums verified: blocks of up to 900 000 bytes, each run-length coded, sorted (Burrows-Wheeler),
 * moved to front and coded by up to six Huffman codes. Bits come with the highest first, and nothing but the header is
 * aligned to bytes. The format is described in
 * <a href="https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf">bzip2-format.pdf</a>.
 */
final class Bzip2Stream extends InputStream {

    private static final String NAME = "bzip2 stream";
    private static final long BLOCK = 0x314159265359L;
    private static final long END = 0x177245385090L;
    private static final int UNIT = 100_000;

    private static final int RUN_A = 0;
    private static final int RUN_B = 1;
    private static final int MAX_CODES = 6;
    private static final int CODE_BITS = 20;
    /** So many symbols, then the next selector tells the code of the next ones. */
    private static final int GROUP = 50;
    /** So many suffice for any block; what tools write beyond is not used. */
    private static final int MAX_SELECTORS = 18_002;

    private static final int[] CRC = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int value = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                value = value < 0 ? value << 1 ^ 0x04c11db7 : value << 1;
            }
            CRC[i] = value;
        }
    }

    private final InputStream input;
    private final byte[] one = new byte[1];
    private long bits;
    private int bitCount;
    private boolean ended;
    private int combined;

    /** Of the block: its bytes, above each the place of the byte that follows it. */
    private final int[] links;

    private int length;
    private int place;
    private int taken;
    private int expected;
    private int crc;
    /** How often the last byte was met in a row, and how many copies of it are still due. */
    private int row;

    private int last;
    private int due;

    /** @param input at the start of the stream; only its own bytes are taken */
    Bzip2Stream(InputStream input) throws IOException {
        this.input = input;
        if (bits(8) != 'B' || bits(8) != 'Z' || bits(8) != 'h') {
            throw new CorruptDataException(NAME + ": no magic number");
        }
        int level = bits(8) - '0';
        if (level < 1 || level > 9) {
            throw CorruptDataException.field(NAME, "level", 3, level, "1..9");
        }
        links = new int[level * UNIT];
        next();
    }

    /** The next bits as a number; of the input no byte is taken before it is needed. */
    private int bits(int count) throws IOException {
        fill(count);
        bitCount -= count;
        return (int) (bits >>> bitCount) & (1 << count) - 1;
    }

    private void fill(int count) throws IOException {
        while (bitCount < count) {
            int next = input.read();
            if (next < 0) {
                throw new EOFException("the file ends in it");
            }
            bits = bits << 8 | next; // 24 bits and those of one byte at most
            bitCount += 8;
        }
    }

    private int bits32() throws IOException {
        return bits(16) << 16 | bits(16);
    }

    /** Decodes the next block, or takes the end. */
    private void next() throws IOException {
        long magic = (long) bits(24) << 24 | bits(24);
        int checksum = bits32();
        if (magic == END) {
            ended = true;
            if (checksum != combined) {
                throw new CorruptDataException(NAME + ": its checksum does not match its content");
            }
            return;
        }
        if (magic != BLOCK) {
            throw new CorruptDataException("%s: no block and no end starts with 0x%012x".formatted(NAME, magic));
        }
        expected = checksum;
        crc = -1;
        if (bits(1) != 0) {
            throw new UnsupportedFeatureException(
                    "bzip2 blocks that are randomised, which nothing has written since 1997");
        }
        int origin = bits(24);
        symbols();
        sort(origin);
    }

    /** Huffman codes and moves to the front undone: fills {@link #links} with the block's bytes. */
    private void symbols() throws IOException {
        byte[] front = new byte[256];
        int used = used(front);
        int codes = bits(3);
        if (codes < 2 || codes > MAX_CODES) {
            throw new CorruptDataException("%s: %d Huffman codes, expected 2..%d".formatted(NAME, codes, MAX_CODES));
        }
        byte[] selectors = selectors(codes);
        CanonicalCode[] tables = new CanonicalCode[codes];
        for (int i = 0; i < codes; i++) {
            tables[i] = new CanonicalCode(NAME, lengths(used + 2), CODE_BITS);
        }
        int endOfBlock = used + 1;
        length = 0;
        long run = 0;
        long weight = 1;
        for (int read = 0; ; read++) {
            if (read / GROUP >= selectors.length) {
                throw new CorruptDataException(NAME + ": a block has more symbols than its selectors are for");
            }
            fill(CODE_BITS); // behind a block there are 80 bits at least
            int found = tables[selectors[read / GROUP]].decode(
                    (int) (bits >>> (bitCount - CODE_BITS)) & (1 << CODE_BITS) - 1);
            bitCount -= found & 31;
            int symbol = found >>> 5;
            if (symbol == RUN_A || symbol == RUN_B) {
                run += weight << symbol;
                weight <<= 1;
                if (run > links.length) { // so that the weight stays small, too
                    throw tooLong();
                }
                continue;
            }
            if (run > links.length - length) {
                throw tooLong();
            }
            Arrays.fill(links, length, length + (int) run, front[0] & 0xff);
            length += (int) run;
            run = 0;
            weight = 1;
            if (symbol == endOfBlock) {
                return;
            }
            if (length == links.length) {
                throw tooLong();
            }
            byte moved = front[symbol - 1];
            System.arraycopy(front, 0, front, 1, symbol - 1);
            front[0] = moved;
            links[length++] = moved & 0xff;
        }
    }

    private CorruptDataException tooLong() {
        return new CorruptDataException("%s: a block has more than %d bytes".formatted(NAME, links.length));
    }

    /** The bytes that a block has, ascending; returns how many. */
    private int used(byte[] bytes) throws IOException {
        int ranges = bits(16);
        int count = 0;
        for (int range = 0; range < 16; range++) {
            int members = (ranges >> (15 - range) & 1) == 0 ? 0 : bits(16);
            for (int i = 0; i < 16; i++) {
                if ((members >> (15 - i) & 1) != 0) {
                    bytes[count++] = (byte) (range * 16 + i);
                }
            }
        }
        if (count == 0) {
            throw new CorruptDataException(NAME + ": a block has no bytes");
        }
        return count;
    }

    private byte[] selectors(int codes) throws IOException {
        int count = bits(15);
        byte[] front = {0, 1, 2, 3, 4, 5};
        byte[] selectors = new byte[Math.min(count, MAX_SELECTORS)];
        for (int i = 0; i < count; i++) {
            int index = 0;
            while (bits(1) != 0) {
                if (++index == codes) {
                    throw new CorruptDataException(NAME + ": a selector is of no Huffman code");
                }
            }
            byte code = front[index];
            System.arraycopy(front, 0, front, 1, index);
            front[0] = code;
            if (i < selectors.length) {
                selectors[i] = code;
            }
        }
        return selectors;
    }

    /** Each as its difference to the one before. */
    private byte[] lengths(int symbols) throws IOException {
        byte[] lengths = new byte[symbols];
        int length = bits(5);
        for (int i = 0; i < symbols; i++) {
            while (true) { // takes bits each time
                if (length < 1 || length > CODE_BITS) {
                    throw new CorruptDataException("%s: a word of a Huffman code has %d bits, expected 1..%d"
                            .formatted(NAME, length, CODE_BITS));
                }
                if (bits(1) == 0) {
                    break;
                }
                length += bits(1) == 0 ? 1 : -1;
            }
            lengths[i] = (byte) length;
        }
        return lengths;
    }

    /** Links each byte with the one that follows it in the text: the n-th of its kind with the n-th of the sorted ones. */
    private void sort(int origin) throws CorruptDataException {
        if (origin >= length) {
            throw new CorruptDataException("%s: a block of %d bytes starts at byte %d".formatted(NAME, length, origin));
        }
        int[] at = new int[257];
        for (int i = 0; i < length; i++) {
            at[(links[i] & 0xff) + 1]++;
        }
        for (int i = 0; i < 256; i++) {
            at[i + 1] += at[i];
        }
        for (int i = 0; i < length; i++) {
            links[at[links[i] & 0xff]++] |= i << 8; // below 900 000
        }
        place = links[origin] >>> 8;
        taken = 0;
        row = 0;
        due = 0;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        int at = offset;
        while (at < offset + wanted) {
            if (due > 0) {
                due--;
                bytes[at++] = emit(last);
            } else if (ended) {
                break;
            } else if (taken == length) {
                endBlock();
            } else {
                int link = links[place];
                place = link >>> 8;
                taken++;
                int next = link & 0xff;
                if (row == 4) { // this one tells how many more there are
                    due = next;
                    row = 0;
                } else {
                    row = row > 0 && next == last ? row + 1 : 1;
                    last = next;
                    bytes[at++] = emit(next);
                }
            }
        }
        return at == offset ? -1 : at - offset;
    }

    private byte emit(int value) {
        crc = crc << 8 ^ CRC[crc >>> 24 ^ value];
        return (byte) value;
    }

    private void endBlock() throws IOException {
        if (~crc != expected) {
            throw new CorruptDataException(NAME + ": the checksum of a block does not match its content");
        }
        combined = Integer.rotateLeft(combined, 1) ^ expected;
        next();
    }
}
