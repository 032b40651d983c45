package io.guestkit.migrate.windows;

import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.migrate.efi.EfiPartition;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The boot manager where firmware looks that knows of no entry. Windows' own setup copies it there; what came by an image
 * or a repair may have it only in its own folder.
 */
final class EfiFallbackRule implements FixRule {

    @Override
    public String name() {
        return "efi-fallback";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        if (draft.report().identity().firmware() == Firmware.BIOS) {
            return;
        }
        String architecture = draft.report().identity().architecture().orElse("");
        String suffix = EfiPartition.suffix(architecture);
        List<EfiPartition> all = EfiPartition.unmounted(draft);
        boolean found = false;
        for (EfiPartition each : all) {
            String manager = each.spelling("Microsoft", "Boot", "bootmgfw.efi");
            if (manager != null && suffix != null) {
                found = true;
                String wanted = "BOOT" + suffix.toUpperCase(Locale.ROOT) + ".EFI";
                if (!each.hasFallback(wanted)) {
                    each.fallback(wanted, List.of(manager));
                }
            }
        }
        if (!found && draft.report().identity().firmware() == Firmware.UEFI) {
            List<String> looked = new ArrayList<>();
            for (EfiPartition each : all) {
                looked.add(each.shown(""));
            }
            draft.note("it starts by UEFI, and %s"
                    .formatted(
                            suffix == null
                                    ? "what firmware of its processor looks for is not known"
                                    : looked.isEmpty()
                                            ? "none of the disks has an EFI partition that can be read"
                                            : "there is no boot manager of Windows in " + String.join(", ", looked)));
        }
    }
}
