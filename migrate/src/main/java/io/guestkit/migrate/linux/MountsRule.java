package io.guestkit.migrate.linux;

import io.guestkit.migrate.efi.EfiPartition;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;

/** An EFI partition that the guest's mount table does not name: what is on it is not among the guest's paths. */
final class MountsRule implements FixRule {

    @Override
    public String name() {
        return "mounts";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        for (String device : EfiPartition.unmountedDevices(draft)) {
            draft.note(
                    "%s is an EFI partition that /etc/fstab does not name: configurations of boot loaders on it are left as they are"
                            .formatted(device));
        }
    }
}
