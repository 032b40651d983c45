package io.guestkit.image.vmdk;

import io.guestkit.io.CorruptDataException;

/** How the words of a kind of grain directory and of its grain tables are to be understood. */
sealed interface GrainWords permits SectorWords, SeSparseWords {

    /** What a grain table says of a grain. */
    enum Kind {
        DATA,
        ZERO,
        UNALLOCATED
    }

    /** Bytes of a word: 4 or 8. */
    int bytes();

    /**
     * Where in the file the grain table is that a word of the directory stands for, in bytes; 0 where there is none.
     *
     * @throws CorruptDataException if the word stands for nothing
     */
    long tableOffset(long directoryWord) throws CorruptDataException;

    /** @throws CorruptDataException if the word stands for nothing */
    Kind kind(long word) throws CorruptDataException;

    /** Where in the file the grain is that a word of kind DATA stands for, in bytes; below 2⁶². */
    long grainOffset(long word) throws CorruptDataException;
}
