package io.guestkit.fs.squashfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;

/**
 * A table of entries of the same size in blocks of metadata, the positions of which stand in a row.
 *
 * @param name of an entry, for messages
 * @param positions where that row is
 * @param entries how many there are
 * @param entrySize in bytes, a power of two
 */
record LookupTable(Blocks blocks, String name, long positions, long entries, int entrySize) {

    StructView entry(long index) throws IOException {
        if (index < 0 || index >= entries) {
            throw new CorruptDataException("%s %d: there are only %d".formatted(name, index, entries));
        }
        long at = index * entrySize; // 32 bits times 16 at most
        long position =
                blocks.plain(name, positions + at / Blocks.METADATA_SIZE * 8, 8).bits64(0);
        return MetadataReader.at(blocks, name, position, (int) (at % Blocks.METADATA_SIZE))
                .struct(name, entrySize);
    }
}
