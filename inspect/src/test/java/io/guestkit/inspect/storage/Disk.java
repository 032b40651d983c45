package io.guestkit.inspect.storage;

import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes disks down for tests: each with its partitions. */
final class Disk {

    private final String device;
    private final String kind;
    private final boolean bootCode;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Storage> storages = new ArrayList<>();

    Disk(String device, String kind, boolean bootCode) {
        this.device = device;
        this.kind = kind;
        this.bootCode = bootCode;
    }

    static Storage whole(String device, String type, String uuid, Path root) {
        return new Storage(
                device,
                device,
                List.of(device),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                type,
                Optional.empty(),
                Optional.of(uuid),
                root);
    }

    /** @param tags {@code uuid=}, {@code label=}, {@code partuuid=}, {@code partlabel=}, {@code parttype=}, {@code active} */
    Disk part(int number, String type, Path root, String... tags) {
        Partition partition = new Partition(
                number,
                0,
                0,
                tag("parttype", tags).orElse("83"),
                tag("partuuid", tags),
                tag("partlabel", tags),
                List.of(tags).contains("active"));
        partitions.add(partition);
        storages.add(new Storage(
                device + number,
                device,
                List.of(device),
                List.of(),
                Optional.of(partition),
                Optional.empty(),
                type,
                tag("label", tags),
                tag("uuid", tags),
                root));
        return this;
    }

    private static Optional<String> tag(String name, String... tags) {
        for (String tag : tags) {
            if (tag.startsWith(name + "=")) {
                return Optional.of(tag.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    List<Storage> storages() {
        PartitionTable table = new PartitionTable(kind, Optional.empty(), 512, partitions, bootCode, List.of());
        List<Storage> all = new ArrayList<>();
        all.add(new Storage(
                device,
                device,
                List.of(device),
                List.of(),
                Optional.empty(),
                Optional.of(table),
                "",
                Optional.empty(),
                Optional.empty(),
                null));
        all.addAll(storages);
        return all;
    }
}
