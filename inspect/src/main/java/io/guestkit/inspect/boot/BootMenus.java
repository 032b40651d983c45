package io.guestkit.inspect.boot;

import io.guestkit.inspect.parse.KernelImage;
import io.guestkit.inspect.parse.PortableExecutable;
import io.guestkit.inspect.report.BootLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which boot loaders are on a guest's disks, and what each offers. */
final class BootMenus {

    private static final int MAX_PROGRAMS = 1000;

    private final BootFiles files;
    private final List<BootLoader> loaders = new ArrayList<>();
    private final List<EfiProgram> programs = new ArrayList<>();
    private @Nullable IOException unread;

    /**
     * A program for EFI.
     *
     * @param kind as {@link BootLoader#name}, or {@code shim}, {@code linux}, {@code windows}
     * @param removable whether firmware starts it without being told to: {@code EFI/BOOT/BOOT*.EFI}
     */
    record EfiProgram(BootFile file, String kind, PortableExecutable headers, boolean removable) {}

    BootMenus(BootFiles files) {
        this.files = files;
    }

    List<BootLoader> loaders() {
        return loaders;
    }

    List<EfiProgram> programs() {
        return programs;
    }

    /** Looks at the EFI programs in the directories of vendors. */
    void findPrograms() throws IOException {
        for (BootFile top : files.tops()) {
            for (String vendor : top.files().names(top.path() + "EFI")) {
                for (String name : top.files().names(top.path() + "EFI/" + vendor)) {
                    boolean program = name.toLowerCase(Locale.ROOT).endsWith(".efi");
                    if (program && !vendor.equalsIgnoreCase("Linux") && programs.size() < MAX_PROGRAMS) {
                        add(BootFiles.below(top, "EFI/" + vendor + "/" + name), vendor, name);
                    }
                }
            }
        }
        for (EfiProgram each : programs) {
            loaders.add(new BootLoader(each.kind, each.file.shown()));
        }
    }

    private void add(BootFile file, String vendor, String name) throws IOException {
        for (EfiProgram known : programs) {
            if (known.file.shown().equals(file.shown())) {
                return;
            }
        }
        PortableExecutable headers = UnifiedKernels.headers(file);
        if (headers == null) {
            return; // no program, whatever its name
        }
        boolean removable = vendor.equalsIgnoreCase("BOOT")
                && name.toUpperCase(Locale.ROOT).startsWith("BOOT")
                && !name.equalsIgnoreCase("bootmgfw.efi");
        programs.add(new EfiProgram(file, kind(file, vendor, name, headers), headers, removable));
    }

    /** By sections that only one of them has; names help where there are none such. */
    private static String kind(BootFile file, String vendor, String name, PortableExecutable headers)
            throws IOException {
        if (headers.section(".linux") != null) {
            return "uki";
        }
        if (headers.section(".sdmagic") != null) {
            return "systemd-boot";
        }
        if (headers.section("mods") != null) {
            return "grub2";
        }
        if (headers.section(".vendor_cert") != null) {
            return "shim";
        }
        byte[] head = file.files().head(file.path(), KernelImage.LENGTH);
        if (head != null && KernelImage.parse(head).isPresent()) {
            return "linux";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("shim")) {
            return "shim";
        }
        if (lower.startsWith("grub")) {
            return "grub2";
        }
        if (lower.startsWith("systemd-boot")) {
            return "systemd-boot";
        }
        return vendor.equalsIgnoreCase("Microsoft") || lower.equals("bootmgfw.efi") ? "windows" : "efi";
    }

    /**
     * The menus, that of the loader that starts the guest first: GRUB unless only systemd-boot is there to read it.
     *
     * @param uefi whether the firmware is UEFI
     */
    List<BootMenu> menus(boolean uefi) throws IOException {
        BootMenu grub = GrubMenus.script(files);
        BootMenu legacy = GrubMenus.legacy(files);
        BootMenu syslinux = SyslinuxMenus.menu(files);
        BootMenu systemd =
                grub != null && grub.choices().getFirst().entry().source().contains("loader/entries")
                        ? null // the same entries, shown by GRUB
                        : BlsMenus.menu(files);
        BootMenu script = uBoot();
        BootMenu raspberry = RaspberryPiMenus.menu(files, loaders);
        List<BootMenu> menus = new ArrayList<>();
        if (uefi && programs.isEmpty()) { // nothing for a PC's firmware: a board's, which looks in this order
            addIfThere(menus, raspberry);
            if (raspberry != null || script != null) {
                addIfThere(menus, syslinux);
            }
            addIfThere(menus, script);
        }
        if (uefi && has("systemd-boot") && !has("grub2") && !has("shim")) {
            addIfThere(menus, systemd);
        }
        addIfThere(menus, uefi ? direct() : null);
        addIfThere(menus, grub);
        addIfThere(menus, legacy);
        addIfThere(menus, syslinux);
        addIfThere(menus, systemd);
        addIfThere(menus, script);
        addIfThere(menus, raspberry);
        addIfThere(menus, LiloMenus.menu(files));
        for (BootMenu menu : menus) {
            BootLoader loader = new BootLoader(menu.loader(), menu.file().shown());
            if (!loaders.contains(loader)) {
                loaders.add(loader);
            }
        }
        return menus;
    }

    /** U-Boot does not run a script that is damaged, and looks for something else. */
    private @Nullable BootMenu uBoot() {
        try {
            return UBootMenus.menu(files, loaders);
        } catch (IOException e) {
            unread = e;
            return null;
        }
    }

    /** Why a script of U-Boot could not be read; null if there is none of that kind. */
    @Nullable
    IOException unread() {
        return unread;
    }

    /** A unified kernel image that the firmware starts by itself. */
    private @Nullable BootMenu direct() throws IOException {
        for (EfiProgram program : programs) {
            if (program.removable && program.kind.equals("uki")) {
                BootMenu.Choice choice = UnifiedKernels.choice(program.file, "removable");
                if (choice != null) {
                    return new BootMenu(
                            "uki", program.file, List.of(choice), 0, "the firmware starts it without a loader");
                }
            }
        }
        return null;
    }

    private boolean has(String kind) {
        for (EfiProgram program : programs) {
            if (program.kind.equals(kind)) {
                return true;
            }
        }
        return false;
    }

    private static void addIfThere(List<BootMenu> menus, @Nullable BootMenu menu) {
        if (menu != null && !menus.contains(menu)) {
            menus.add(menu);
        }
    }
}
