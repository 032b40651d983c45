package io.guestkit.volume.lvm2;

import io.guestkit.volume.LayerMember;
import io.guestkit.volume.Volume;
import java.util.List;
import java.util.Optional;

/**
 * A device with LVM's label.
 *
 * @param uuid 32 characters, without dashes
 * @param metadata of its group, as this device has it; empty if it has none that can be read
 * @param doubts sentences
 */
record PhysicalVolume(Volume volume, String uuid, Optional<VolumeGroup> metadata, List<String> doubts)
        implements LayerMember {

    PhysicalVolume {
        doubts = List.copyOf(doubts);
    }

    /** The group's UUID; without metadata the driver finds the group. */
    @Override
    public String group() {
        return metadata.isPresent() ? metadata.get().uuid() : "pv " + uuid;
    }

    @Override
    public String description() {
        return metadata.isPresent() ? "lvm2 " + metadata.get().name() : "lvm2";
    }
}
