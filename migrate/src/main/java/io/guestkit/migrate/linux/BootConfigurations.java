package io.guestkit.migrate.linux;

import io.guestkit.migrate.fix.Draft;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Files of boot loaders, and of what writes those, in which kernel command lines are. */
final class BootConfigurations {

    /** Changes nothing until LILO reads it. */
    static final String LILO = "/etc/lilo.conf";

    private static final List<String> FILES = List.of(
            "/boot/grub/grub.cfg",
            "/boot/grub2/grub.cfg",
            "/boot/grub/menu.lst",
            "/boot/grub/grub.conf",
            "/boot/grub/custom.cfg",
            "/boot/grub2/custom.cfg",
            "/etc/default/grub",
            "/etc/grub.d/40_custom",
            "/etc/kernel/cmdline",
            "/boot/extlinux/extlinux.conf",
            "/boot/extlinux.conf",
            "/boot/syslinux/syslinux.cfg",
            "/etc/default/u-boot",
            "/etc/update-extlinux.conf",
            LILO,
            "/etc/initramfs-tools/conf.d/resume",
            "/etc/initramfs-tools/conf.d/cryptroot",
            "/etc/sysconfig/bootloader");

    /** Directories in which every file of such an ending is one. */
    private static final List<String> FOLDERS = List.of(
            "/boot/loader/entries",
            "/boot/efi/loader/entries",
            "/efi/loader/entries",
            "/etc/default/grub.d",
            "/etc/kernel/cmdline.d");

    private BootConfigurations() {}

    /** Each once, by its real path. */
    static Set<String> of(Draft draft) throws IOException {
        Set<String> files = new LinkedHashSet<>();
        for (String path : FILES) {
            add(draft, path, files);
        }
        for (String folder : FOLDERS) {
            for (String name : draft.files().names(folder)) {
                if (name.endsWith(".conf") || name.endsWith(".cfg")) {
                    add(draft, folder + "/" + name, files);
                }
            }
        }
        for (String top : List.of("/boot/efi/EFI", "/efi/EFI")) {
            for (String vendor : draft.files().names(top)) {
                add(draft, top + "/" + vendor + "/grub.cfg", files);
                add(draft, top + "/" + vendor + "/grub.conf", files);
            }
        }
        return files;
    }

    private static void add(Draft draft, String path, Set<String> files) throws IOException {
        String real = draft.files().isFile(path) ? draft.real(path) : null;
        if (real != null) {
            files.add(real);
        }
    }
}
