package io.guestkit.migrate;

import java.util.Locale;
import java.util.Optional;

/** What a guest is to run on. */
public enum Target {
    /** QEMU with KVM, by whatever it is managed: block devices and network by virtio. */
    KVM;

    /** As it is written on a command line and in documents. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that is written so. */
    public static Optional<Target> named(String id) {
        for (Target target : values()) {
            if (target.id().equals(id)) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }
}
