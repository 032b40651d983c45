package io.guestkit.inspect.storage;

import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the disks of a guest are prepared to be started by.
 *
 * <ul>
 *   <li>For UEFI speaks a loader: a file {@code EFI/<directory>/*.efi} on a FAT file system. Neither the type of the
 *       partition nor a line for /boot/efi in fstab nor an empty directory is enough.
 *   <li>For BIOS speaks machine code in the first sector, and a place where it goes on: on GPT a BIOS boot partition or
 *       one with the legacy bootable attribute, on MBR an active partition.
 *   <li>Half of the latter (code that goes nowhere, which partitioning tools write to fresh disks, or a place without
 *       code) counts only where nothing speaks for UEFI.
 *   <li>Where both are complete, as on many images for clouds, either firmware starts the guest: the answer is unknown.
 * </ul>
 *
 * @param found sentences, in the order of the disks
 */
public record FirmwareEvidence(Firmware firmware, List<String> found) {

    public static final FirmwareEvidence NONE = new FirmwareEvidence(Firmware.UNKNOWN, List.of());

    private static final String BIOS_BOOT_PARTITION = "21686148-6449-6e6f-744e-656564454649";
    private static final int MAX_DIRECTORIES = 256;

    /** @param disks devices of the disks that the guest uses */
    public static FirmwareEvidence on(Set<String> disks, List<Storage> all) throws IOException {
        List<String> found = new ArrayList<>();
        boolean loader = false;
        boolean bios = false;
        boolean halfBios = false;
        for (Storage storage : all) {
            if (!storage.isOnAnyOf(disks)) {
                continue;
            }
            String file = loader(storage);
            if (file != null) {
                loader = true;
                found.add(storage.device() + " has the UEFI loader /" + file);
            }
            if (storage.isDisk() && storage.table().isPresent()) {
                PartitionTable table = storage.table().get();
                String place = place(table);
                if (table.bootCode()) {
                    found.add(storage.device() + " has boot code in its first sector");
                }
                if (place != null) {
                    found.add(storage.device() + " has " + place);
                }
                bios |= table.bootCode() && place != null;
                halfBios |= table.bootCode() || table.kind().equals("gpt") && place != null;
            }
        }
        Firmware firmware;
        if (loader) {
            firmware = bios ? Firmware.UNKNOWN : Firmware.UEFI;
        } else {
            firmware = bios || halfBios ? Firmware.BIOS : Firmware.UNKNOWN;
        }
        return new FirmwareEvidence(firmware, List.copyOf(found));
    }

    private static @Nullable String place(PartitionTable table) {
        for (Partition partition : table.partitions()) {
            if (partition.type().equalsIgnoreCase(BIOS_BOOT_PARTITION)) {
                return "BIOS boot partition " + partition.number();
            }
            if (partition.bootable()) {
                return "active partition " + partition.number();
            }
        }
        return null;
    }

    private static @Nullable String loader(Storage storage) throws IOException {
        if (!storage.type().equals("vfat") || storage.root() == null) {
            return null;
        }
        GuestFiles files = new GuestFiles(storage.root());
        int directories = 0;
        for (String directory : files.names("EFI")) {
            if (++directories > MAX_DIRECTORIES) {
                return null;
            }
            for (String name : files.names("EFI/" + directory)) {
                String file = "EFI/" + directory + "/" + name;
                if (name.toLowerCase(Locale.ROOT).endsWith(".efi") && files.isFile(file)) {
                    return file;
                }
            }
        }
        return null;
    }
}
