package io.guestkit.volume.lvm2;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A volume group, as its text says. Names: LVM2 lib/format_text/import_vsn1.c.
 *
 * @param name a name of a directory: it is checked
 * @param uuid 32 characters, without dashes
 * @param seqno grows with every change of the text
 * @param extentSize in bytes
 * @param physicalVolumes by the names that the text gives them, such as {@code pv0}
 * @param logicalVolumes by name, hidden ones too
 */
record VolumeGroup(
        String name,
        String uuid,
        long seqno,
        long extentSize,
        Map<String, PhysicalExtents> physicalVolumes,
        Map<String, LogicalVolume> logicalVolumes) {

    static final long SECTOR = 512;
    private static final long MAX_EXTENT_SECTORS = 1L << 32;
    /** In sectors: keeps all positions in bytes below 2⁶². */
    private static final long MAX_SECTORS = 1L << 53;

    /**
     * Where the extents of a physical volume are.
     *
     * @param uuid 32 characters, without dashes
     * @param start of the first one, in bytes
     * @param missing whether the group was changed while it was not there: what it holds is out of date
     */
    record PhysicalExtents(String uuid, long start, long count, boolean missing, String device) {}

    VolumeGroup {
        physicalVolumes = Map.copyOf(physicalVolumes);
    }

    static VolumeGroup parse(Section all) throws CorruptDataException {
        for (Map.Entry<String, Object> each : all.values().entrySet()) {
            if (each.getValue() instanceof Section section && section.has("extent_size")) {
                return parse(each.getKey(), section);
            }
        }
        throw new CorruptDataException("lvm2 metadata: describes no volume group");
    }

    private static VolumeGroup parse(String name, Section s) throws CorruptDataException {
        checkName(name);
        long extentSize = s.number("extent_size", 1, MAX_EXTENT_SECTORS) * SECTOR;
        Map<String, PhysicalExtents> physical = new LinkedHashMap<>();
        for (Map.Entry<String, Section> each : s.sections("physical_volumes")) {
            Section pv = each.getValue();
            physical.put(
                    each.getKey(),
                    new PhysicalExtents(
                            ungrouped(pv.text("id")),
                            pv.number("pe_start", 0, MAX_SECTORS) * SECTOR,
                            pv.number("pe_count", 0, 1L << 40),
                            pv.lists("status", "MISSING") || pv.lists("flags", "MISSING"),
                            pv.optionalText("device").orElse("")));
        }
        Map<String, LogicalVolume> logical = new LinkedHashMap<>();
        for (Map.Entry<String, Section> each : s.sections("logical_volumes")) {
            checkName(each.getKey());
            logical.put(each.getKey(), LogicalVolume.parse(each.getKey(), each.getValue(), extentSize));
        }
        return new VolumeGroup(
                name, ungrouped(s.text("id")), s.number("seqno", 0, Long.MAX_VALUE), extentSize, physical, logical);
    }

    static String ungrouped(String uuid) {
        return uuid.replace("-", "");
    }

    /** A name becomes a part of a path. */
    private static void checkName(String name) throws CorruptDataException {
        boolean good = !name.isEmpty() && name.length() <= 127 && !name.equals(".") && !name.equals("..");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            good &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_-+.".indexOf(c) >= 0;
        }
        if (!good) {
            throw new CorruptDataException("lvm2 metadata: a name has characters that none may have, or has none");
        }
    }

    /** Physical volumes that none of these are. */
    List<PhysicalExtents> without(Set<String> uuids) {
        List<PhysicalExtents> missing = new ArrayList<>();
        for (PhysicalExtents each : physicalVolumes.values()) {
            if (!uuids.contains(each.uuid())) {
                missing.add(each);
            }
        }
        return missing;
    }
}
