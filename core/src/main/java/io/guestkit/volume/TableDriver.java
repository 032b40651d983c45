package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.Optional;

/** Recognises and reads one kind of partition table. */
public interface TableDriver {

    /**
     * Reads the table of a disk.
     *
     * @return empty if there is none of this kind
     * @throws IOException if the disk cannot be read; a disk too short for a table has none
     * @throws io.guestkit.io.CorruptDataException if there is certainly such a table and nothing of it can be trusted
     */
    Optional<PartitionTable> read(BlockSource disk) throws IOException;
}
