package io.guestkit.migrate;

import io.guestkit.inspect.Inspector;
import java.util.Locale;
import java.util.Optional;

/** What a guest is to run on. */
public enum Target {
    /** QEMU with KVM, by whatever it is managed: block devices and network by virtio. */
    KVM,
    /** What it has run on so far. */
    SAME;

    /** How inspection looks whether the guest would start there. */
    public Inspector.Extra bootCheck() {
        return this == KVM ? Inspector.Extra.BOOT_CHECK_VIRTIO : Inspector.Extra.BOOT_CHECK;
    }

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
