package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.LvmConfiguration;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Files in which a guest keeps what its disks were called, or by which serial numbers it knows them; and LVM's filters,
 * where they leave out disks of virtio.
 */
final class DeviceCachesRule implements FixRule {

    private record Cache(String path, String why) {}

    private static final List<Cache> CACHES = List.of(
            new Cache(
                    "/etc/lvm/devices/system.devices",
                    "LVM uses only devices with the ids in this file, which virtual disks do not keep; without it, all"),
            new Cache("/etc/lvm/cache/.cache", "LVM's list of devices is of the old hardware"),
            new Cache("/etc/lvm/.cache", "LVM's list of devices is of the old hardware"),
            new Cache("/etc/blkid.tab", "blkid's list of devices is of the old hardware"),
            new Cache("/etc/blkid/blkid.tab", "blkid's list of devices is of the old hardware"),
            new Cache("/boot/grub/device.map", "GRUB's names of disks are of the old hardware; it makes them itself"),
            new Cache("/boot/grub2/device.map", "GRUB's names of disks are of the old hardware; it makes them itself"));

    private static void filters(Draft draft, String path) throws IOException {
        String text = draft.files().size(path) > GuestFiles.SMALL ? null : draft.text(path);
        LvmConfiguration configuration = LvmConfiguration.parse(text == null ? "" : text);
        List<String> evidence = new ArrayList<>();
        for (String filter : configuration.withoutVirtio()) {
            evidence.add("%s: %s".formatted(path, filter));
        }
        if (!evidence.isEmpty()) {
            draft.edit(
                    path, configuration.withVirtio(), "LVM would look at no disks of virtio for its volumes", evidence);
        }
    }

    @Override
    public String name() {
        return "device-caches";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        for (String path : LvmConfiguration.PATHS) {
            filters(draft, "/" + path);
        }
        for (Cache cache : CACHES) {
            draft.delete(cache.path, cache.why, List.of(cache.path));
        }
    }
}
