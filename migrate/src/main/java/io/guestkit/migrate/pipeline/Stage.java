package io.guestkit.migrate.pipeline;

import java.util.Locale;
import java.util.Optional;

/** The steps of a migration, in the order in which they run. */
public enum Stage {
    /** Gets hold of the sources, and hashes what a guest sees on them. */
    FETCH,
    /** Makes one image of a chain, or of a snapshot. */
    FLATTEN,
    /** Finds out who the guest is. */
    INSPECT,
    /** Makes the guest fit for the target, in an overlay. */
    FIX,
    /** Writes the disks in the format that is wanted. */
    CONVERT,
    /** Looks whether the result is what it has to be. */
    VALIDATE;

    /** As it is written on a command line and in documents. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that is written so. */
    public static Optional<Stage> named(String id) {
        for (Stage stage : values()) {
            if (stage.id().equals(id)) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }
}
