package io.guestkit.inspect.parse;

import java.io.IOException;
import java.io.InputStream;

/** The next bytes of a stream, as if it ended behind them. Closing it does not close the stream. */
public final class LimitedStream extends InputStream {

    private final InputStream in;
    private long left;

    public LimitedStream(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    /** How many bytes are not read yet. */
    public long left() {
        return left;
    }

    @Override
    public int read() throws IOException {
        int next = left > 0 ? in.read() : -1;
        left -= next < 0 ? 0 : 1;
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int got = left > 0 ? in.read(bytes, offset, (int) Math.min(length, left)) : -1;
        left -= Math.max(got, 0);
        return got;
    }
}
