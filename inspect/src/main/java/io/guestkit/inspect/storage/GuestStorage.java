package io.guestkit.inspect.storage;

import java.util.List;

/**
 * What a guest is on.
 *
 * @param root its root file system
 * @param layers the way to the root from the image, outermost first
 * @param names what it calls devices, by its crypttab, too
 * @param all everything on the disks that it uses
 */
public record GuestStorage(Storage root, List<String> layers, DeviceNames names, List<Storage> all) {

    public GuestStorage {
        layers = List.copyOf(layers);
        all = List.copyOf(all);
    }
}
