package io.guestkit.volume;

import io.guestkit.io.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is doubtful about where partitions lie, whatever the table they come from. */
public final class PartitionLayout {

    private static final Comparator<Partition> BY_OFFSET = new Comparator<>() { // a lambda would start slower
                @Override
                public int compare(Partition one, Partition other) {
                    return Long.compare(one.offset(), other.offset());
                }
            };

    private PartitionLayout() {}

    /**
     * Warns of partitions that lie on top of each other or reach past the end of the disk.
     *
     * @param kind of the table, as in {@link PartitionTable#kind}
     * @param partitions none of which contains others by design
     * @param diskSize in bytes
     * @return at most two warnings for each partition
     */
    public static List<Warning> warnings(String kind, List<Partition> partitions, long diskSize) {
        List<Warning> warnings = new ArrayList<>();
        List<Partition> byOffset = new ArrayList<>(partitions);
        byOffset.sort(BY_OFFSET);
        Partition furthest = null;
        for (Partition partition : byOffset) {
            if (furthest != null && partition.offset() < end(furthest)) {
                warnings.add(new Warning(where(kind, partition), "overlaps partition " + furthest.number()));
            }
            if (furthest == null || end(partition) > end(furthest)) {
                furthest = partition;
            }
        }
        for (Partition partition : partitions) {
            if (partition.offset() >= diskSize) {
                warnings.add(new Warning(
                        where(kind, partition),
                        "starts at byte " + partition.offset() + ", behind the end of the disk at " + diskSize));
            } else if (end(partition) > diskSize) {
                warnings.add(new Warning(
                        where(kind, partition),
                        "ends at byte " + end(partition) + ", but the disk at " + diskSize + "; it is cut there"));
            }
        }
        return warnings;
    }

    private static String where(String kind, Partition partition) {
        return kind + " partition " + partition.number();
    }

    private static long end(Partition partition) {
        return partition.offset() + partition.length(); // the table reader has proven that this does not overflow
    }
}
