package io.guestkit.migrate.linux;

import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.volume.Partition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of devices that stay the same on another controller. */
final class StableNames {

    private final GuestStorage guest;

    StableNames(GuestStorage guest) {
        this.guest = guest;
    }

    /** What a name means on the disks; null if nothing on them. */
    @Nullable
    Storage resolve(String spec) {
        return guest.names().resolve(spec, guest.root());
    }

    /** {@code UUID=…} of what a name stands for; {@code PARTUUID=…} if it has none, or shares it with a copy of itself. */
    Optional<String> of(String spec) {
        Storage storage = resolve(spec);
        return storage == null ? Optional.empty() : of(storage);
    }

    /** The same as the path of a link that udev makes. */
    Optional<String> linkOf(String spec) {
        return of(spec).map(tag -> tag.startsWith("UUID=")
                ? "/dev/disk/by-uuid/" + tag.substring(5)
                : "/dev/disk/by-partuuid/" + tag.substring(9));
    }

    /** The same of the guest's root. */
    Optional<String> ofRoot() {
        return of(guest.root());
    }

    private Optional<String> of(Storage storage) {
        String uuid = storage.uuid().orElse("");
        return uuid.isEmpty() || !isUnique(storage, uuid) ? partition(storage) : Optional.of("UUID=" + uuid);
    }

    /** {@code PARTUUID=…}, which kernels understand without help from an initramfs. */
    Optional<String> partition(String spec) {
        Storage storage = resolve(spec);
        return storage == null ? Optional.empty() : partition(storage);
    }

    private static Optional<String> partition(Storage storage) {
        return storage.partition().flatMap(Partition::uuid).map(uuid -> "PARTUUID=" + uuid);
    }

    private boolean isUnique(Storage storage, String uuid) {
        for (Storage other : guest.all()) {
            if (other.uuid().orElse("").equalsIgnoreCase(uuid)
                    && !other.fileSystem().equals(storage.fileSystem())) {
                return false;
            }
        }
        return true;
    }
}
