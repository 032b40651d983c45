package io.guestkit.guestfs.disks;

import io.guestkit.Disk;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsException;
import io.guestkit.guestfs.struct.LvmVg;
import io.guestkit.guestfs.struct.Mdstat;
import io.guestkit.volume.DynamicDisk;
import io.guestkit.volume.LayerVolume;
import io.guestkit.volume.Location;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.PartitionTable;
import io.guestkit.volume.Volume;
import io.guestkit.volume.Volume.Kind;
import io.guestkit.volume.VolumeKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The volumes that an appliance has found on its disks, after it was given the keys that there are. */
final class VolumeSurvey {

    /** Encrypted volumes inside of encrypted volumes: each round may lead to a next one. */
    private static final int MAX_ROUNDS = 16;

    /** More volumes than anybody has, each of which costs a few round trips. */
    private static final int MAX_VOLUMES = 2000;

    private final Guestfs guestfs;
    private final Blkid blkid;
    private final Map<String, Volume> volumes = new LinkedHashMap<>();
    private final List<NotExamined> notExamined = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();

    private VolumeSurvey(Guestfs guestfs, Blkid blkid) {
        this.guestfs = guestfs;
        this.blkid = blkid;
    }

    static VolumeSurvey of(Guestfs guestfs, Blkid blkid, List<Disk> disks, VolumeKeys keys) throws IOException {
        VolumeSurvey survey = new VolumeSurvey(guestfs, blkid);
        for (Disk disk : disks) {
            survey.disk(disk);
        }
        survey.arrays();
        survey.groups();
        survey.dynamicDisks();
        EncryptedVolumes encrypted = new EncryptedVolumes(guestfs, keys);
        for (int round = 0; round < MAX_ROUNDS && survey.unlock(encrypted); round++) {
            guestfs.lvmScan(true);
            survey.groups();
        }
        return survey;
    }

    List<Volume> volumes() {
        return List.copyOf(volumes.values());
    }

    List<NotExamined> notExamined() {
        return notExamined;
    }

    private void add(Volume volume) throws IOException {
        if (volumes.size() == MAX_VOLUMES) {
            throw new IOException("the appliance has found more than " + MAX_VOLUMES + " volumes");
        }
        volumes.putIfAbsent(volume.device(), volume);
    }

    private void disk(Disk disk) throws IOException {
        Location location = Location.of(String.valueOf(disk.path().getFileName()));
        ApplianceSource content = new ApplianceSource(guestfs, disk.device());
        addDivided(disk.device(), location, Kind.DISK, content, List.of(disk.device()), Optional.empty());
    }

    /** Something, and its partitions. */
    private void addDivided(
            String device,
            Location location,
            Kind kind,
            ApplianceSource content,
            List<String> disks,
            Optional<LayerVolume> made)
            throws IOException {
        TableFacts facts = TableFacts.of(guestfs, blkid, device, content);
        Optional<PartitionTable> table = facts.table();
        Optional<String> member = table.isPresent() ? Optional.empty() : member(device);
        add(new Volume(device, location, kind, content, disks, Optional.empty(), table, made, member));
        for (TableFacts.Line line : facts.lines()) {
            add(new Volume(
                    line.device(),
                    location.then(
                            facts.kind() + " partition " + line.partition().number()),
                    Kind.PARTITION,
                    new ApplianceSource(guestfs, line.device()),
                    disks,
                    Optional.of(line.partition()),
                    table,
                    Optional.empty(),
                    member(line.device())));
        }
    }

    private Optional<String> member(String device) throws IOException {
        String type = blkid.type(device);
        return type.endsWith("_member") || EncryptedVolumes.isEncrypted(type) ? Optional.of(type) : Optional.empty();
    }

    private void arrays() throws IOException {
        for (String device : guestfs.listMdDevices()) {
            Map<String, String> detail = guestfs.mdDetail(device);
            List<String> members = new ArrayList<>();
            for (Mdstat each : guestfs.mdStat(device)) {
                members.add("/dev/" + each.mdstatDevice());
            }
            Optional<String> name = Optional.ofNullable(detail.get("name"));
            Optional<String> uuid = Optional.ofNullable(detail.get("uuid"));
            String layer = "md " + name.or(() -> uuid).orElse(device);
            ApplianceSource content = new ApplianceSource(guestfs, device);
            LayerVolume made = new LayerVolume(Kind.RAID, device, layer, content, uuid, name, aliases(name, uuid));
            addDivided(device, over(members).then(layer), Kind.RAID, content, disksOf(members), Optional.of(made));
        }
    }

    private static List<String> aliases(Optional<String> name, Optional<String> uuid) {
        List<String> aliases = new ArrayList<>();
        if (name.isPresent()) {
            aliases.add("/dev/md/" + name.get().substring(name.get().indexOf(':') + 1));
        }
        uuid.ifPresent(id -> aliases.add("/dev/disk/by-id/md-uuid-" + id));
        return aliases;
    }

    private void groups() throws IOException {
        List<String> found = guestfs.lvs();
        if (volumes.keySet().containsAll(found)) {
            return;
        }
        Map<String, String> deviceByUuid = new HashMap<>();
        for (String device : guestfs.pvs()) {
            deviceByUuid.put(undashed(guestfs.pvuuid(device)), device);
        }
        Map<String, List<String>> members = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        for (LvmVg group : guestfs.vgsFull()) {
            List<String> devices = new ArrayList<>();
            for (String uuid : guestfs.vgpvuuids(group.vgName())) {
                String device = deviceByUuid.get(undashed(uuid));
                if (device != null) {
                    devices.add(device);
                }
            }
            members.put(group.vgName(), devices);
            ids.put(group.vgName(), undashed(group.vgUuid()));
        }
        for (String device : found) {
            int slash = device.lastIndexOf('/');
            if (volumes.containsKey(device) || slash <= "/dev/".length()) {
                continue;
            }
            String group = device.substring("/dev/".length(), slash);
            String uuid = guestfs.lvuuid(device);
            String mapped =
                    group.replace("-", "--") + "-" + device.substring(slash + 1).replace("-", "--");
            List<String> aliases = List.of(
                    "/dev/mapper/" + mapped,
                    "/dev/disk/by-id/dm-name-" + mapped,
                    "/dev/disk/by-id/dm-uuid-LVM-" + ids.getOrDefault(group, "") + undashed(uuid));
            List<String> on = members.getOrDefault(group, List.of());
            addMade(
                    Kind.LV,
                    device,
                    "lvm2 " + device.substring("/dev/".length()),
                    on,
                    Optional.of(uuid),
                    Optional.of(device.substring(slash + 1)),
                    aliases);
        }
    }

    private static String undashed(String uuid) {
        return uuid.replace("-", "");
    }

    /** Of Windows' Logical Disk Manager; what of the disks they are on, the library does not say. */
    private void dynamicDisks() throws IOException {
        if (!guestfs.featureAvailable(List.of("ldm"))) {
            return;
        }
        List<String> members = new ArrayList<>();
        for (Volume volume : volumes.values()) {
            if (volume.kind() == Kind.DISK) {
                members.add(volume.device());
            }
        }
        List<String> found = guestfs.listLdmVolumes();
        if (found.isEmpty()) {
            return;
        }
        for (Volume volume : volumes()) {
            if (DynamicDisk.hasType(volume)) {
                volumes.put(volume.device(), volume.asMemberOf("dynamic disk"));
            }
        }
        for (String device : found) {
            String name = device.substring(device.lastIndexOf('/') + 1);
            addMade(Kind.LV, device, "ldm " + name, members, Optional.empty(), Optional.of(name), List.of());
        }
    }

    /** @return whether there may be more than before */
    private boolean unlock(EncryptedVolumes encrypted) throws IOException {
        boolean opened = false;
        for (Volume volume : volumes()) {
            String type = volume.memberOf().orElse("");
            if (!EncryptedVolumes.isEncrypted(type) || !asked.add(volume.device())) {
                continue;
            }
            try {
                EncryptedVolumes.Opened result = encrypted.open(volume.device(), type);
                addMade(
                        Kind.LUKS,
                        result.device(),
                        result.layer(),
                        List.of(volume.device()),
                        result.uuid(),
                        Optional.empty(),
                        List.of("/dev/mapper/luks"
                                + volume.device().substring("/dev".length()).replace('/', '-')));
                opened = true;
            } catch (GuestfsException e) {
                notExamined.add(NotExamined.of(volume.location(), e));
            } catch (IOException e) {
                notExamined.add(NotExamined.of(volume.location().then(encrypted.layer(type)), e));
            }
        }
        return opened;
    }

    private void addMade(
            Kind kind,
            String device,
            String layer,
            List<String> members,
            Optional<String> uuid,
            Optional<String> label,
            List<String> aliases)
            throws IOException {
        ApplianceSource content = new ApplianceSource(guestfs, device);
        LayerVolume made = new LayerVolume(kind, device, layer, content, uuid, label, aliases);
        add(new Volume(
                device,
                over(members).then(layer),
                kind,
                content,
                disksOf(members),
                Optional.empty(),
                Optional.empty(),
                Optional.of(made),
                member(device)));
    }

    private Location over(List<String> members) {
        List<Location> locations = new ArrayList<>();
        for (String member : members) {
            Volume volume = volumes.get(member);
            locations.add(volume == null ? Location.of(member) : volume.location());
        }
        return locations.isEmpty() ? Location.of("libguestfs") : Location.over(locations);
    }

    private List<String> disksOf(List<String> members) {
        Set<String> disks = new LinkedHashSet<>();
        for (String member : members) {
            Volume volume = volumes.get(member);
            if (volume != null) {
                disks.addAll(volume.disks());
            }
        }
        return List.copyOf(disks);
    }
}
