package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * The file format of lzop: a header, and blocks of LZO1X up to one of length 0. Big-endian. Checksums are verified. As in
 * the kernel (lib/decompress_unlzo.c), a block has at most 256 KiB, which is what lzop writes.
 */
final class Lzop extends InputStream {

    private static final String HEADER = "lzop header";
    private static final byte[] MAGIC = {(byte) 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n'};
    private static final int BLOCK = 256 << 10;

    /** From this version on there are a level, a second word of time, and the version that is needed. */
    private static final int WITH_LEVEL = 0x0940;

    private static final int ADLER32_OF_CONTENT = 0x1;
    private static final int ADLER32_OF_COMPRESSED = 0x2;
    private static final int EXTRA_FIELD = 0x40;
    private static final int CRC32_OF_CONTENT = 0x100;
    private static final int CRC32_OF_COMPRESSED = 0x200;
    private static final int MULTIPART = 0x400;
    private static final int FILTER = 0x800;
    private static final int CRC32_OF_HEADER = 0x1000;

    private final InputStream input;
    private final byte[] one = new byte[1];
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
    private final int flags;
    private boolean ended;

    /** @param input at the start of the file; nothing behind its end is taken */
    Lzop(InputStream input) throws IOException {
        this.input = input;
        for (byte each : MAGIC) {
            if ((byte) take(1, null) != each) {
                throw new CorruptDataException(HEADER + ": no magic number");
            }
        }
        this.flags = header();
    }

    private int header() throws IOException {
        Checksum adler = new Adler32();
        CRC32 crc = new CRC32();
        Both sum = new Both(adler, crc);
        int version = take(2, sum);
        take(2, sum); // of the library
        if (version >= WITH_LEVEL) {
            take(2, sum); // needed to extract: flags tell more
        }
        int method = take(1, sum);
        if (method < 1 || method > 3) { // LZO1X-1, LZO1X-1(15), LZO1X-999: one format
            throw new UnsupportedFeatureException("lzop with compression method " + method);
        }
        if (version >= WITH_LEVEL) {
            take(1, sum);
        }
        int found = take(4, sum);
        if ((found & (MULTIPART | FILTER)) != 0) {
            throw new UnsupportedFeatureException(
                    "lzop in several parts or with a filter: flags 0x%x".formatted(found));
        }
        take(4, sum); // mode
        take(4, sum); // time
        if (version >= WITH_LEVEL) {
            take(4, sum);
        }
        for (int left = take(1, sum); left > 0; left--) {
            take(1, sum); // of the name
        }
        verify(HEADER, (found & CRC32_OF_HEADER) != 0 ? crc : adler, take(4, null));
        if ((found & EXTRA_FIELD) != 0) {
            long length = take(4, null) & 0xffff_ffffL;
            input.skipNBytes(length); // no longer than the file
            take(4, null);
        }
        return found;
    }

    /** Two checksums of the same bytes: which one counts is told among them. */
    private record Both(Checksum one, Checksum other) {
        void update(int value) {
            one.update(value);
            other.update(value);
        }
    }

    /** A number of so many bytes. */
    private int take(int bytes, @Nullable Both sum) throws IOException {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            int next = input.read();
            if (next < 0) {
                throw new EOFException("the file ends in it");
            }
            if (sum != null) {
                sum.update(next);
            }
            value = value << 8 | next;
        }
        return value;
    }

    private static void verify(String what, Checksum sum, int expected) throws CorruptDataException {
        if ((int) sum.getValue() != expected) {
            throw new CorruptDataException(what + ": checksum does not match");
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
        int length = take(4, null);
        if (length == 0) {
            ended = true;
            return false;
        }
        int stored = take(4, null);
        if (length < 0 || length > BLOCK || stored < 1 || stored > length) {
            throw new CorruptDataException(
                    "lzop block: %d bytes stored as %d, expected 1..%d as no more".formatted(length, stored, BLOCK));
        }
        int[] ofContent = sums(ADLER32_OF_CONTENT, CRC32_OF_CONTENT);
        boolean compressed = stored < length;
        int[] ofCompressed = compressed ? sums(ADLER32_OF_COMPRESSED, CRC32_OF_COMPRESSED) : new int[2];
        byte[] bytes = input.readNBytes(stored);
        if (bytes.length < stored) {
            throw new EOFException("the file ends in a block");
        }
        block.clear().limit(length);
        if (compressed) {
            verify(bytes, stored, ADLER32_OF_COMPRESSED, CRC32_OF_COMPRESSED, ofCompressed);
            Lzo.LZO1X.decode(ByteBuffer.wrap(bytes), block);
        } else {
            block.put(bytes);
        }
        block.flip();
        verify(block.array(), length, ADLER32_OF_CONTENT, CRC32_OF_CONTENT, ofContent);
        return true;
    }

    private int[] sums(int adler, int crc) throws IOException {
        return new int[] {(flags & adler) != 0 ? take(4, null) : 0, (flags & crc) != 0 ? take(4, null) : 0};
    }

    private void verify(byte[] bytes, int length, int adler, int crc, int[] expected) throws CorruptDataException {
        if ((flags & adler) != 0) {
            verify(bytes, length, new Adler32(), expected[0]);
        }
        if ((flags & crc) != 0) {
            verify(bytes, length, new CRC32(), expected[1]);
        }
    }

    private static void verify(byte[] bytes, int length, Checksum sum, int expected) throws CorruptDataException {
        sum.update(bytes, 0, length);
        verify("lzop block", sum, expected);
    }
}
