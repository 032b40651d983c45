package io.guestkit.migrate.linux;

import io.guestkit.migrate.fix.Draft;

/** Programs of the guest, which run in an appliance on this machine's processor. */
final class GuestPrograms {

    private GuestPrograms() {}

    static boolean canRun(Draft draft) {
        String architecture = draft.report().identity().architecture().orElse("");
        String own = System.getProperty("os.arch", "").equals("amd64") ? "x86_64" : System.getProperty("os.arch", "");
        return architecture.equals(own) || architecture.equals("i386") && own.equals("x86_64");
    }
}
