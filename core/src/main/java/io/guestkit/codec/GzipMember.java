package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One member of RFC 1952. What the inflater did not need goes back. */
final class GzipMember extends InputStream {

    /** Most bytes that are pushed back. */
    static final int CHUNK = 8192;

    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int MAX_TEXT = 1 << 16;

    private final PushbackInputStream input;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] chunk = new byte[CHUNK];
    private final byte[] one = new byte[1];
    private int filled;
    private long size;
    private boolean ended;

    GzipMember(PushbackInputStream input) throws IOException {
        this.input = input;
        header();
    }

    private void header() throws IOException {
        if (next() != 0x1f || next() != 0x8b || next() != 8) {
            throw new CorruptDataException("gzip member: no deflated one");
        }
        int flags = next();
        input.skipNBytes(6);
        if ((flags & FEXTRA) != 0) {
            input.skipNBytes(next() | next() << 8);
        }
        if ((flags & FNAME) != 0) {
            skipText();
        }
        if ((flags & FCOMMENT) != 0) {
            skipText();
        }
        if ((flags & FHCRC) != 0) {
            input.skipNBytes(2);
        }
    }

    private void skipText() throws IOException {
        for (int i = 0; next() != 0; i++) {
            if (i == MAX_TEXT) {
                throw new CorruptDataException("gzip member: a text of more than " + MAX_TEXT + " bytes");
            }
        }
    }

    private int next() throws IOException {
        int next = input.read();
        if (next < 0) {
            throw new EOFException("the file ends in it");
        }
        return next;
    }

    private long next32() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        try {
            while (true) {
                int got = inflater.inflate(bytes, offset, length);
                if (got > 0) {
                    crc.update(bytes, offset, got);
                    size += got;
                    return got;
                }
                if (inflater.finished()) {
                    end();
                    return -1;
                }
                if (inflater.needsDictionary()) {
                    throw new CorruptDataException("gzip member: it wants a dictionary");
                }
                int more = input.read(chunk, 0, CHUNK);
                if (more < 0) {
                    throw new EOFException("the file ends in it");
                }
                filled = more;
                inflater.setInput(chunk, 0, more);
            }
        } catch (DataFormatException e) {
            throw new CorruptDataException("gzip member: " + e.getMessage());
        }
    }

    private void end() throws IOException {
        ended = true;
        int rest = inflater.getRemaining();
        input.unread(chunk, filled - rest, rest);
        inflater.end();
        if (next32() != crc.getValue()) {
            throw new CorruptDataException("gzip member: CRC32 does not match its content");
        }
        if (next32() != (size & 0xffff_ffffL)) {
            throw new CorruptDataException("gzip member: ISIZE does not match its content");
        }
    }
}
