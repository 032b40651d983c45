package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;

/** What the decoders of the LZ77 family have in common: bytes are copied from the input, or from what was decoded before. */
final class Window {

    private final String stream;
    private final byte[] in;
    private final byte[] out;
    private int read;
    private int written;

    /**
     * @param stream what is decoded, for messages
     * @param input is taken whole
     * @param room how many bytes may come out
     */
    Window(String stream, ByteBuffer input, int room) {
        this.stream = stream;
        this.in = new byte[input.remaining()];
        input.get(in);
        this.out = new byte[room];
    }

    boolean atEnd() {
        return read == in.length;
    }

    /** The next byte of the input, unsigned. */
    int next() throws CorruptDataException {
        if (read == in.length) {
            throw malformed("ends early");
        }
        return in[read++] & 0xff;
    }

    /** Copies the next {@code length} bytes of the input. */
    void literals(long length) throws CorruptDataException {
        if (length > in.length - read) {
            throw malformed("ends early");
        }
        makeSureOfRoom(length);
        int count = (int) length;
        System.arraycopy(in, read, out, written, count);
        read += count;
        written += count;
    }

    /** Copies {@code length} bytes that begin {@code distance} bytes before the end of the output; they may overlap it. */
    void copy(int distance, long length) throws CorruptDataException {
        if (distance < 1 || distance > written) {
            throw malformed("copies from %d bytes before the %d that there are".formatted(distance, written));
        }
        makeSureOfRoom(length);
        int end = written + (int) length;
        if (distance >= length) {
            System.arraycopy(out, written - distance, out, written, (int) length);
        } else {
            for (int at = written; at < end; at++) {
                out[at] = out[at - distance];
            }
        }
        written = end;
    }

    private void makeSureOfRoom(long length) throws CorruptDataException {
        if (length > out.length - written) {
            throw malformed("is longer than the %d bytes expected".formatted(out.length));
        }
    }

    /** Hands over what was decoded. */
    void into(ByteBuffer output) {
        output.put(out, 0, written);
    }

    CorruptDataException malformed(String what) {
        return new CorruptDataException(stream + " is malformed: it " + what);
    }
}
