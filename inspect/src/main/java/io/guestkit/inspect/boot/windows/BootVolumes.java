package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.inspect.windows.DriveLetter;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The volumes that may have a part in a start of Windows, and which of them is meant. */
final class BootVolumes {

    private final Storage root;
    private final List<Storage> all;

    BootVolumes(GuestStorage storage) {
        this.root = storage.root();
        this.all = storage.all();
    }

    /** The one with the directory of Windows. */
    Storage root() {
        return root;
    }

    boolean isRoot(Storage storage) {
        return storage.device().equals(root.device());
    }

    /** FAT file systems that have this file: where firmware of UEFI looks. */
    List<Storage> fatWith(String file) throws IOException {
        List<Storage> found = new ArrayList<>();
        for (Storage each : all) {
            if (each.type().equals("vfat") && file(each, file) != null) {
                found.add(each);
            }
        }
        return found;
    }

    /** The partitions that a BIOS would start from: the active one of each MBR disk. */
    List<Storage> active() {
        List<Storage> found = new ArrayList<>();
        for (Storage each : all) {
            PartitionTable table = table(each.whole()).orElse(null);
            boolean active =
                    each.partition().isPresent() && each.partition().get().bootable();
            if (active && table != null && table.kind().equals("mbr")) {
                found.add(each);
            }
        }
        return found;
    }

    /** The table that a device is the disk of. */
    Optional<PartitionTable> table(String disk) {
        for (Storage each : all) {
            if (each.device().equals(disk)) {
                return each.table();
            }
        }
        return Optional.empty();
    }

    /**
     * The volume that a device of a store is.
     *
     * @param manager where the boot manager is
     * @return null if it is on none of the disks, or no partition of one
     */
    @Nullable
    Storage find(BcdDevice device, Storage manager) {
        return switch (device) {
            case BcdDevice.Boot boot -> manager;
            case BcdDevice.GptPartition gpt -> ofGpt(gpt.partition(), gpt.disk());
            case BcdDevice.MbrPartition mbr -> ofMbr(mbr.signature(), mbr.offset());
            case BcdDevice.RamDisk ram -> null;
            case BcdDevice.VirtualDisk file -> null;
            case BcdDevice.Locate locate -> null;
            case BcdDevice.Other other -> null;
        };
    }

    /** The volume that has a drive letter; null if it is on none of the disks. */
    @Nullable
    Storage find(DriveLetter letter) {
        if (letter.partitionGuid().isPresent()) {
            return ofGpt(letter.partitionGuid().get());
        }
        return ofMbr(letter.diskId().orElse(""), letter.offset());
    }

    /** The first volume that has a file or a directory; null if none has. */
    @Nullable
    Storage firstWith(String path) throws IOException {
        for (Storage each : all) {
            Path top = each.root();
            if (top != null && !path.isEmpty() && new CaseBlindFiles(top).find(path) != null) {
                return each;
            }
        }
        return null;
    }

    /**
     * The partition that an ARC path counts.
     *
     * @param disk from 0
     * @param number from 1, primary ones first
     */
    @Nullable
    Storage ofBios(int disk, int number) {
        int disks = 0;
        for (Storage whole : all) {
            PartitionTable table = whole.partition().isEmpty() ? whole.table().orElse(null) : null;
            if (table == null || disks++ != disk) {
                continue;
            }
            List<Partition> partitions = table.partitions(); // by number, which are primary ones first
            if (number < 1 || number > partitions.size()) {
                return null;
            }
            Partition meant = partitions.get(number - 1);
            for (Storage each : all) {
                if (each.whole().equals(whole.device())
                        && each.partition().map(Partition::number).orElse(0) == meant.number()) {
                    return each;
                }
            }
        }
        return null;
    }

    private @Nullable Storage ofGpt(UUID guid, UUID disk) {
        Storage found = ofGpt(guid.toString());
        PartitionTable table = found == null ? null : table(found.whole()).orElse(null);
        boolean same = table != null && table.diskId().orElse("").equalsIgnoreCase(disk.toString());
        return same ? found : null;
    }

    /** Whichever disk it is on. */
    @Nullable
    Storage ofGpt(String guid) {
        for (Storage each : all) {
            Partition partition = each.partition().orElse(null);
            if (partition != null && partition.uuid().orElse("").equalsIgnoreCase(guid)) {
                return each;
            }
        }
        return null;
    }

    private @Nullable Storage ofMbr(String signature, long offset) {
        for (Storage each : all) {
            Partition partition = each.partition().orElse(null);
            PartitionTable table = table(each.whole()).orElse(null);
            if (partition != null
                    && partition.offset() == offset
                    && table != null
                    && table.kind().equals("mbr")
                    && table.diskId().orElse("").equalsIgnoreCase(signature)) {
                return each;
            }
        }
        return null;
    }

    /** A file of a volume, in any case; null if there is none, or the volume cannot be read. */
    static @Nullable Path file(Storage storage, String path) throws IOException {
        Path top = storage.root();
        return top == null ? null : new CaseBlindFiles(top).file(path);
    }

    /** How reports name a file: as it is stored, behind the device where that is not the one with Windows. */
    String shown(Storage storage, Path file) {
        Path top = storage.root();
        String path = top == null ? file.toString() : "/" + top.relativize(file);
        return isRoot(storage) ? path : storage.device() + ":" + path;
    }

    /** The same for a file that is not there. */
    String shown(Storage storage, String path) {
        String slashed = path.replace('\\', '/');
        String absolute = slashed.startsWith("/") ? slashed : "/" + slashed;
        return isRoot(storage) ? absolute : storage.device() + ":" + absolute;
    }
}
