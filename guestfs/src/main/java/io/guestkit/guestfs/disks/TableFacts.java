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
        String type = blkid.value(device, "PART_ENTRY_TYPE").orElse("").toLowerCase(Locale.ROOT);
        boolean mbr = kind.equals("mbr");
        if (mbr) {
            type = "%02x".formatted(number(type, 0));
            if (type.equals("05") || type.equals("0f") || type.equals("85")) {
                return Optional.empty();
            }
        }
        long flags = number(blkid.value(device, "PART_ENTRY_FLAGS").orElse(""), 0);
        long offset = number(blkid.value(device, "PART_ENTRY_OFFSET").orElse(""), 0);
        long length = number(blkid.value(device, "PART_ENTRY_SIZE").orElse(""), 0);
        Optional<String> name = mbr ? Optional.empty() : present(guestfs.partGetName(disk, number));
        try {
            return Optional.of(new Partition(
                    number,
                    Math.multiplyExact(offset, BLKID_SECTOR),
                    Math.multiplyExact(length, BLKID_SECTOR),
                    type,
                    blkid.value(device, "PART_ENTRY_UUID"),
                    name,
                    (flags & (mbr ? ACTIVE : LEGACY_BIOS_BOOTABLE)) != 0));
        } catch (ArithmeticException e) {
            throw new IOException(device + ": " + length + " sectors at " + offset + " are no place on a disk");
        }
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
