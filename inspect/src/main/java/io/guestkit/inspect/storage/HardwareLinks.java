package io.guestkit.inspect.storage;

import io.guestkit.inspect.parse.Fstab;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which disks are meant by udev's links that are made of a serial number ({@code by-id}) or a slot ({@code by-path}).
 * Images have neither. But a mount table says what is on their partitions, and where that is so on one disk only, that
 * disk is the one. Where a guest counts its disks in another order than they are given, the same tells which is which.
 */
final class HardwareLinks {

    static final HardwareLinks NONE = new HardwareLinks(Map.of());

    /** More than a guest has disks; what a table names beyond that stays unknown. */
    private static final int MAX_LINKS = 64;

    /** More than a disk has partitions that are mounted; further lines say nothing new of it. */
    private static final int MAX_LINES = 128;

    private static final String BY = "/dev/disk/by-";
    private static final String PART = "-part";

    /** Device of a disk by its links {@code id/…} and {@code path/…}; empty where the table does not tell which. */
    private final Map<String, String> disks;

    /** What names that count disks have in front here. */
    private static final String COUNTED = "counted/";

    private HardwareLinks(Map<String, String> disks) {
        this.disks = Map.copyOf(disks);
    }

    /**
     * A link, taken apart.
     *
     * @param disk the part of its name that is the disk's
     * @param partition its number; 0 for the disk itself
     */
    private record Link(String disk, int partition) {

        /** @return null if the name counts partitions in a way that none is counted */
        static @Nullable Link of(String name) {
            int part = name.lastIndexOf(PART);
            if (part < 0) {
                return new Link(name, 0);
            }
            int number = DeviceNames.number(name, part + PART.length(), name.length());
            return number < 0 ? null : new Link(name.substring(0, part), number);
        }

        /** @return null if the name counts no disk and partition */
        static @Nullable Link ofCounted(String spec) {
            int end = DeviceNames.endOfDisk(spec);
            if (end == 0) {
                return null;
            }
            String disk = COUNTED + spec.substring(5, end);
            if (end == spec.length()) {
                return new Link(disk, 0);
            }
            int digits = spec.charAt(end) == 'p' ? end + 1 : end;
            int number = DeviceNames.number(spec, digits, spec.length());
            return number <= 0 ? null : new Link(disk, number);
        }
    }

    private record Line(int partition, Fstab.Entry entry) {}

    /**
     * @param root what the table is in
     * @param all disks and what is on them
     */
    static HardwareLinks of(Fstab table, Storage root, List<Storage> all) {
        Map<String, List<Line>> links = lines(table, false);
        return links.isEmpty() ? NONE : new HardwareLinks(known(links, root, all));
    }

    /**
     * The same for names that count disks, in whatever order.
     *
     * @return null if the table does not tell on which disk its own root is
     */
    static @Nullable HardwareLinks ofCounted(Fstab table, Storage root, List<Storage> all) {
        Map<String, List<Line>> links = lines(table, true);
        Map<String, String> known = known(links, root, all);
        int given = 0;
        for (Storage storage : all) {
            given += storage.isDisk() ? 1 : 0;
        }
        if (links.size() > given) {
            // which of the others are missing is not known
            for (Map.Entry<String, List<Line>> each : links.entrySet()) {
                if (!hasRoot(each.getValue())) {
                    known.put(each.getKey(), "");
                }
            }
        }
        for (Map.Entry<String, List<Line>> each : links.entrySet()) {
            if (hasRoot(each.getValue())
                    && !known.getOrDefault(each.getKey(), "").isEmpty()) {
                return new HardwareLinks(known);
            }
        }
        return null;
    }

    private static boolean hasRoot(List<Line> lines) {
        for (Line line : lines) {
            if (line.entry().path().equals("/")) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, List<Line>> lines(Fstab table, boolean counted) {
        Map<String, List<Line>> links = new LinkedHashMap<>();
        for (Fstab.Entry entry : table.entries()) {
            String name = counted ? null : nameOf(entry.spec());
            Link link = counted ? Link.ofCounted(entry.spec()) : name == null ? null : Link.of(name);
            if (link != null && link.partition() > 0 && (links.containsKey(link.disk()) || links.size() < MAX_LINKS)) {
                List<Line> lines = links.computeIfAbsent(link.disk(), any -> new ArrayList<>());
                if (lines.size() < MAX_LINES) {
                    lines.add(new Line(link.partition(), entry));
                }
            }
        }
        return links;
    }

    /** {@code id/…} or {@code path/…}; null for other names, and for those that no hardware has made. */
    private static @Nullable String nameOf(String spec) {
        String name = spec.startsWith(BY) ? spec.substring(BY.length()) : "";
        boolean hardware = name.startsWith("path/") || name.startsWith("id/");
        return !hardware || name.startsWith("id/dm-") || name.startsWith("id/lvm-") || name.startsWith("id/md-")
                ? null
                : name;
    }

    /** Whether a name is a link that is made of what only the hardware knows. */
    static boolean isLink(String spec) {
        return nameOf(spec) != null;
    }

    private static Map<String, String> known(Map<String, List<Line>> links, Storage root, List<Storage> all) {
        Map<String, String> known = new HashMap<>();
        for (String link : links.keySet()) {
            known.put(link, "");
        }
        links.forEach((link, lines) -> { // of which there is no doubt, whatever else would fit the same disk
            String disk = hasRoot(lines) ? onlyFitting(link, lines, known, root, all) : null;
            known.computeIfPresent(link, (key, before) -> disk == null ? before : disk);
        });
        boolean more = true;
        while (more) { // each round but the last knows one link more
            more = false;
            for (Map.Entry<String, List<Line>> each : links.entrySet()) {
                String link = each.getKey();
                String disk = known.getOrDefault(link, "").isEmpty()
                        ? onlyFitting(link, each.getValue(), known, root, all)
                        : null;
                if (disk != null) {
                    known.put(link, disk);
                    more = true;
                }
            }
        }
        return known;
    }

    private static @Nullable String onlyFitting(
            String link, List<Line> lines, Map<String, String> known, Storage root, List<Storage> all) {
        String only = null;
        for (Storage disk : all) {
            if (disk.isDisk() && !isTaken(disk, link, known) && fits(disk, lines, root, all)) {
                if (only != null) {
                    return null;
                }
                only = disk.device();
            }
        }
        return only;
    }

    /** One disk has one link of a kind: two such links are two disks. */
    private static boolean isTaken(Storage disk, String link, Map<String, String> known) {
        for (Map.Entry<String, String> each : known.entrySet()) {
            if (each.getValue().equals(disk.device()) && kind(each.getKey()).equals(kind(link))) {
                return true;
            }
        }
        return false;
    }

    private static String kind(String link) {
        if (link.startsWith(COUNTED)) {
            return COUNTED;
        }
        int dash = link.indexOf('-');
        // scsi-3… and scsi-S… are two ways to name one disk
        return link.substring(0, dash < 0 ? link.length() : Math.min(link.length(), dash + 2));
    }

    private static boolean fits(Storage disk, List<Line> lines, Storage root, List<Storage> all) {
        for (Line line : lines) {
            Storage partition = DeviceNames.partition(all, disk, line.partition());
            if (partition == null || !isMeant(partition, line.entry(), root)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMeant(Storage partition, Fstab.Entry entry, Storage root) {
        boolean isRoot = partition.device().equals(root.fileSystem());
        boolean severalRoots = isRoot && root.subvolume().isPresent();
        if (entry.path().equals("/") != isRoot && !severalRoots) {
            return false;
        }
        String type = entry.type();
        return partition.type().isEmpty() // which contradicts nothing
                || type.equals("auto")
                || type.startsWith(partition.type()) // ntfs-3g
                || type.startsWith("ext") && partition.type().startsWith("ext");
    }

    /** What a name that counts disks means; null if that is not known. */
    @Nullable
    Storage resolveCounted(String spec, List<Storage> all) {
        Link link = Link.ofCounted(spec);
        String known = link == null ? null : disks.get(link.disk());
        for (Storage disk : all) {
            if (link != null && disk.isDisk() && disk.device().equals(known)) {
                return DeviceNames.partition(all, disk, link.partition());
            }
        }
        return null;
    }

    /**
     * The device of the partition or disk that a name means.
     *
     * @param spec as in a mount table
     * @return null if that is not known
     */
    @Nullable
    Storage resolve(String spec, List<Storage> all) {
        String name = nameOf(spec);
        Link link = name == null ? null : Link.of(name);
        if (link == null) {
            return null;
        }
        String known = disks.get(link.disk());
        Storage only = null;
        for (Storage disk : all) {
            if (disk.isDisk()) {
                if (known != null && known.equals(disk.device())) {
                    return DeviceNames.partition(all, disk, link.partition());
                }
                if (only != null && known == null) {
                    return null;
                }
                only = disk;
            }
        }
        // with one disk, of which no line says that it is another, there is no doubt
        return known == null && only != null ? DeviceNames.partition(all, only, link.partition()) : null;
    }
}
