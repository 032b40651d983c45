package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A boot loader that only the old machine's memory knows of: the new one looks for EFI/BOOT/BOOT<i>arch</i>.EFI.
 * UEFI specification 2.10, 3.5.1.1.
 */
final class EfiFallbackRule implements FixRule {

    /** What ends the names of programs for an architecture. */
    private static final Map<String, String> SUFFIXES =
            Map.of("x86_64", "x64", "i386", "ia32", "aarch64", "aa64", "arm", "arm", "riscv64", "riscv64");

    private static final List<String> TOPS = List.of("/boot/efi", "/efi", "/boot");

    @Override
    public String name() {
        return "efi-fallback";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        String architecture = draft.report().identity().architecture().orElse("");
        // 64-bit firmware starts no 32-bit loader; the machine's firmware is that of the guest's processor.
        String suffix = SUFFIXES.get(architecture);
        if (suffix == null || draft.report().identity().firmware() == Firmware.BIOS) {
            return;
        }
        for (String top : TOPS) {
            GuestFiles files = draft.files();
            String efi = name(files, top, "EFI");
            if (efi != null) {
                plan(draft, top + "/" + efi, suffix);
                return;
            }
        }
    }

    private static void plan(Draft draft, String efi, String suffix) throws IOException {
        GuestFiles files = draft.files();
        String wanted = "BOOT" + suffix.toUpperCase(Locale.ROOT) + ".EFI";
        String folder = name(files, efi, "BOOT");
        if (folder != null && name(files, efi + "/" + folder, wanted) != null) {
            return;
        }
        String place = efi + "/" + (folder == null ? "BOOT" : folder) + "/";
        String reason = "firmware that does not know the guest looks only for EFI/BOOT/" + wanted;
        for (String vendor : files.names(efi)) {
            String directory = efi + "/" + vendor + "/";
            String shim = name(files, directory, "shim" + suffix + ".efi");
            String grub = name(files, directory, "grub" + suffix + ".efi");
            String systemd = name(files, directory, "systemd-boot" + suffix + ".efi");
            if (shim != null && grub != null) {
                List<String> evidence = List.of(directory + shim, directory + grub);
                draft.copy(directory + shim, place + wanted, reason, evidence);
                // the shim starts what lies beside it
                if (folder == null || name(files, efi + "/" + folder, grub) == null) {
                    draft.copy(directory + grub, place + grub, reason, evidence);
                }
                String helper = name(files, directory, "mm" + suffix + ".efi");
                if (helper != null && (folder == null || name(files, efi + "/" + folder, helper) == null)) {
                    draft.copy(directory + helper, place + helper, reason, evidence);
                }
                return;
            }
            String loader = grub != null ? grub : systemd;
            if (loader != null) {
                draft.copy(directory + loader, place + wanted, reason, List.of(directory + loader));
                return;
            }
        }
        draft.note(efi + " has no boot loader that is known: there is nothing to copy to EFI/BOOT/" + wanted);
    }

    /** As it is spelt in a directory whose names have no case; null if there is none. */
    private static @Nullable String name(GuestFiles files, String directory, String name) throws IOException {
        for (String each : files.names(directory)) {
            if (each.equalsIgnoreCase(name)) {
                return each;
            }
        }
        return null;
    }
}
