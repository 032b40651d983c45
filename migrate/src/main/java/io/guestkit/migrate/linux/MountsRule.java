package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** An EFI partition that the guest's mount table does not name: what is on it cannot be changed through the guest's paths. */
final class MountsRule implements FixRule {

    /** GUID of EFI system partitions, and the type of them in an MBR. UEFI specification 2.10, 5.2.2 and 5.3.3. */
    private static final Set<String> TYPES = Set.of("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "ef");

    @Override
    public String name() {
        return "mounts";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        Set<String> mounted = new HashSet<>();
        for (Mountpoint each : draft.report().mountpoints()) {
            each.device().ifPresent(mounted::add);
        }
        for (Storage each : draft.storage().all()) {
            boolean efi = each.partition().isPresent()
                    && TYPES.contains(each.partition().get().type().toLowerCase(Locale.ROOT));
            if (efi && each.type().equals("vfat") && !mounted.contains(each.device())) {
                draft.note(
                        "%s is an EFI partition that /etc/fstab does not name: boot loaders on it are left as they are"
                                .formatted(each.device()));
            }
        }
    }
}
