package io.guestkit.volume.lvm2;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a logical volume that is made in one way.
 *
 * @param start in bytes from that of the volume
 * @param length in bytes
 * @param section what the text says
 */
record Segment(long start, long length, Section section) {

    /** Parts of the type are separated by {@code +}: what follows is a flag that older versions do not know. */
    String type() throws CorruptDataException {
        return section.text("type");
    }

    /**
     * A part of a physical volume, or another logical volume.
     *
     * @param extent the first one that is used
     */
    record Area(String name, long extent) {}

    /** Pairs of a name and an extent, such as {@code ["pv0", 0, "pv1", 12]}. */
    List<Area> areas(String key) throws CorruptDataException {
        List<Object> list = section.list(key);
        List<Area> areas = new ArrayList<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            if (!(list.get(i) instanceof String name)
                    || !(list.get(i + 1) instanceof Long extent)
                    || extent < 0
                    || extent > 1L << 40) {
                throw new CorruptDataException("lvm2 metadata: " + section.path() + "/" + key
                        + " is not made of pairs of a name and an extent");
            }
            areas.add(new Area(name, extent));
        }
        if (areas.isEmpty() || list.size() % 2 != 0) {
            throw new CorruptDataException(
                    "lvm2 metadata: " + section.path() + "/" + key + " has no area, or half of one");
        }
        return areas;
    }

    /** Names of logical volumes, such as {@code ["a_rmeta_0", "a_rimage_0"]}. */
    List<String> names(String key) throws CorruptDataException {
        List<String> names = new ArrayList<>();
        for (Object each : section.list(key)) {
            if (!(each instanceof String name)) {
                throw new CorruptDataException(
                        "lvm2 metadata: " + section.path() + "/" + key + " has something that is no name");
            }
            names.add(name);
        }
        return names;
    }
}
