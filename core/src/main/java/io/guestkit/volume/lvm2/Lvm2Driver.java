package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import io.guestkit.volume.LayerDriver;
import io.guestkit.volume.LayerResult;
import io.guestkit.volume.LayerVolume;
import io.guestkit.volume.Location;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts volume groups together. The package documentation says what is read. */
public final class Lvm2Driver implements LayerDriver<PhysicalVolume> {

    public static final Lvm2Driver INSTANCE = new Lvm2Driver();

    private Lvm2Driver() {}

    @Override
    public List<String> types() {
        return List.of("LVM2_member");
    }

    @Override
    public Optional<PhysicalVolume> member(Volume volume) throws IOException {
        Optional<PvLabel> label = PvLabel.find(volume.content());
        if (label.isEmpty()) {
            return Optional.empty();
        }
        List<String> doubts = new ArrayList<>();
        VolumeGroup newest = null;
        for (PvLabel.Area area : label.get().metadataAreas()) {
            try {
                Optional<byte[]> text = MetadataArea.read(volume.content(), area);
                if (text.isPresent()) {
                    VolumeGroup group = VolumeGroup.parse(MetadataText.parse(text.get()));
                    newest = newest == null || group.seqno() > newest.seqno() ? group : newest;
                }
            } catch (CorruptDataException e) {
                doubts.add("the metadata area at byte " + area.offset() + " cannot be used: " + e.getMessage());
            }
        }
        if (newest == null && label.get().metadataAreas().isEmpty()) {
            doubts.add("has no metadata, and the group that it belongs to is not there");
        }
        return Optional.of(new PhysicalVolume(volume, label.get().pvUuid(), Optional.ofNullable(newest), doubts));
    }

    /** One without metadata belongs to whoever names it. */
    @Override
    public String group(PhysicalVolume member, List<PhysicalVolume> waiting) {
        if (member.metadata().isPresent()) {
            return member.group();
        }
        for (PhysicalVolume other : waiting) {
            if (other.metadata().isPresent()) {
                for (VolumeGroup.PhysicalExtents each :
                        other.metadata().get().physicalVolumes().values()) {
                    if (each.uuid().equals(member.uuid())) {
                        return other.group();
                    }
                }
            }
        }
        return member.group();
    }

    @Override
    public boolean isComplete(List<PhysicalVolume> members) {
        VolumeGroup group = newest(members);
        Set<String> uuids = new HashSet<>();
        for (PhysicalVolume member : members) {
            uuids.add(member.uuid());
        }
        return group != null && group.without(uuids).isEmpty();
    }

    private static @Nullable VolumeGroup newest(List<PhysicalVolume> members) {
        VolumeGroup newest = null;
        for (PhysicalVolume member : members) {
            if (member.metadata().isPresent()
                    && (newest == null || member.metadata().get().seqno() > newest.seqno())) {
                newest = member.metadata().get();
            }
        }
        return newest;
    }

    @Override
    public LayerResult assemble(List<PhysicalVolume> members, Predicate<String> taken) throws IOException {
        VolumeGroup group = newest(members);
        if (group == null) {
            return withoutMetadata(members);
        }
        List<Warning> warnings = new ArrayList<>();
        Map<String, BlockSource> present = present(group, members, warnings);
        List<LayerVolume> volumes = new ArrayList<>();
        List<NotExamined> missed = new ArrayList<>();
        List<Location> locations = new ArrayList<>();
        for (PhysicalVolume member : members) {
            locations.add(member.volume().location());
        }
        GroupSources sources = new GroupSources(group, present, warnings);
        for (LogicalVolume lv : group.logicalVolumes().values()) {
            if (sources.isForUsers(lv)) {
                try {
                    volumes.add(volume(group, lv, sources.content(lv)));
                } catch (IOException e) {
                    missed.add(NotExamined.of(Location.over(locations).then(layer(group, lv)), e));
                }
            }
        }
        return new LayerResult(volumes, missed, warnings);
    }

    /** One that is in no group is nobody's loss; one whose text cannot be read, or is elsewhere, is. */
    private static LayerResult withoutMetadata(List<PhysicalVolume> members) throws CorruptDataException {
        for (PhysicalVolume member : members) {
            if (!member.doubts().isEmpty()) {
                throw new CorruptDataException("lvm2 physical volume "
                        + PvLabel.grouped(member.uuid()) + ": "
                        + member.doubts().getFirst());
            }
        }
        return new LayerResult(List.of(), List.of(), List.of());
    }

    /** The contents of the physical volumes that can be used, by the names that the group gives them. */
    private static Map<String, BlockSource> present(
            VolumeGroup group, List<PhysicalVolume> members, List<Warning> warnings) {
        String where = "lvm2 " + group.name();
        Map<String, PhysicalVolume> byUuid = new HashMap<>();
        for (PhysicalVolume member : members) {
            String device = member.volume().device();
            PhysicalVolume same = byUuid.putIfAbsent(member.uuid(), member);
            if (same != null) {
                warnings.add(new Warning(
                        where,
                        device + " says that it is the same physical volume as "
                                + same.volume().device() + ", which is used"));
            }
            for (String doubt : member.doubts()) {
                if (member.metadata().isPresent() || !doubt.startsWith("has no metadata")) {
                    warnings.add(new Warning(where, device + ": " + doubt));
                }
            }
            if (member.metadata().isPresent() && member.metadata().get().seqno() != group.seqno()) {
                warnings.add(new Warning(
                        where,
                        "%s has metadata of an older state, %d, than others, %d, which is used"
                                .formatted(device, member.metadata().get().seqno(), group.seqno())));
            }
        }
        Map<String, BlockSource> present = new HashMap<>();
        for (Map.Entry<String, VolumeGroup.PhysicalExtents> each :
                group.physicalVolumes().entrySet()) {
            VolumeGroup.PhysicalExtents extents = each.getValue();
            PhysicalVolume member = byUuid.get(extents.uuid());
            String words = "physical volume " + PvLabel.grouped(extents.uuid())
                    + (extents.device().isEmpty() ? "" : ", once " + extents.device() + ",");
            if (member == null) {
                warnings.add(new Warning(where, words + " is not there"));
            } else if (extents.missing()) {
                warnings.add(new Warning(
                        where,
                        words + " was missing when the group was changed, so that what it holds may be out of date;"
                                + " it is not used"));
            } else {
                present.put(each.getKey(), member.volume().content());
            }
        }
        return present;
    }

    private static String layer(VolumeGroup group, LogicalVolume lv) {
        return "lvm2 " + group.name() + "/" + lv.name();
    }

    private static LayerVolume volume(VolumeGroup group, LogicalVolume lv, BlockSource content) {
        String mapped = group.name().replace("-", "--") + "-" + lv.name().replace("-", "--");
        return new LayerVolume(
                Volume.Kind.LV,
                "/dev/" + group.name() + "/" + lv.name(),
                layer(group, lv),
                content,
                Optional.of(lv.uuid()),
                Optional.of(lv.name()),
                List.of(
                        "/dev/mapper/" + mapped,
                        "/dev/disk/by-id/dm-name-" + mapped,
                        "/dev/disk/by-id/dm-uuid-LVM-" + group.uuid() + VolumeGroup.ungrouped(lv.uuid())));
    }
}
