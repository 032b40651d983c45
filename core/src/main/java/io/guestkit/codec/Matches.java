package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;

/** The repetitions of LZ77. */
final class Matches {

    private Matches() {}

    /**
     * Repeats what stands {@code back} bytes before {@code at}; the copy may overlap itself.
     *
     * @param what name for messages
     * @return where the output goes on
     * @throws CorruptDataException if the match starts before the output or ends behind it
     */
    static int copy(String what, byte[] out, int at, int back, int length) throws CorruptDataException {
        if (back < 1 || back > at) {
            throw new CorruptDataException("%s: a match goes %d bytes back from byte %d".formatted(what, back, at));
        }
        if (length < 1 || length > out.length - at) {
            throw new CorruptDataException(
                    "%s: a match of %d bytes at byte %d of %d".formatted(what, length, at, out.length));
        }
        if (back >= length) {
            System.arraycopy(out, at - back, out, at, length);
        } else {
            for (int i = at; i < at + length; i++) {
                out[i] = out[i - back];
            }
        }
        return at + length;
    }
}
