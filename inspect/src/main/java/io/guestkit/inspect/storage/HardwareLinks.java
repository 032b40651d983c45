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
 * disk is the one.
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
    }

    private record Line(int partition, Fstab.Entry entry) {}

    /**
     * @param root what the table is in
     * @param all disks and what is on them
     */
    static HardwareLinks of(Fstab table, Storage root, List<Storage> all) {
        Map<String, List<Line>> links = new LinkedHashMap<>();
        for (Fstab.Entry entry : table.entries()) {
            String name = nameOf(entry.spec());
            Link link = name == null ? null : Link.of(name);
            if (link != null && link.partition() > 0 && (links.containsKey(link.disk()) || links.size() < MAX_LINKS)) {
                List<Line> lines = links.computeIfAbsent(link.disk(), any -> new ArrayList<>());
                if (lines.size() < MAX_LINES) {
                    lines.add(new Line(link.partition(), entry));
                }
            }
        }
        return links.isEmpty() ? NONE : new HardwareLinks(known(links, root, all));
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
