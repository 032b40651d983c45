package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines of fstab that name a disk by its controller's count: on virtio it is another one. */
final class FstabRule implements FixRule {

    private static final String FSTAB = "/etc/fstab";

    @Override
    public String name() {
        return "fstab";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        String text = draft.text(FSTAB);
        if (text == null) {
            return;
        }
        StableNames names = new StableNames(draft.storage());
        Lines lines = new Lines(text);
        List<String> evidence = new ArrayList<>();
        for (Fstab.Entry entry : Fstab.parse(text).entries()) {
            if (!DeviceNames.isOfHardware(entry.spec())) {
                continue;
            }
            String place = FSTAB + ":" + entry.line();
            Optional<String> stable = names.of(entry.spec());
            if (names.resolve(entry.spec()) == null && entry.path().equals("/")) {
                stable = names.ofRoot(); // whatever it was called, it is where this file is
            }
            if (stable.isPresent()) {
                lines.replaceField(entry.line(), 0, stable.get());
                evidence.add("%s: %s on %s".formatted(place, entry.spec(), entry.path()));
            } else {
                draft.note("%s names %s, which is not on the disks: the line is left as it is"
                        .formatted(place, entry.spec()));
            }
        }
        if (!evidence.isEmpty()) {
            draft.edit(FSTAB, lines.text(), "disks have other names on another controller; UUIDs stay", evidence);
        }
    }
}
