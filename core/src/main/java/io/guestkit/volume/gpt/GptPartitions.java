package io.guestkit.volume.gpt;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionLayout;
import io.guestkit.volume.PartitionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the entries of a GPT into partitions. */
final class GptPartitions {

    static final String KIND = "gpt";

    private GptPartitions() {}

    /** @param warnings found so far; those about partitions are added */
    static PartitionTable table(GptCopy copy, boolean bootCode, long diskSize, List<Warning> warnings)
            throws CorruptDataException {
        GptHeader header = copy.header();
        int entrySize = header.sizeOfPartitionEntry();
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < header.numberOfPartitionEntries(); i++) {
            GptEntry entry = GptEntry.parse(copy.entries().slice("gpt partition entry", i * entrySize, entrySize));
            if (!entry.isUsed()) {
                continue;
            }
            String doubt = doubt(entry, header, copy.sectorSize());
            if (doubt != null) {
                warnings.add(new Warning("gpt partition " + (i + 1), doubt));
            }
            if (isPlaced(entry, copy.sectorSize())) {
                partitions.add(partition(i + 1, entry, copy.sectorSize()));
            }
        }
        warnings.addAll(PartitionLayout.warnings(KIND, partitions, diskSize));
        return new PartitionTable(
                KIND, Optional.of(header.diskGuid().toString()), copy.sectorSize(), partitions, bootCode, warnings);
    }

    /** Whether the entry says where the partition lies: its first block is not behind its last, both are 63-bit bytes. */
    private static boolean isPlaced(GptEntry entry, int sectorSize) {
        return entry.startingLba() >= 0
                && entry.startingLba() <= entry.endingLba()
                && entry.endingLba() < Long.MAX_VALUE / sectorSize;
    }

    private static @Nullable String doubt(GptEntry entry, GptHeader header, int sectorSize) {
        if (!isPlaced(entry, sectorSize)) {
            return range(entry) + " are no range of sectors; it is left out";
        }
        if (entry.startingLba() < header.firstUsableLba() || entry.endingLba() > header.lastUsableLba()) {
            return range(entry) + " lie outside the usable blocks, " + header.firstUsableLba() + " to "
                    + header.lastUsableLba();
        }
        return null;
    }

    private static String range(GptEntry entry) {
        return "StartingLBA " + Long.toUnsignedString(entry.startingLba()) + " and EndingLBA "
                + Long.toUnsignedString(entry.endingLba());
    }

    private static Partition partition(int number, GptEntry entry, int sectorSize) {
        return new Partition(
                number,
                entry.startingLba() * sectorSize,
                (entry.endingLba() - entry.startingLba() + 1) * sectorSize,
                entry.partitionTypeGuid().toString(),
                Optional.of(entry.uniquePartitionGuid().toString()),
                entry.partitionName().isEmpty() ? Optional.empty() : Optional.of(entry.partitionName()),
                entry.isLegacyBiosBootable());
    }
}
