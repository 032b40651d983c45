package io.guestkit.guestfs.disks;

import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsException;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The partition table of a device, as parted and blkid of the appliance tell.
 *
 * @param kind {@code gpt} or {@code mbr}; empty if there is no table
 */
record TableFacts(String kind, Optional<PartitionTable> table, List<Line> lines) {

    /** A partition and the device that it is. */
    record Line(String device, Partition partition) {}

    /** Units of what blkid says, whatever the disk's sectors are. */
    private static final long BLKID_SECTOR = 512;

    private static final TableFacts NONE = new TableFacts("", Optional.empty(), List.of());

    /** Bit 2 of a GPT entry's attributes. */
    private static final long LEGACY_BIOS_BOOTABLE = 1L << 2;

    private static final long ACTIVE = 0x80;

    /** Types of partitions that hold other partitions. */
    private static final Set<String> EXTENDED = Set.of("05", "0f", "85");

    static TableFacts of(Guestfs guestfs, Blkid blkid, String device, ApplianceSource content) throws IOException {
        String kind = kind(guestfs, device);
        if (kind.isEmpty() || content.size() < BLKID_SECTOR) {
            return NONE;
        }
        List<Line> lines = new ArrayList<>();
        List<Partition> partitions = new ArrayList<>();
        for (String name : guestfs.listPartitions()) {
            if (guestfs.partToDev(name).equals(device)) {
                Optional<Partition> partition = partition(guestfs, blkid, kind, device, name);
                if (partition.isPresent()) {
                    partitions.add(partition.get());
                    lines.add(new Line(name, partition.get()));
                }
            }
        }
        byte[] start = content.readBytes(0, 2);
        Optional<String> diskId = blkid.value(device, "PTUUID").map(id -> id.toLowerCase(Locale.ROOT));
        PartitionTable table = new PartitionTable(
                kind, diskId, guestfs.blockdevGetss(device), partitions, start[0] != 0 || start[1] != 0, List.of());
        return new TableFacts(kind, Optional.of(table), lines);
    }

    private static String kind(Guestfs guestfs, String device) throws IOException {
        try {
            return switch (guestfs.partGetParttype(device)) {
                case "gpt" -> "gpt";
                case "msdos" -> "mbr";
                default -> ""; // "loop" is a file system without a table
            };
        } catch (GuestfsException e) {
            return ""; // how parted says that there is none
        }
    }

    /** Empty if it holds other partitions. */
    private static Optional<Partition> partition(Guestfs guestfs, Blkid blkid, String kind, String disk, String device)
            throws IOException {
        int number = guestfs.partToPartnum(device);
        boolean mbr = kind.equals("mbr");
        Optional<String> name = mbr ? Optional.empty() : present(guestfs.partGetName(disk, number));
        Optional<String> offset = blkid.value(device, "PART_ENTRY_OFFSET");
        Partition partition;
        try {
            partition = offset.isPresent()
                    ? known(blkid, mbr, device, number, Long.parseLong(offset.get()), name)
                    : unknown(guestfs, blkid, mbr, disk, number, name);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IOException(device + ": what the appliance says is no place on a disk: " + e.getMessage());
        }
        boolean extended = mbr && EXTENDED.contains(partition.type());
        return extended ? Optional.empty() : Optional.of(partition);
    }

    private static Partition known(
            Blkid blkid, boolean mbr, String device, int number, long offset, Optional<String> name)
            throws IOException {
        String type = blkid.value(device, "PART_ENTRY_TYPE").orElse("").toLowerCase(Locale.ROOT);
        long flags = number(blkid.value(device, "PART_ENTRY_FLAGS").orElse(""), 0);
        long length = number(blkid.value(device, "PART_ENTRY_SIZE").orElse(""), 0);
        return new Partition(
                number,
                Math.multiplyExact(offset, BLKID_SECTOR),
                Math.multiplyExact(length, BLKID_SECTOR),
                mbr ? "%02x".formatted(number(type, 0)) : type,
                blkid.value(device, "PART_ENTRY_UUID"),
                name,
                (flags & (mbr ? ACTIVE : LEGACY_BIOS_BOOTABLE)) != 0);
    }

    /** Of a partition that blkid finds nothing in, it does not tell where it is, either. */
    private static Partition unknown(
            Guestfs guestfs, Blkid blkid, boolean mbr, String disk, int number, Optional<String> name)
            throws IOException {
        Optional<String> uuid = mbr
                ? blkid.value(disk, "PTUUID").map(id -> "%s-%02x".formatted(id.toLowerCase(Locale.ROOT), number))
                : present(guestfs.partGetGptGuid(disk, number).toLowerCase(Locale.ROOT));
        for (var listed : guestfs.partList(disk)) {
            if (listed.partNum() == number) {
                return new Partition(
                        number,
                        listed.partStart().longValueExact(),
                        listed.partSize().longValueExact(),
                        mbr
                                ? "%02x".formatted(guestfs.partGetMbrId(disk, number))
                                : guestfs.partGetGptType(disk, number).toLowerCase(Locale.ROOT),
                        uuid,
                        name,
                        mbr && guestfs.partGetBootable(disk, number));
            }
        }
        throw new IOException("the appliance does not list partition " + number + " of " + disk);
    }

    private static long number(String text, long otherwise) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text, 2, text.length(), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
