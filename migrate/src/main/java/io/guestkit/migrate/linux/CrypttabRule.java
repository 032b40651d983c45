package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.Crypttab;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines of crypttab that name a disk by its controller's count. */
final class CrypttabRule implements FixRule {

    private static final String CRYPTTAB = "/etc/crypttab";

    @Override
    public String name() {
        return "crypttab";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        String text = draft.text(CRYPTTAB);
        if (text == null) {
            return;
        }
        StableNames names = new StableNames(draft.storage());
        Lines lines = new Lines(text);
        List<String> evidence = new ArrayList<>();
        for (int number = 1; number <= lines.count(); number++) {
            for (Crypttab.Entry entry : Crypttab.parse(lines.line(number)).entries()) {
                if (!DeviceNames.isOfHardware(entry.spec())) {
                    continue;
                }
                String place = CRYPTTAB + ":" + number;
                Storage storage = names.resolve(entry.spec());
                // A swap that gets a new key at each start has no UUID that lasts.
                Optional<String> stable = storage == null || storage.type().equals("swap")
                        ? names.partition(entry.spec())
                        : names.of(entry.spec());
                if (stable.isPresent()) {
                    lines.replaceField(number, 1, stable.get());
                    evidence.add("%s: %s on %s".formatted(place, entry.name(), entry.spec()));
                } else {
                    draft.note("%s names %s, for which there is no lasting name: the line is left as it is"
                            .formatted(place, entry.spec()));
                }
            }
        }
        if (!evidence.isEmpty()) {
            draft.edit(CRYPTTAB, lines.text(), "disks have other names on another controller; UUIDs stay", evidence);
        }
    }
}
