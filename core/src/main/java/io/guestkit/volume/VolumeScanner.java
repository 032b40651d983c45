package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.DiskException;
import io.guestkit.io.SliceSource;
import io.guestkit.io.Warning;
import io.guestkit.volume.NotExamined.Code;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the disks of a guest into volumes.
 *
 * <p>Volumes wait in a list of work: each one that is taken from it is reported, and what it divides into is put back
 * in its place. Disks and arrays divide by their partition tables. A volume that a {@link LayerDriver} recognises as a
 * member waits beside the list for the others of its group; what comes of the group goes onto the list, too.
 *
 * <p>Whether a disk carries a table or a file system right from its first sector is for each {@link TableDriver} to
 * say: it knows which of its bytes a file system could imitate. A disk for which no driver has a table is a volume
 * without one, and so is any file system on it. So is a hybrid disc image, whatever its table says.
 */
public final class VolumeScanner {

    /** Volumes in volumes: a partition of an array of partitions counts four. */
    static final int MAX_DEPTH = 16;
    /** Far more than a guest has; an image can claim any number. */
    static final int MAX_VOLUMES = 16_384;

    private static final BlockSource NOTHING = new BytesSource(new byte[0]);

    private final List<TableDriver> tableDrivers;
    private final List<LayerDriver<?>> layerDrivers;

    /**
     * @param tableDrivers asked in this order, until one has a table; GPT before MBR, since every GPT has an MBR too
     * @param layerDrivers each for types of its own; groups that are as complete as others are put together in this order
     */
    public VolumeScanner(List<TableDriver> tableDrivers, List<LayerDriver<?>> layerDrivers) {
        this.tableDrivers = List.copyOf(tableDrivers);
        this.layerDrivers = List.copyOf(layerDrivers);
    }

    /**
     * Never fails for what is on the disks: what cannot be read is among what was not examined.
     *
     * @param disks their contents must stay open as long as the volumes are used
     * @return the content of the volumes that layers made is the caller's to close, last one first
     */
    public ScanResult scan(List<NamedDisk> disks) {
        Scan scan = new Scan();
        for (NamedDisk disk : disks) {
            scan.work.add(Volume.disk(disk));
            scan.devices.add(disk.device());
        }
        scan.run();
        return new ScanResult(scan.volumes, scan.warnings, scan.notExamined);
    }

    /** One run over the work, and what it has come to so far. */
    private final class Scan {
        private final Deque<Volume> work = new ArrayDeque<>();
        private final List<LayerGroups<?>> layers = new ArrayList<>();
        private final List<Volume> volumes = new ArrayList<>();
        private final Set<String> devices = new HashSet<>();
        private final Map<String, Integer> depths = new HashMap<>();
        private final List<Warning> warnings = new ArrayList<>();
        private final List<NotExamined> notExamined = new ArrayList<>();

        Scan() {
            for (LayerDriver<?> driver : layerDrivers) {
                layers.add(new LayerGroups<>(driver));
            }
        }

        void run() {
            do {
                while (!work.isEmpty()) {
                    if (volumes.size() == MAX_VOLUMES) {
                        stop();
                        return;
                    }
                    look(work.remove());
                }
            } while (assemble(true) || assemble(false));
        }

        /** What layers made and is not reported is in nobody else's hands. */
        private void stop() {
            Volume next = work.getFirst();
            notExamined.add(new NotExamined(
                    next.location(), Code.UNSUPPORTED, "more than " + MAX_VOLUMES + " volumes are not looked at"));
            for (Volume unused : work) {
                close(unused.made().isPresent() ? unused.content() : NOTHING, unused.location());
            }
        }

        private void close(BlockSource content, Location location) {
            try {
                content.close();
            } catch (IOException e) {
                notExamined.add(NotExamined.of(location, e));
            }
        }

        /** Reports a volume, and puts what it divides into in front of the work that is left. */
        private void look(Volume volume) {
            LayerGroups.Candidate<?> candidate = null;
            Volume looked = volume;
            try {
                candidate = candidate(volume);
            } catch (DiskException e) {
                notExamined.add(NotExamined.of(volume.location(), e));
                looked = volume.asMemberOf("something that cannot be used");
            } catch (IOException e) {
                // whoever looks for a file system meets it again, and says so
            }
            if (volume.kind().isPartitioned() && (candidate == null || !candidate.outranksTable())) {
                Optional<PartitionTable> table = table(volume, notExamined);
                if (table.isPresent()) {
                    divide(volume, table.get());
                    return;
                }
            } else if (candidate != null && volume.kind().isPartitioned()) {
                Optional<PartitionTable> table = table(volume, new ArrayList<>());
                if (table.isPresent() && isOfPartition(candidate, volume, table.get())) {
                    divide(volume, table.get());
                    return;
                }
            }
            if (candidate != null) {
                looked = volume.asMemberOf(candidate.member().description());
                candidate.join(notExamined);
            }
            volumes.add(looked);
        }

        private LayerGroups.@Nullable Candidate<?> candidate(Volume volume) throws IOException {
            if (layers.isEmpty() || volume.content().size() == 0) {
                return null;
            }
            Signature signature = Signatures.probe(volume.content()).orElse(null);
            if (signature != null && signature.role() != Signature.Role.CONTAINER) {
                signature = null;
            }
            for (LayerGroups<?> groups : layers) {
                LayerGroups.Candidate<?> candidate = groups.candidate(volume, signature);
                if (candidate != null) {
                    return candidate;
                }
            }
            return null;
        }

        /** A superblock at the end of a disk may be that of its last partition. */
        private boolean isOfPartition(LayerGroups.Candidate<?> disk, Volume volume, PartitionTable table) {
            for (Partition each : table.partitions()) {
                try {
                    LayerGroups.Candidate<?> partition = candidate(partition(volume, table, each, new ArrayList<>()));
                    if (partition != null && partition.isOfSameGroup(disk)) {
                        return true;
                    }
                } catch (IOException e) {
                    // a partition that cannot be read is no reason to trust the table more than the superblock
                }
            }
            return false;
        }

        private void divide(Volume volume, PartitionTable table) {
            volumes.add(volume.withTable(table));
            for (Warning warning : table.warnings()) {
                warnings.add(new Warning(volume.location().then(warning.where()).toString(), warning.message()));
            }
            List<Volume> partitions = new ArrayList<>();
            for (Partition each : table.partitions()) {
                Volume partition = partition(volume, table, each, notExamined);
                partitions.add(partition);
                devices.add(partition.device());
                depths.put(partition.device(), depth(volume) + 1);
            }
            for (Volume partition : partitions.reversed()) {
                work.addFirst(partition);
            }
        }

        private Optional<PartitionTable> table(Volume disk, List<NotExamined> missed) {
            for (TableDriver driver : tableDrivers) {
                try {
                    Optional<PartitionTable> table = driver.read(disk.content());
                    if (table.isPresent()) {
                        return isHybrid(disk, table.get()) ? Optional.empty() : table;
                    }
                } catch (IOException e) {
                    missed.add(NotExamined.of(disk.location(), e));
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

        /**
         * Puts groups together.
         *
         * @param complete all of those that are complete; otherwise the first one that is not
         * @return whether there was one
         */
        private boolean assemble(boolean complete) {
            boolean any = false;
            for (LayerGroups<?> groups : layers) {
                for (LayerGroups.Group<?> group : groups.take(complete)) {
                    assemble(group);
                    any = true;
                }
                if (any && !complete) {
                    return true;
                }
            }
            return any;
        }

        private void assemble(LayerGroups.Group<?> group) {
            List<Volume> members = group.volumes();
            List<Location> locations = new ArrayList<>();
            Set<String> disks = new LinkedHashSet<>();
            int depth = 0;
            for (Volume member : members) {
                locations.add(member.location());
                disks.addAll(member.disks());
                depth = Math.max(depth, depth(member) + 1);
            }
            Location below = Location.over(locations);
            if (depth > MAX_DEPTH) {
                notExamined.add(new NotExamined(
                        below.then(group.description()),
                        Code.UNSUPPORTED,
                        "more than " + MAX_DEPTH + " volumes on top of each other"));
                return;
            }
            LayerResult result;
            try {
                result = group.assemble(devices::contains);
            } catch (IOException e) {
                notExamined.add(NotExamined.of(below.then(group.description()), e));
                return;
            }
            notExamined.addAll(result.notExamined());
            for (Warning warning : result.warnings()) {
                warnings.add(new Warning(below.then(warning.where()).toString(), warning.message()));
            }
            for (LayerVolume made : result.volumes()) {
                Location location = below.then(made.layer());
                String device = freeName(made);
                if (device == null) {
                    notExamined.add(new NotExamined(
                            location, Code.UNSUPPORTED, "another volume is called " + made.device() + " already"));
                    close(made.content(), location);
                    continue;
                }
                if (!device.equals(made.device())) {
                    warnings.add(new Warning(
                            location.toString(),
                            "goes by the name " + device + ", since another volume is called " + made.device()));
                }
                devices.add(device);
                depths.put(device, depth);
                work.add(Volume.made(made, device, location, List.copyOf(disks)));
            }
        }

        private @Nullable String freeName(LayerVolume made) {
            if (!devices.contains(made.device())) {
                return made.device();
            }
            for (String alias : made.aliases()) {
                if (!devices.contains(alias)) {
                    return alias;
                }
            }
            return null;
        }

        private int depth(Volume volume) {
            return depths.getOrDefault(volume.device(), 0);
        }
    }

    private static Volume partition(Volume disk, PartitionTable table, Partition partition, List<NotExamined> missed) {
        Location location = disk.location().then(table.kind() + " partition " + partition.number());
        return new Volume(
                deviceOf(disk.device(), partition.number()),
                location,
                Volume.Kind.PARTITION,
                content(disk.content(), partition, location, missed),
                disk.disks(),
                Optional.of(partition),
                Optional.of(table),
                Optional.empty(),
                Optional.empty());
    }

    /** As much of a partition as lies on the disk; one that starts behind its end is an empty volume. */
    private static BlockSource content(
            BlockSource disk, Partition partition, Location location, List<NotExamined> missed) {
        long offset = partition.offset();
        long there = Math.min(partition.length(), disk.size() - offset);
        if (there <= 0) {
            missed.add(new NotExamined(
                    location,
                    Code.UNREADABLE,
                    "starts at byte " + offset + ", but the disk ends at byte " + disk.size()));
            return NOTHING;
        }
        try {
            return new SliceSource(disk, offset, there);
        } catch (IOException e) {
            missed.add(NotExamined.of(location, e));
            return NOTHING;
        }
    }

    /** {@code /dev/sda1}; {@code /dev/nvme0n1p1} where the name of the disk ends in a digit itself. */
    private static String deviceOf(String disk, int number) {
        boolean endsInDigit = !disk.isEmpty() && Character.isDigit(disk.charAt(disk.length() - 1));
        return disk + (endsInDigit ? "p" : "") + number;
    }
}
