package io.guestkit.inspect.storage;

import io.guestkit.fs.Subvolume;
import io.guestkit.inspect.parse.Crypttab;
import io.guestkit.inspect.parse.Fstab;
import io.guestkit.volume.Partition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which storage a guest means by the first field of an fstab line. A guest counts the disks of each bus from its own
 * point of view, so {@code /dev/vda1}, {@code /dev/sda1} and {@code /dev/nvme0n1p1} are all partition 1 of the first
 * disk.
 */
public final class DeviceNames {

    private static final String BY_UUID = "/dev/disk/by-uuid/";
    private static final int MAX_DISK_NUMBER = 100_000;

    private final List<Storage> all;
    private final List<Storage> disks = new ArrayList<>();
    /** What a guest's crypttab makes of names below /dev/mapper. */
    private final Map<String, Storage> mapped;

    private final HardwareLinks links;
    /** Which disk is which if the guest counts them in another order; null if it does not, as far as is known. */
    private final @Nullable HardwareLinks order;

    /** @param all disks in the order in which they were given, each with its partitions */
    public DeviceNames(List<Storage> all) {
        this(all, Map.of(), HardwareLinks.NONE, null);
    }

    private DeviceNames(
            List<Storage> all, Map<String, Storage> mapped, HardwareLinks links, @Nullable HardwareLinks order) {
        this.all = List.copyOf(all);
        this.mapped = Map.copyOf(mapped);
        this.links = links;
        this.order = order;
        for (Storage storage : all) {
            if (storage.isDisk()) {
                disks.add(storage);
            }
        }
    }

    /**
     * An encrypted volume that was opened.
     *
     * @param device that it is on
     * @param uuid of its header
     */
    public record Opened(String device, Optional<String> uuid, Storage inside) {

        private boolean is(String spec, @Nullable Storage resolved) {
            String named = spec.startsWith("UUID=")
                    ? spec.substring(5)
                    : spec.startsWith(BY_UUID) ? spec.substring(BY_UUID.length()) : "";
            return !named.isEmpty() && uuid.orElse("").equalsIgnoreCase(named)
                    || resolved != null && resolved.device().equals(device);
        }
    }

    /**
     * The same, and in addition the names that a guest gives to what is inside of encrypted volumes.
     *
     * @param crypttab of the guest; lines about what is not there, or was not opened, name nothing
     * @param root what the guest is on
     */
    public DeviceNames with(Crypttab crypttab, List<Opened> opened, Storage root) {
        Map<String, Storage> names = new HashMap<>();
        for (Crypttab.Entry entry : crypttab.entries()) {
            Storage device = resolve(entry.spec(), root);
            for (Opened each : opened) {
                if (each.is(entry.spec(), device)) {
                    names.putIfAbsent(entry.name(), each.inside());
                }
            }
        }
        return new DeviceNames(all, names, links, order);
    }

    /**
     * The same, and in addition what a guest's mount table tells about its disks' serial numbers and slots, and about
     * their order: the root is where the table is, whatever number its disk was given.
     *
     * @param root what the guest is on
     */
    public DeviceNames with(Fstab table, Storage root) {
        HardwareLinks counted = null;
        for (Fstab.Entry entry : table.entries()) {
            if (entry.path().equals("/") && endOfDisk(entry.spec()) > 0) {
                Storage said = byNumber(entry.spec().substring(5));
                boolean isRoot = said != null && said.fileSystem().equals(root.fileSystem());
                counted = isRoot ? null : HardwareLinks.ofCounted(table, root, all);
                break; // a second line for the root is none
            }
        }
        return new DeviceNames(all, mapped, HardwareLinks.of(table, root, all), counted);
    }

    /** Whether the guest counts its disks in another order than that in which they were given. */
    public boolean isOtherOrder() {
        return order != null;
    }

    /** Whether a line with this field is about a disk that has to be there when the guest starts. */
    public static boolean isDevice(String spec) {
        return isTag(spec) || spec.startsWith("/dev/") && !isRemovable(spec.substring(5));
    }

    /** Whether a name depends on the controller, the slot, the serial number or what else is attached. */
    public static boolean isOfHardware(String spec) {
        return isCounted(spec) || HardwareLinks.isLink(spec);
    }

    /** Whether a name is made of what disks of virtio do not have, or have differently. */
    public static boolean isElsewhereOnVirtio(String spec) {
        return isOfHardware(spec)
                && !spec.startsWith("/dev/vd")
                && !spec.startsWith("/dev/disk/by-id/virtio-"); // a serial number that the machine may be given again
    }

    /** Whether a name counts the disks of a bus. */
    public static boolean isCounted(String spec) {
        String name = spec.startsWith("/dev/") ? spec.substring(5) : "";
        return prefixOf(name) > 0 || name.startsWith("cciss/") || name.startsWith("ubd");
    }

    private static boolean isTag(String spec) {
        return spec.startsWith("UUID=")
                || spec.startsWith("LABEL=")
                || spec.startsWith("PARTUUID=")
                || spec.startsWith("PARTLABEL=");
    }

    private static boolean isRemovable(String name) {
        return name.startsWith("fd")
                || name.startsWith("floppy")
                || name.startsWith("cd")
                || name.startsWith("dvd")
                || name.startsWith("sr")
                || name.startsWith("scd")
                || name.startsWith("iso9660/");
    }

    /**
     * @param root what the line's guest is on: of several that fit, one on the same disk is meant
     * @return null if nothing fits
     */
    public @Nullable Storage resolve(String spec, Storage root) {
        Storage found = find(spec, root);
        return found == null || found.fileSystem().equals(found.device()) ? found : byDevice(found.fileSystem());
    }

    private @Nullable Storage byDevice(String device) {
        for (Storage storage : all) {
            if (storage.device().equals(device)) {
                return storage;
            }
        }
        return null;
    }

    /** Whether a line says which subvolume it is about. */
    static boolean namesSubvolume(Fstab.Entry entry) {
        return entry.option("subvol") != null || entry.option("subvolid") != null;
    }

    /**
     * The subvolume that a line is about.
     *
     * @param whole what its first field stands for
     * @return {@code whole} if it has no subvolumes or the line names none; null if there is none of that name
     */
    public @Nullable Storage subvolume(Storage whole, Fstab.Entry entry) {
        if (whole.subvolume().isEmpty() || !namesSubvolume(entry)) {
            return whole;
        }
        String path = entry.option("subvol");
        String id = entry.option("subvolid");
        while (path != null && path.startsWith("/")) {
            path = path.substring(1);
        }
        for (Storage storage : all) {
            Subvolume subvolume = storage.subvolume().orElse(null);
            if (subvolume != null && storage.fileSystem().equals(whole.fileSystem())) {
                boolean meant = path == null
                        // 0 is another way to say the top
                        ? Long.toString(subvolume.id()).equals(id)
                                || "0".equals(id) && subvolume.path().isEmpty()
                        : subvolume.path().equals(path);
                if (meant) {
                    return storage;
                }
            }
        }
        return null;
    }

    private @Nullable Storage find(String spec, Storage root) {
        int equals = spec.indexOf('=');
        if (isTag(spec)) {
            return byTag(spec.substring(0, equals), spec.substring(equals + 1), root);
        }
        if (!spec.startsWith("/dev/")) {
            return null;
        }
        String name = spec.substring(5);
        if (name.equals("root")) {
            return root;
        }
        if (name.startsWith("disk/by-")) {
            int slash = name.indexOf('/', 8);
            return slash < 0 ? null : byLink(name.substring(8, slash), name.substring(slash + 1), root);
        }
        Storage opened = name.startsWith("mapper/") ? mapped.get(name.substring(7)) : null;
        if (opened != null) {
            return opened;
        }
        String device = name.startsWith("mapper/") ? volumeGroupName(name.substring(7)) : name;
        if (prefixOf(device) == 0) {
            return byName(device, spec);
        }
        return order == null ? byNumber(device) : order.resolveCounted(spec, all);
    }

    /** Names that count nothing, such as those of logical volumes: {@code vg/lv}, else as udev or the guest spells it. */
    private @Nullable Storage byName(String device, String spec) {
        Storage asSpelt = null;
        for (Storage storage : all) {
            if (storage.device().startsWith("/dev/")
                    && storage.device().substring(5).equals(device)) {
                return storage;
            }
            if (asSpelt == null
                    && (storage.device().equals(spec) || storage.aliases().contains(spec))) {
                asSpelt = storage;
            }
        }
        return asSpelt;
    }

    private @Nullable Storage byTag(String tag, String value, Storage root) {
        Storage elsewhere = null;
        for (Storage storage : all) {
            if (!value.isEmpty() && hasTag(storage, tag, value)) {
                if (storage.isOnAnyOf(root.disks())) {
                    return storage;
                }
                elsewhere = elsewhere == null ? storage : elsewhere;
            }
        }
        return elsewhere;
    }

    /** Ids are the same in any case of letters, names are not. */
    private static boolean hasTag(Storage storage, String tag, String value) {
        Partition partition = storage.partition().orElse(null);
        return switch (tag) {
            case "UUID" -> storage.uuid().orElse("").equalsIgnoreCase(value);
            case "LABEL" -> storage.label().orElse("").equals(value);
            case "PARTUUID" -> partition != null && partition.uuid().orElse("").equalsIgnoreCase(value);
            case "PARTLABEL" -> partition != null && partition.name().orElse("").equals(value);
            default -> false;
        };
    }

    /** Links that udev makes; characters that do not belong into a file name are escaped in them. */
    private @Nullable Storage byLink(String kind, String name, Storage root) {
        return switch (kind) {
            case "uuid" -> byTag("UUID", unescape(name), root);
            case "label" -> byTag("LABEL", unescape(name), root);
            case "partuuid" -> byTag("PARTUUID", unescape(name), root);
            case "partlabel" -> byTag("PARTLABEL", unescape(name), root);
            case "id", "path" -> {
                String link = "/dev/disk/by-" + kind + "/" + name;
                Storage linked = byAlias(link);
                yield linked == null ? links.resolve(link, all) : linked;
            }
            default -> null;
        };
    }

    private @Nullable Storage byAlias(String link) {
        for (Storage storage : all) {
            if (storage.aliases().contains(link)) {
                return storage;
            }
        }
        return null;
    }

    /** {@code vg--name-lv} is {@code vg-name/lv}. */
    private static String volumeGroupName(String mapped) {
        StringBuilder name = new StringBuilder(mapped.length());
        boolean split = false;
        for (int i = 0; i < mapped.length(); i++) {
            char c = mapped.charAt(i);
            if (c == '-' && i + 1 < mapped.length() && mapped.charAt(i + 1) == '-') {
                name.append('-');
                i++;
            } else if (c == '-' && !split) {
                name.append('/');
                split = true;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    /** Length of the part that tells the bus; 0 for names that do not count disks. */
    private static int prefixOf(String name) {
        if (name.startsWith("sd") || name.startsWith("hd") || name.startsWith("vd")) {
            return 2;
        }
        if (name.startsWith("xvd")) {
            return 3;
        }
        if (name.startsWith("nvme")) {
            return 4;
        }
        return name.startsWith("mmcblk") ? 6 : 0;
    }

    private static boolean isLettered(String name, int start) {
        return name.charAt(start - 1) == 'd';
    }

    /** Where the number of the disk ends, which starts there. */
    private static int endOfNumber(String name, int start) {
        boolean lettered = isLettered(name, start);
        int end = start;
        while (end < name.length() && (lettered ? isLetter(name.charAt(end)) : isDigit(name.charAt(end)))) {
            end++;
        }
        return end;
    }

    /** Behind the namespace, {@code n1} for all but exotic controllers. */
    private static int endOfNamespace(String name, int start, int end) {
        int after = end;
        if (start == 4 && name.startsWith("n", end)) {
            after++;
            while (after < name.length() && isDigit(name.charAt(after))) {
                after++;
            }
        }
        return after;
    }

    /** Where the disk's part of a name that counts disks ends; 0 if it is none. */
    static int endOfDisk(String spec) {
        String name = spec.startsWith("/dev/") ? spec.substring(5) : "";
        int start = prefixOf(name);
        int number = start == 0 ? 0 : endOfNumber(name, start);
        return number == start ? 0 : 5 + endOfNamespace(name, start, number);
    }

    private @Nullable Storage byNumber(String name) {
        int start = prefixOf(name);
        boolean lettered = isLettered(name, start);
        int end = endOfNumber(name, start);
        int disk = lettered ? letters(name, start, end) : number(name, start, end);
        if (disk < 0 || disk >= disks.size() || end == start) {
            return null;
        }
        end = endOfNamespace(name, start, end);
        if (end == name.length()) {
            return disks.get(disk);
        }
        int digits = lettered ? end : name.charAt(end) == 'p' ? end + 1 : name.length();
        int number = number(name, digits, name.length());
        return number <= 0 ? null : partition(all, disks.get(disk), number);
    }

    /** @param number 0 for the disk itself */
    static @Nullable Storage partition(List<Storage> all, Storage disk, int number) {
        if (number == 0) {
            return disk;
        }
        for (Storage storage : all) {
            if (storage.whole().equals(disk.device())
                    && storage.partition().isPresent()
                    && storage.partition().get().number() == number) {
                return storage;
            }
        }
        return null;
    }

    /** a is 0, z is 25, aa is 26; -1 for what is no disk. */
    private static int letters(String name, int start, int end) {
        if (end == start || end - start > 3) {
            return -1;
        }
        int index = 0;
        for (int i = start; i < end; i++) {
            index = index * 26 + (name.charAt(i) - 'a') + 1;
        }
        return index - 1;
    }

    /** The number that stands there; -1 if none does, or one that nothing has. */
    static int number(String name, int start, int end) {
        if (start >= end) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            if (!isDigit(name.charAt(i)) || value > MAX_DISK_NUMBER) {
                return -1;
            }
            value = value * 10 + (name.charAt(i) - '0');
        }
        return value;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** udev writes a byte as {@code \x20}. */
    private static String unescape(String name) {
        if (name.indexOf("\\x") < 0) {
            return name;
        }
        byte[] in = name.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = i + 3 < in.length && in[i] == '\\' && in[i + 1] == 'x' ? Character.digit(in[i + 2], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 3], 16);
            if (low >= 0) {
                out[length++] = (byte) (high << 4 | low);
                i += 3;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
