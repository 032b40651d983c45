package io.guestkit.volume.luks;

import io.guestkit.volume.LayerMember;
import io.guestkit.volume.Volume;

/** An encrypted volume, recognised by its header. */
public record LuksMember(Volume volume, LuksHeader header) implements LayerMember {

    @Override
    public String group() {
        return volume.device();
    }

    @Override
    public String description() {
        return LuksDriver.TYPE;
    }
}
