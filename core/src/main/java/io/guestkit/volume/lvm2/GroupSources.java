package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.SliceSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.io.ZeroSource;
import io.guestkit.volume.raid.StripedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the bytes of the logical volumes of a group out of those of its physical ones. */
final class GroupSources {

    /** A thin volume on a mirrored pool is five levels of volumes. */
    private static final int MAX_DEPTH = 10;

    private static final int MAX_STRIPES = 4096;

    private final VolumeGroup group;
    private final Map<String, BlockSource> present;
    private final List<Warning> warnings;
    private final Snapshots snapshots;
    private final Map<String, BlockSource> made = new HashMap<>();
    private final Map<String, ThinPool> pools = new HashMap<>();
    private final Set<String> inProgress = new HashSet<>();

    /**
     * @param present contents of physical volumes, by the names that the text gives them
     * @param warnings gets doubts about the group
     */
    GroupSources(VolumeGroup group, Map<String, BlockSource> present, List<Warning> warnings) {
        this.group = group;
        this.present = present;
        this.warnings = warnings;
        this.snapshots = Snapshots.of(group);
    }

    /** Whether users see it under its name: pools and the links between snapshots and origins are flagged so, too. */
    boolean isForUsers(LogicalVolume lv) {
        Snapshots.Link link = snapshots.ofStore(lv.name());
        if (link != null) {
            return link.visible();
        }
        for (Segment segment : lv.segments()) {
            switch (segment.section().optionalText("type").orElse("")) {
                case "snapshot", "thin-pool", "cache-pool", "vdo-pool" -> {
                    return false;
                }
                default -> {}
            }
        }
        return lv.visible();
    }

    /**
     * What users see of a volume.
     *
     * @throws UnsupportedFeatureException if it is of a kind that is not read
     * @throws MissingPartException if a part of it is missing that it cannot do without
     */
    BlockSource content(LogicalVolume lv) throws IOException {
        Snapshots.Link link = snapshots.ofStore(lv.name());
        if (link == null) {
            link = snapshots.mergedInto(lv.name());
        }
        if (link == null) {
            return source(lv.name());
        }
        return SnapshotSource.open(source(link.origin()), source(link.store()), link.chunk());
    }

    /** The bytes of a volume as they are mapped. */
    BlockSource source(String name) throws IOException {
        BlockSource known = made.get(name);
        if (known != null) {
            return known;
        }
        LogicalVolume lv = group.logicalVolumes().get(name);
        if (lv == null) {
            throw new CorruptDataException("lvm2 metadata: there is no logical volume " + name);
        }
        if (lv.trouble().isPresent()) {
            throw lv.trouble().get();
        }
        if (!inProgress.add(name) || inProgress.size() > MAX_DEPTH) {
            throw new CorruptDataException("lvm2 metadata: logical volume " + name + " is a part of itself, or"
                    + " more than " + MAX_DEPTH + " levels deep");
        }
        try {
            List<BlockSource> parts = new ArrayList<>();
            for (Segment segment : lv.segments()) {
                parts.add(segment(lv, segment));
            }
            BlockSource source = parts.size() == 1 ? parts.getFirst() : new ConcatSource(parts);
            made.put(name, source);
            return source;
        } finally {
            inProgress.remove(name);
        }
    }

    private BlockSource segment(LogicalVolume lv, Segment segment) throws IOException {
        String type = segment.type();
        int flags = type.indexOf('+');
        String kind = flags < 0 ? type : type.substring(0, flags);
        if (flags >= 0) {
            throw unsupported(lv, type);
        }
        return switch (kind) {
            case "striped", "linear" -> striped(segment);
            case "mirror" -> mirrored(lv, segment);
            case "zero" -> new ZeroSource(segment.length());
            case "error" ->
                throw new MissingPartException("logical volume " + lv.name() + " has errors in place of a lost part");
            case "thin" -> thin(lv, segment);
            default -> {
                if (!kind.startsWith("raid")) {
                    throw unsupported(lv, type);
                }
                yield RaidSegment.open(this, lv, segment, warnings, "lvm2 " + group.name() + "/" + lv.name());
            }
        };
    }

    private static UnsupportedFeatureException unsupported(LogicalVolume lv, String type) {
        return new UnsupportedFeatureException(
                "logical volume " + lv.name() + " is of type " + type + ", which cannot be read yet");
    }

    private BlockSource striped(Segment segment) throws IOException {
        List<Segment.Area> areas = segment.areas("stripes");
        int count = (int) segment.section().number("stripe_count", 1, MAX_STRIPES);
        if (count != areas.size()) {
            throw new CorruptDataException("lvm2 metadata: %s has %d stripes, and %d places for them"
                    .formatted(segment.section().path(), count, areas.size()));
        }
        long each = segment.length() / count;
        if (count == 1) {
            return area(areas.getFirst(), each);
        }
        long chunk = chunk(segment);
        if (segment.length() % count != 0 || each % chunk != 0) {
            throw new CorruptDataException("lvm2 metadata: %s has %d bytes, which do not fill stripes of %d times %d"
                    .formatted(segment.section().path(), segment.length(), count, chunk));
        }
        List<BlockSource> parts = new ArrayList<>();
        for (Segment.Area area : areas) {
            parts.add(area(area, each));
        }
        return new StripedSource(parts, chunk, segment.length());
    }

    /** Size of a chunk in bytes. */
    static long chunk(Segment segment) throws CorruptDataException {
        return segment.section().number("stripe_size", 1, 1L << 32) * VolumeGroup.SECTOR;
    }

    /** The first copy is always up to date; another one is, if the log says so. */
    private BlockSource mirrored(LogicalVolume lv, Segment segment) throws IOException {
        List<Segment.Area> areas = segment.areas("mirrors");
        MissingPartException first = null;
        for (Segment.Area area : areas) {
            try {
                BlockSource copy = area(area, segment.length());
                if (first != null && !inSync(segment)) {
                    throw first;
                }
                return copy;
            } catch (MissingPartException e) {
                first = first == null ? e : first;
            }
        }
        throw new MissingPartException("all copies of logical volume " + lv.name() + " are missing");
    }

    private boolean inSync(Segment segment) throws IOException {
        String log = segment.section().optionalText("mirror_log").orElse("");
        if (log.isEmpty()) {
            return false;
        }
        long region = segment.section().number("region_size", 1, 1L << 32) * VolumeGroup.SECTOR;
        return MirrorLog.allInSync(source(log), (segment.length() + region - 1) / region);
    }

    private BlockSource thin(LogicalVolume lv, Segment segment) throws IOException {
        Section s = segment.section();
        if (s.has("merge")) {
            throw new UnsupportedFeatureException(
                    "logical volume " + lv.name() + " is to be replaced by one of its snapshots, " + s.text("merge"));
        }
        BlockSource external = null;
        if (s.has("external_origin")) {
            external = source(s.text("external_origin"));
        }
        return pool(s.text("thin_pool")).volume(s.number("device_id", 0, (1 << 24) - 1), segment.length(), external);
    }

    private ThinPool pool(String name) throws IOException {
        ThinPool known = pools.get(name);
        if (known != null) {
            return known;
        }
        LogicalVolume lv = group.logicalVolumes().get(name);
        if (lv == null
                || lv.segments().size() != 1
                || !lv.segments().getFirst().type().equals("thin-pool")) {
            throw new CorruptDataException("lvm2 metadata: " + name + " is no thin pool");
        }
        Section s = lv.segments().getFirst().section();
        ThinPool pool = ThinPool.open(source(s.text("metadata")), source(s.text("pool")));
        pools.put(name, pool);
        if (pool.needsCheck()) {
            warnings.add(new Warning("lvm2 " + group.name() + "/" + name, "the thin pool says that it needs a check"));
        }
        return pool;
    }

    /** A part of a physical volume, or of another logical one. */
    private BlockSource area(Segment.Area area, long length) throws IOException {
        VolumeGroup.PhysicalExtents physical = group.physicalVolumes().get(area.name());
        if (area.extent() > (1L << 62) / group.extentSize()) {
            throw new CorruptDataException(
                    "lvm2 metadata: extent " + area.extent() + " of " + area.name() + " starts behind 2^62 bytes");
        }
        long offset = area.extent() * group.extentSize();
        if (physical == null) {
            return slice(source(area.name()), offset, length, area.name());
        }
        BlockSource device = present.get(area.name());
        if (device == null) {
            throw new MissingPartException(
                    "physical volume " + PvLabel.grouped(physical.uuid()) + " is missing or out of date");
        }
        return slice(device, physical.start() + offset, length, area.name()); // at most 2⁶² + 2⁶²
    }

    private static BlockSource slice(BlockSource whole, long offset, long length, String name) throws IOException {
        if (offset > whole.size() - length) {
            throw new CorruptDataException("lvm2 metadata: %d bytes at %d are used of %s, which has %d"
                    .formatted(length, offset, name, whole.size()));
        }
        return new SliceSource(whole, offset, length);
    }

    /** The bytes of a volume that copies stand in for. */
    @Nullable
    BlockSource sourceOrNull(String name) throws IOException {
        try {
            return source(name);
        } catch (MissingPartException e) {
            return null;
        }
    }
}
