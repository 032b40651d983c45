package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.migrate.efi.EfiPartition;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A boot loader that only the old machine's memory knows of: the new one looks for EFI/BOOT/BOOT<i>arch</i>.EFI.
 * UEFI specification 2.10, 3.5.1.1.
 */
final class EfiFallbackRule implements FixRule {

    private static final List<String> TOPS = List.of("/boot/efi", "/efi", "/boot");

    @Override
    public String name() {
        return "efi-fallback";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        // 64-bit firmware starts no 32-bit loader; the machine's firmware is that of the guest's processor.
        String suffix =
                EfiPartition.suffix(draft.report().identity().architecture().orElse(""));
        if (suffix != null) {
            noteMissing(draft);
        }
        if (suffix == null || draft.report().identity().firmware() == Firmware.BIOS) {
            return;
        }
        for (String top : TOPS) {
            EfiPartition mounted = EfiPartition.at(draft, top);
            if (mounted != null) {
                plan(draft, mounted, suffix);
                return;
            }
        }
        for (EfiPartition each : EfiPartition.unmounted(draft)) {
            plan(draft, each, suffix);
        }
    }

    /** A guest whose kernel came from outside, as Xen's own loaders give it, or whose boot code was not taken along. */
    private static void noteMissing(Draft draft) {
        BootReport boot = draft.report().boot().orElse(null);
        Firmware firmware = draft.report().identity().firmware();
        boolean missing = boot != null && firmware == Firmware.UNKNOWN;
        for (BootLink link : boot == null ? List.<BootLink>of() : boot.links()) {
            if (link.link().equals("loader")) {
                missing = firmware == Firmware.BIOS && link.verdict() == Verdict.BROKEN;
            }
        }
        if (missing) {
            draft.note(
                    "no boot loader on the disks starts the guest: it needs one, or a machine that is told its kernel,"
                            + " initramfs and command line");
        }
    }

    /** GRUB 0.97 of RHEL 6, which reads the list that has the name of its own program. */
    private static void oldGrub(Draft draft, EfiPartition efi, String wanted, String program, String list)
            throws IOException {
        efi.fallback(wanted, List.of(program));
        String boot = efi.spelling("", "BOOT");
        String copy = (boot == null ? "BOOT" : boot) + "/" + wanted.substring(0, wanted.length() - 4) + ".conf";
        if (efi.spelling(copy.split("/", -1)) == null) {
            efi.copy(list, copy, "GRUB 0.97 looks for its list by the name of its program", List.of(efi.shown(list)));
        }
        draft.note("%s is a copy: kernels that are installed later on stand in %s only"
                .formatted(efi.shown(copy), efi.shown(list)));
    }

    private static void plan(Draft draft, EfiPartition efi, String suffix) throws IOException {
        String wanted = "BOOT" + suffix.toUpperCase(Locale.ROOT) + ".EFI";
        if (efi.hasFallback(wanted)) {
            return;
        }
        for (String vendor : efi.names("")) {
            String shim = efi.spelling(vendor, "shim" + suffix + ".efi");
            String grub = efi.spelling(vendor, "grub" + suffix + ".efi");
            String systemd = efi.spelling(vendor, "systemd-boot" + suffix + ".efi");
            List<String> loaders = new ArrayList<>();
            if (shim != null && grub != null) {
                // the shim starts what lies beside it
                loaders.add(vendor + "/" + shim);
                loaders.add(vendor + "/" + grub);
                String helper = efi.spelling(vendor, "mm" + suffix + ".efi");
                if (helper != null) {
                    loaders.add(vendor + "/" + helper);
                }
            } else if (grub != null || systemd != null) {
                loaders.add(vendor + "/" + (grub != null ? grub : systemd));
            }
            if (!loaders.isEmpty()) {
                efi.fallback(wanted, loaders);
                return;
            }
            String old = efi.spelling(vendor, "grub.efi");
            String list = efi.spelling(vendor, "grub.conf");
            if (old != null && list != null) {
                oldGrub(draft, efi, wanted, vendor + "/" + old, vendor + "/" + list);
                return;
            }
        }
        draft.note(efi.shown("") + " has no boot loader that is known: there is nothing to copy to EFI/BOOT/" + wanted);
    }
}
