package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;

/**
 * The legacy frame of lz4: a magic number and blocks of up to 8 MiB, each behind its length. It has no end of its own: it
 * ends where the file does or where no length of a block stands; a second magic number between blocks starts another
 * frame.
 */
final class Lz4Legacy extends InputStream {

    private static final int MAGIC = 0x184c2102;
    private static final int BLOCK = 8 << 20;
    /** What a block of that size can grow to. */
    private static final int MOST_COMPRESSED = BLOCK + BLOCK / 255 + 16;

    private final PushbackInputStream input;
    private final byte[] one = new byte[1];
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
    private boolean ended;

    Lz4Legacy(PushbackInputStream input) throws IOException {
        this.input = input;
        byte[] magic = input.readNBytes(4);
        if (magic.length < 4 || word(magic) != MAGIC) {
            throw new CorruptDataException("lz4 frame: no magic number of the legacy kind");
        }
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
        while (!block.hasRemaining()) {
            if (ended || !nextBlock()) {
                return -1;
            }
        }
        int count = Math.min(length, block.remaining());
        block.get(bytes, offset, count);
        return count;
    }

    private boolean nextBlock() throws IOException {
        byte[] head = input.readNBytes(4);
        int length = head.length < 4 ? 0 : word(head);
        if (length == MAGIC) {
            return true; // the frame behind it
        }
        if (length <= 0 || length > MOST_COMPRESSED) {
            input.unread(head);
            ended = true;
            return false;
        }
        byte[] compressed = input.readNBytes(length);
        if (compressed.length < length) {
            throw new EOFException("the file ends in a block");
        }
        block.clear();
        Lz4.BLOCK.decodeToEnd(ByteBuffer.wrap(compressed), block);
        block.flip();
        return true;
    }

    private static int word(byte[] bytes) {
        return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
    }
}
