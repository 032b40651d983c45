package io.guestkit.image.ova;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a hypervisor's file says of a guest, in whatever language.
 *
 * @param kind what the file is called in messages
 * @param disks in the order in which the guest sees them
 * @param files all that the file names, also those of no disk, in the order in which they stand there
 */
record Descriptor(String kind, List<Disk> disks, List<File> files, MachineDescription machine) {

    /** Far above what exporters write. */
    static final int MAX_BYTES = 4 << 20;

    private static final int MAX_DISKS = 1000;

    /** More than any machine has. */
    private static final int MAX_CARDS = 64;

    private static final int MAX_NAME = 200;

    Descriptor {
        disks = List.copyOf(disks);
        files = List.copyOf(files);
    }

    /**
     * A disk.
     *
     * @param id by which its hardware item names it
     * @param capacity in units of {@code capacityUnits}, as it stands there
     * @param capacityUnits {@code ovf:capacityAllocationUnits}
     * @param format what the descriptor says of it, which lies at times
     * @param certain the format that its hypervisor takes it for, whatever it begins with; empty where content decides
     * @param file empty for a disk that is blank
     */
    record Disk(
            String id,
            String capacity,
            String capacityUnits,
            String format,
            Optional<DiskFormat> certain,
            Optional<File> file) {

        Disk(String id, String capacity, String capacityUnits, String format, Optional<File> file) {
            this(id, capacity, capacityUnits, format, Optional.empty(), file);
        }

        /** A file beside the descriptor. */
        static Disk of(String id, String href, String format, Optional<DiskFormat> certain) {
            return new Disk(id, "", "", format, certain, Optional.of(new File(id, href, "", "", "")));
        }

        /** What the disk is called in messages, and where one is chosen: its file, or its id. */
        String name() {
            return file.map(File::href).orElse(id);
        }
    }

    /**
     * A file of the appliance.
     *
     * @param size {@code ovf:size} in bytes, as it stands there; empty if it does not
     * @param compression {@code ovf:compression}; empty for none
     * @param chunkSize {@code ovf:chunkSize}; empty if the file is in one piece
     */
    record File(String id, String href, String size, String compression, String chunkSize) {}

    /** One that names its disks and nothing else. */
    static Descriptor of(String kind, List<Disk> disks, MachineDescription machine) {
        List<File> files = new ArrayList<>();
        for (Disk disk : disks) {
            disk.file().ifPresent(files::add);
        }
        return new Descriptor(kind, disks, files, machine);
    }

    /** Refuses more disks than any machine has. */
    static void requireFew(String kind, int disks) throws CorruptDataException {
        if (disks > MAX_DISKS) {
            throw new CorruptDataException("%s: has %d disks, expected at most %d".formatted(kind, disks, MAX_DISKS));
        }
    }

    /** A name as it can be shown; empty if there is none. */
    static Optional<String> name(String text) {
        String name = text.strip();
        return name.isEmpty() ? Optional.empty() : Optional.of(name.substring(0, Math.min(name.length(), MAX_NAME)));
    }

    /** A count of at least 1; empty for all else. */
    static OptionalInt count(String text) {
        try {
            int number = Integer.parseInt(text.strip());
            return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The first ones; nobody counts on more. */
    static List<Card> cards(List<Card> all) {
        return new ArrayList<>(all.subList(0, Math.min(all.size(), MAX_CARDS)));
    }

    /** What Linux calls a card in a slot of that number, as VMware counts them and ACPI does. */
    static List<String> namesBySlot(String number) {
        OptionalInt slot = count(number);
        return slot.isPresent() ? List.of("ens" + slot.getAsInt()) : List.of();
    }

    /** @param text an address with colons, dashes or nothing between its bytes; empty if it is none */
    static Optional<String> mac(String text) {
        StringBuilder mac = new StringBuilder();
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) >= 0 && c < 128) {
                mac.append(digits > 0 && digits % 2 == 0 ? ":" : "").append(Character.toLowerCase(c));
                digits++;
            } else if (c != ':' && c != '-') {
                return Optional.empty();
            }
        }
        return digits == 12 ? Optional.of(mac.toString()) : Optional.empty();
    }
}
