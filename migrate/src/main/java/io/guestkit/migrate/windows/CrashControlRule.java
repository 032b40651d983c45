package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A guest that cannot start on its new machine shall stand still and say why, and not start over for ever. */
final class CrashControlRule implements FixRule {

    static final String KEY = "Control\\CrashControl";
    static final String VALUE = "AutoReboot";

    @Override
    public String name() {
        return "crash-control";
    }

    /** Whether it starts again after a stop, as Windows has it unless it is told otherwise. */
    static boolean isOn(WindowsGuest guest) throws IOException {
        Optional<Long> is = guest.number(guest.system(), guest.inControlSet(KEY), VALUE);
        return is.isEmpty() || is.get() != 0;
    }

    @Override
    public void plan(Draft draft) throws IOException {
        try (WindowsGuest guest = WindowsGuest.of(draft)) {
            if (isOn(guest)) {
                new RegistryChanges(
                                draft,
                                guest.system(),
                                "a stop of the first start shall stay on the screen, and not lead to the next one",
                                List.of(guest.controlSetEvidence()))
                        .number(guest.inControlSet(KEY), VALUE, 0);
            }
        }
    }
}
