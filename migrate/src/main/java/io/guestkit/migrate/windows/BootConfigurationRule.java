package io.guestkit.migrate.windows;

import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.migrate.efi.EfiPartition;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.List;

/**
 * An entry of a BCD store that keeps the loader off the screen, {@code graphicsmodedisabled}: UEFI firmware has no text mode
 * of a VGA card that it could use instead. Elements: Microsoft, "BCD reference", BcdBootMgrElementTypes and
 * BcdLibraryElementTypes.
 */
final class BootConfigurationRule implements FixRule {

    private static final String BOOT_MANAGER = "Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\";
    private static final String DEFAULT_OBJECT = BOOT_MANAGER + "23000003";
    private static final String GRAPHICS_MODE_DISABLED = "16000046";

    @Override
    public String name() {
        return "boot-configuration";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        if (draft.report().identity().firmware() == Firmware.BIOS) {
            return;
        }
        for (EfiPartition each : EfiPartition.unmounted(draft)) {
            String store = each.spelling("Microsoft", "Boot", "BCD");
            if (store != null) {
                plan(draft, each, store);
            }
        }
    }

    private static void plan(Draft draft, EfiPartition efi, String store) throws IOException {
        try (Hive hive = efi.hive(store)) {
            Value entry = hive.value(DEFAULT_OBJECT, "Element").orElse(null);
            String id = entry == null ? "" : entry.text();
            String key = "Objects\\%s\\Elements\\%s".formatted(id, GRAPHICS_MODE_DISABLED);
            if (hive.appliedLogs().isPresent()) {
                draft.note("%s was not finished by Windows and is left as it is: start it once more, and shut it down"
                        .formatted(efi.shown(store)));
            } else if (!id.isEmpty() && id.indexOf('\\') < 0 && hive.find(key).isPresent()) {
                efi.deleteKey(
                        store,
                        key,
                        "UEFI firmware has a screen with graphics only, which the default entry does not want",
                        List.of("%s: the default entry %s has graphicsmodedisabled".formatted(efi.shown(store), id)));
            }
        } catch (IOException e) {
            draft.note("%s cannot be read: %s".formatted(efi.shown(store), e.getMessage()));
        }
    }
}
