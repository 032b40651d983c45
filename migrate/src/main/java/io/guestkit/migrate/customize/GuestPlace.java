package io.guestkit.migrate.customize;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixException;
import io.guestkit.migrate.fix.FixStep;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;

/**
 * Whether a link or a directory can be made at a path of the guest, as far as that is known when the plan is made: what commands leave is
 * not, so that behind one of them nothing is refused here.
 */
final class GuestPlace {

    private GuestPlace() {}

    /** @throws FixException if something that is no directory is on the way to the path */
    static void requireParent(Draft draft, String path) throws IOException {
        requireDirectories(draft, path.substring(0, path.lastIndexOf('/')));
    }

    /** @throws FixException if there is something else than a link, or a directory cannot be on the way */
    static void requireForLink(Draft draft, String path) throws IOException {
        requireParent(draft, path);
        if (isKnown(draft) && draft.exists(path) && !draft.isLink(path)) {
            throw new FixException(path + " is there already in the guest, and is no link");
        }
    }

    /** @throws FixException if there is something else than a directory at the path, or on the way */
    static void requireDirectories(Draft draft, String path) throws IOException {
        for (int end = path.length(); isKnown(draft) && end > 0; end = path.lastIndexOf('/', end - 1)) {
            String directory = path.substring(0, end);
            if (isEntry(draft, directory) && !draft.isDirectory(directory)) {
                throw new FixException(directory + " is there already in the guest, and is no directory");
            }
        }
    }

    private static boolean isEntry(Draft draft, String path) throws IOException {
        return draft.exists(path) || draft.isLink(path);
    }

    private static boolean isKnown(Draft draft) {
        for (FixStep step : draft.steps()) {
            if (step.operation() instanceof Operation.RunCommand) {
                return false;
            }
        }
        return true;
    }
}
