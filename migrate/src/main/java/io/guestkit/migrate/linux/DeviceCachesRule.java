package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.LvmConfiguration;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files in which a guest keeps what its disks were called, or by which serial numbers it knows them; and LVM's filters,
 * where they leave out disks of virtio.
 */
final class DeviceCachesRule implements FixRule {

    private record Cache(String path, String why) {}

    private static final String RULES = "/etc/udev/rules.d";
    private static final String LOADER = "/etc/default/grub_installdevice";

    private static final Pattern DISK_RULE = Pattern.compile(
            "KERNEL==\"(?:sd|hd|xvd)|(?:ENV\\{ID_SERIAL(?:_SHORT)?\\}|ENV\\{ID_WWN\\}|ATTRS?\\{wwid\\}|RESULT)==\"");

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

    /** Where SUSE's updates install GRUB. A whole disk has no name that lasts. */
    private static void loader(Draft draft) throws IOException {
        String text = draft.files().isFile(LOADER) ? draft.text(LOADER) : null;
        for (String line : text == null ? List.<String>of() : text.lines().toList()) {
            if (DeviceNames.isElsewhereOnVirtio(line.strip())) {
                draft.note("%s names %s, on which updates install GRUB: let it be the new name of that disk"
                        .formatted(LOADER, line.strip()));
            }
        }
    }

    /** Rules for disks that have another name or no serial number any more: only their author knows which are meant. */
    private static void rules(Draft draft, String path) throws IOException {
        String text = draft.files().size(path) > GuestFiles.SMALL ? null : draft.text(path);
        int number = 0;
        for (String line : text == null ? List.<String>of() : text.lines().toList()) {
            number++;
            boolean card = line.contains("\"net\"");
            if (!card
                    && !line.strip().startsWith("#")
                    && DISK_RULE.matcher(line).find()) {
                draft.note(
                        "%s:%d chooses disks by names or serial numbers of the old hardware, and may be others there:"
                                        .formatted(path, number)
                                + " " + line.strip());
                return;
            }
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
        MdadmConfiguration.plan(draft);
        loader(draft);
        for (String name : draft.files().names(RULES)) {
            if (name.endsWith(".rules")) {
                rules(draft, RULES + "/" + name);
            }
        }
        for (Cache cache : CACHES) {
            draft.delete(cache.path, cache.why, List.of(cache.path));
        }
    }
}
