package io.guestkit.volume.luks;

import io.guestkit.volume.LayerMember;
import io.guestkit.volume.Volume;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An encrypted volume.
 *
 * @param headerFile where its header is, if not on the volume
 */
public record LuksMember(Volume volume, LuksHeader header, Optional<Path> headerFile) implements LayerMember {

    @Override
    public String group() {
        return volume.device();
    }

    @Override
    public String description() {
        return LuksDriver.TYPE;
    }

    /** The user says what it is, and ciphertext may look like anything. */
    @Override
    public boolean outranksTable() {
        return headerFile.isPresent();
    }
}
