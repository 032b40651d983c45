package io.guestkit.image;

import io.guestkit.codec.Decoder;
import io.guestkit.io.BlockSource;
import java.util.OptionalLong;

/** What one image, without those below it, holds for a range of the disk that the guest sees. */
public sealed interface Run {

    /** Where the run starts on the guest's disk, in bytes. */
    long position();

    /** In bytes, at least 1. */
    long length();

    /** Position of the first byte after the run. */
    default long end() {
        return position() + length();
    }

    /** Bytes that stand as they are at {@code fileOffset} of {@code file}. */
    record Data(long position, long length, BlockSource file, long fileOffset) implements Run {}

    /**
     * Zeros that hide what the backing file has.
     *
     * @param reservedAt where the file keeps room for the bytes, if it does
     */
    record Zero(long position, long length, OptionalLong reservedAt) implements Run {}

    /** Nothing stored here: the backing file's content, or zeros where there is none. */
    record Unallocated(long position, long length) implements Run {}

    /**
     * A part of a unit that is compressed as a whole.
     *
     * @param file where the compressed bytes are
     * @param fileOffset of the first compressed byte
     * @param storedLength how many bytes to hand to the decoder; may be more than the stream has
     * @param unitPosition where the unit starts on the guest's disk; not after {@code position}
     * @param unitLength of the decompressed unit, in bytes
     */
    record Compressed(
            long position,
            long length,
            BlockSource file,
            long fileOffset,
            int storedLength,
            long unitPosition,
            int unitLength,
            Decoder decoder)
            implements Run {}
}
