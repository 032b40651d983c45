package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.SliceSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Turns the disks of a guest into volumes.
 *
 * <p>Volumes wait in a list of work: each one that is taken from it is reported, and what it divides into is put back
 * in its place. Today only disks divide, by their partition tables. A layer that makes volumes out of volumes, several
 * of them together even, takes its members from the same list.
 *
 * <p>Whether a disk carries a table or a file system right from its first sector is for each {@link TableDriver} to
 * say: it knows which of its bytes a file system could imitate. A disk for which no driver has a table is a volume
 * without one, and so is any file system on it. So is a hybrid disc image, whatever its table says.
 */
public final class VolumeScanner {

    private static final BlockSource NOTHING = new BytesSource(new byte[0]);

    private final List<TableDriver> tableDrivers;

    /** @param tableDrivers asked in this order, until one has a table; GPT before MBR, since every GPT has an MBR too */
    public VolumeScanner(List<TableDriver> tableDrivers) {
        this.tableDrivers = List.copyOf(tableDrivers);
    }

    /**
     * Never fails for what is on the disks: a table that cannot be read is among what was not examined.
     *
     * @param disks their contents must stay open as long as the volumes are used
     */
    public ScanResult scan(List<NamedDisk> disks) {
        Deque<Volume> work = new ArrayDeque<>();
        for (NamedDisk disk : disks) {
            work.add(new Volume(
                    disk.device(),
                    disk.location(),
                    Volume.Kind.DISK,
                    disk.content(),
                    Optional.empty(),
                    Optional.empty()));
        }
        Scan scan = new Scan();
        while (!work.isEmpty()) {
            Volume volume = work.remove();
            switch (volume.kind()) {
                case DISK -> scan.disk(volume, work);
                case PARTITION -> scan.volumes.add(volume);
            }
        }
        return new ScanResult(scan.volumes, scan.warnings, scan.notExamined);
    }

    /** One run over the work, and what it has come to so far. */
    private final class Scan {
        private final List<Volume> volumes = new ArrayList<>();
        private final List<Warning> warnings = new ArrayList<>();
        private final List<NotExamined> notExamined = new ArrayList<>();

        /** Reports a disk, and puts its partitions in front of the work that is left. */
        void disk(Volume disk, Deque<Volume> work) {
            Optional<PartitionTable> table = table(disk);
            volumes.add(
                    new Volume(disk.device(), disk.location(), disk.kind(), disk.content(), disk.partition(), table));
            if (table.isEmpty()) {
                return;
            }
            for (Warning warning : table.get().warnings()) {
                warnings.add(new Warning(disk.location().then(warning.where()).toString(), warning.message()));
            }
            List<Volume> partitions = new ArrayList<>();
            for (Partition partition : table.get().partitions()) {
                partitions.add(partition(disk, table.get(), partition));
            }
            for (Volume partition : partitions.reversed()) {
                work.addFirst(partition);
            }
        }

        private Optional<PartitionTable> table(Volume disk) {
            for (TableDriver driver : tableDrivers) {
                try {
                    Optional<PartitionTable> table = driver.read(disk.content());
                    if (table.isPresent()) {
                        return isHybrid(disk, table.get()) ? Optional.empty() : table;
                    }
                } catch (IOException e) {
                    notExamined.add(new NotExamined(disk.location(), code(e), reason(e)));
                }
            }
            return Optional.empty();
        }

        private boolean isHybrid(Volume disk, PartitionTable table) throws IOException {
            if (!HybridDisc.is(disk.content(), table)) {
                return false;
            }
            warnings.add(new Warning(
                    disk.location().then(table.kind()).toString(),
                    "the disk as a whole is an ISO 9660 that can be booted from a stick too; its "
                            + table.partitions().size() + " partitions are parts of it and left aside"));
            return true;
        }

        private Volume partition(Volume disk, PartitionTable table, Partition partition) {
            Location location = disk.location().then(table.kind() + " partition " + partition.number());
            return new Volume(
                    deviceOf(disk.device(), partition.number()),
                    location,
                    Volume.Kind.PARTITION,
                    content(disk.content(), partition, location),
                    Optional.of(partition),
                    Optional.of(table));
        }

        /** As much of a partition as lies on the disk; one that starts behind its end is an empty volume. */
        private BlockSource content(BlockSource disk, Partition partition, Location location) {
            long offset = partition.offset();
            long there = Math.min(partition.length(), disk.size() - offset);
            if (there <= 0) {
                notExamined.add(new NotExamined(
                        location,
                        NotExamined.Code.UNREADABLE,
                        "starts at byte " + offset + ", but the disk ends at byte " + disk.size()));
                return NOTHING;
            }
            try {
                return new SliceSource(disk, offset, there);
            } catch (IOException e) {
                notExamined.add(new NotExamined(location, NotExamined.Code.UNREADABLE, reason(e)));
                return NOTHING;
            }
        }
    }

    /** {@code /dev/sda1}; {@code /dev/nvme0n1p1} where the name of the disk ends in a digit itself. */
    private static String deviceOf(String disk, int number) {
        boolean endsInDigit = !disk.isEmpty() && Character.isDigit(disk.charAt(disk.length() - 1));
        return disk + (endsInDigit ? "p" : "") + number;
    }

    private static NotExamined.Code code(IOException e) {
        return switch (e) {
            case CorruptDataException corrupt -> NotExamined.Code.CORRUPT;
            case UnsupportedFeatureException unsupported -> NotExamined.Code.UNSUPPORTED;
            case KeyRequiredException locked -> NotExamined.Code.KEY_REQUIRED;
            default -> NotExamined.Code.UNREADABLE;
        };
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
