package io.guestkit.codec;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.guestkit.io.CorruptDataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * The bytes of one frame of RFC 8878 and none behind it: the library reads ahead, so that it must not see them. The
 * length of a frame is the sum of its blocks', whose headers stand between them.
 */
final class ZstdFrame extends InputStream {

    private static final int[] DICTIONARY_ID = {0, 1, 2, 4};
    /** As much as the library takes by itself for a window, 128 MiB, is more than the kernel has. */
    private static final int MAX_WINDOW_LOG = 27;

    private final PushbackInputStream input;
    private final byte[] header = new byte[18];
    private int headerLength;
    private int headerRead;
    private long blockLeft;
    private boolean lastBlock;
    private boolean checksum;
    private boolean checksumDone;
    private final byte[] one = new byte[1];

    private ZstdFrame(PushbackInputStream input) throws IOException {
        this.input = input;
        take(5);
        int descriptor = header[4] & 0xff;
        boolean single = (descriptor & 0x20) != 0;
        int sizeFlag = descriptor >> 6;
        int size = sizeFlag == 0 ? single ? 1 : 0 : 1 << sizeFlag;
        checksum = (descriptor & 4) != 0;
        take((single ? 0 : 1) + DICTIONARY_ID[descriptor & 3] + size);
    }

    /** Decodes it. */
    static InputStream open(PushbackInputStream input) throws IOException {
        ZstdInputStreamNoFinalizer decoded = new ZstdInputStreamNoFinalizer(new ZstdFrame(input));
        decoded.setLongMax(MAX_WINDOW_LOG);
        return decoded;
    }

    private void take(int count) throws IOException {
        if (input.readNBytes(header, headerLength, count) < count) {
            throw new EOFException("the file ends in a header");
        }
        headerLength += count;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (headerRead == headerLength && blockLeft == 0 && !nextBlock()) {
            return -1;
        }
        if (headerRead < headerLength) {
            int count = Math.min(length, headerLength - headerRead);
            System.arraycopy(header, headerRead, bytes, offset, count);
            headerRead += count;
            return count;
        }
        int got = input.read(bytes, offset, (int) Math.min(length, blockLeft));
        if (got < 0) {
            throw new EOFException("the file ends in a block");
        }
        blockLeft -= got;
        return got;
    }

    /** Takes the header of the next block, or what stands behind the last one. */
    private boolean nextBlock() throws IOException {
        headerLength = 0;
        headerRead = 0;
        if (lastBlock) {
            if (!checksum || checksumDone) {
                return false;
            }
            checksumDone = true;
            take(4);
            return true;
        }
        take(3);
        int word = header[0] & 0xff | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
        lastBlock = (word & 1) != 0;
        int size = word >> 3;
        blockLeft = switch (word >> 1 & 3) {
            case 0, 2 -> size;
            case 1 -> 1; // one byte, repeated
            default -> throw new CorruptDataException("zstd block: Block_Type is 3, which is reserved");
        };
        return true;
    }
}
