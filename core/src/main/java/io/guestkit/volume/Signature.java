package io.guestkit.volume;

import java.util.Optional;

/**
 * What the bytes of a volume say that it is.
 *
 * @param type as blkid names it, such as {@code xfs}, {@code swap}, {@code LVM2_member}
 * @param label where it stands at a fixed place
 * @param uuid in blkid's spelling, where it stands at a fixed place
 */
public record Signature(String type, Role role, Optional<String> label, Optional<String> uuid) {

    /** What a volume of that type is there for. */
    public enum Role {
        /** Holds files. */
        FILE_SYSTEM,
        /** Holds memory that was swapped out, or a suspended system. */
        SWAP,
        /** Holds other volumes or a part of one, in clear or encrypted; or is a part of a file system. */
        CONTAINER
    }

    static Signature of(String type, Role role) {
        return new Signature(type, role, Optional.empty(), Optional.empty());
    }
}
