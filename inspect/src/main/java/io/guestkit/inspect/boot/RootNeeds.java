package io.guestkit.inspect.boot;

import io.guestkit.inspect.storage.GuestStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The modules without which a kernel cannot mount a guest's root: of its file system, and of the layers below it. */
final class RootNeeds {

    private RootNeeds() {}

    /** Names of modules; of those between bars one is enough. */
    static List<String> modules(GuestStorage storage) {
        List<String> modules = new ArrayList<>();
        switch (storage.root().type()) {
            case "ext2" -> modules.add("ext4|ext2");
            case "ext3" -> modules.add("ext4|ext3");
            case "ext4", "xfs", "btrfs", "f2fs", "jfs", "reiserfs", "erofs", "squashfs", "vfat" ->
                modules.add(storage.root().type());
            default -> {}
        }
        boolean lvm = false;
        boolean luks = false;
        boolean md = false;
        for (String layer : storage.layers()) {
            lvm |= layer.startsWith("lvm2");
            luks |= layer.toLowerCase(Locale.ROOT).contains("luks");
            md |= layer.startsWith("md ");
        }
        if (lvm) {
            modules.add("dm_mod");
        }
        if (luks) {
            modules.add("dm_crypt");
        }
        if (md) {
            modules.add("raid1|raid0|raid10|raid456|linear|multipath");
        }
        return modules;
    }
}
