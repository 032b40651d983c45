package io.guestkit.volume.lvm2;

import io.guestkit.io.CorruptDataException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which volumes are snapshots of which: volumes {@code snapshot0}, {@code snapshot1} … say so. */
final class Snapshots {

    private static final long MAX_CHUNK_SECTORS = 1024;

    private final Map<String, Link> byStore = new HashMap<>();
    private final Map<String, Link> byMergingOrigin = new HashMap<>();

    /**
     * @param store the volume that holds what differs
     * @param chunk in bytes
     * @param visible whether it is one for users; the store itself is not flagged so
     */
    record Link(String origin, String store, int chunk, boolean visible) {}

    private Snapshots() {}

    static Snapshots of(VolumeGroup group) {
        Snapshots snapshots = new Snapshots();
        for (LogicalVolume lv : group.logicalVolumes().values()) {
            for (Segment segment : lv.segments()) {
                Section s = segment.section();
                if (s.optionalText("type").orElse("").equals("snapshot")) {
                    try {
                        snapshots.add(s, lv.visible());
                    } catch (CorruptDataException e) {
                        // its store is read as what it is then, and says itself that it is no snapshot's
                    }
                }
            }
        }
        return snapshots;
    }

    private void add(Section s, boolean visible) throws CorruptDataException {
        int chunk = (int) (s.number("chunk_size", 1, MAX_CHUNK_SECTORS) * VolumeGroup.SECTOR);
        boolean merging = s.has("merging_store");
        Link link = new Link(s.text("origin"), s.text(merging ? "merging_store" : "cow_store"), chunk, visible);
        if (merging) {
            byMergingOrigin.put(link.origin(), link);
        } else {
            byStore.put(link.store(), link);
        }
    }

    /** The snapshot whose differences a volume holds; null if it holds none. */
    @Nullable
    Link ofStore(String name) {
        return byStore.get(name);
    }

    /** The snapshot that is being merged back into a volume, so that what is in it goes over what is in the volume. */
    @Nullable
    Link mergedInto(String name) {
        return byMergingOrigin.get(name);
    }
}
