package io.guestkit.inspect.parse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Steps through the lines of a file of any size in constant memory: of a line longer than {@link #MAX_LINE} only the
 * start is seen. Bytes become text only where somebody asks.
 */
public final class ByteLines {

    /** In bytes. */
    public static final int MAX_LINE = 64 << 10;

    private final InputStream in;
    private final long maxBytes;
    private final byte[] buffer = new byte[2 * MAX_LINE];
    private int limit;
    private int next;
    private int start;
    private int end;
    private long read;
    private boolean eof;

    /**
     * @param in stays the caller's to close
     * @param maxBytes how large the file may be
     */
    public ByteLines(InputStream in, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * Goes to the next line.
     *
     * @return whether there is one
     * @throws EOFException once more than the allowed number of bytes was read
     */
    public boolean next() throws IOException {
        int newline = findNewline(next);
        if (newline < 0) {
            if (next >= limit && eof) {
                return false;
            }
            newline = limit; // the last line, or the start of one that is too long
        }
        start = next;
        end = Math.min(newline, start + MAX_LINE);
        next = newline < limit ? newline + 1 : skipRest();
        if (end > start && end == newline && buffer[end - 1] == '\r') {
            end--;
        }
        return true;
    }

    /** Number of bytes in the line, at most {@link #MAX_LINE}. */
    public int length() {
        return end - start;
    }

    /** One byte of the line, at an index below {@link #length()}. */
    public byte at(int index) {
        return buffer[start + index];
    }

    /** Whether the line starts with these characters, which are ASCII. */
    public boolean startsWith(String ascii) {
        if (ascii.length() > end - start) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (buffer[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The index of a byte in the line from {@code from} on, or -1. */
    public int indexOf(char ascii, int from) {
        for (int i = start + from; i < end; i++) {
            if (buffer[i] == ascii) {
                return i - start;
            }
        }
        return -1;
    }

    /** The line from an index on, without blanks around it; bytes that are not UTF-8 become U+FFFD. */
    public String text(int from) {
        return text(from, end - start);
    }

    /** As {@link #text(int)}, up to and without the byte at {@code to}. */
    public String text(int from, int to) {
        return new String(buffer, start + from, to - from, StandardCharsets.UTF_8).strip();
    }

    /** The newline at or behind {@code from} if it is or can be brought into the buffer, else -1; moves the line. */
    private int findNewline(int from) throws IOException {
        int at = from;
        while (true) {
            while (at < limit) {
                if (buffer[at] == '\n') {
                    return at;
                }
                at++;
            }
            if (eof || at - next > MAX_LINE) {
                return -1;
            }
            if (limit == buffer.length) {
                System.arraycopy(buffer, next, buffer, 0, limit - next);
                at -= next;
                limit -= next;
                next = 0;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        int got = in.read(buffer, limit, buffer.length - limit);
        if (got < 0) {
            eof = true;
            return;
        }
        read += got;
        if (read > maxBytes) {
            throw new EOFException("more than the %d bytes that such a file may have".formatted(maxBytes));
        }
        limit += got;
    }

    /** Passes over the rest of a line whose start fills the buffer, and leaves that start where it is. */
    private int skipRest() throws IOException {
        if (eof) {
            return limit;
        }
        int keep = start + MAX_LINE; // inside the buffer: more than that is known to be there
        while (true) {
            limit = keep; // nothing of what was read behind it was a newline
            fill();
            for (int at = keep; at < limit; at++) {
                if (buffer[at] == '\n') {
                    return at + 1;
                }
            }
            if (eof) {
                return limit;
            }
        }
    }
}
