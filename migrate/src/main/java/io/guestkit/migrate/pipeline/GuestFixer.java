package io.guestkit.migrate.pipeline;

import io.guestkit.OpenOptions;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.io.Cancellation;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a guest fit for its target: what {@link Stage#FIX} calls. */
public interface GuestFixer {

    /** There is none: a migration that is to fix its guest is refused before anything is done. */
    GuestFixer NONE = new GuestFixer() {
        @Override
        public void require() throws UnsupportedFeatureException {
            throw new UnsupportedFeatureException(
                    "fixing guests is not in this build; --no-fix migrates the disks as they are");
        }

        @Override
        public Outcome fix(Request request) throws IOException {
            require();
            throw new IllegalStateException();
        }
    };

    /**
     * Looks whether it could work here, before the first stage begins.
     *
     * @throws UnsupportedFeatureException if something is missing; says what to install
     */
    void require() throws UnsupportedFeatureException;

    /**
     * Changes the overlays. They are new, and made anew if it is tried again.
     *
     * @throws IOException if it cannot go on; what it has written into the overlays is thrown away
     */
    Outcome fix(Request request) throws IOException;

    /**
     * What is to be fixed.
     *
     * @param overlays qcow2 images upon the disks of the guest, in its order; all that may be written
     * @param open how to open them: directories of what lies below, and keys
     * @param options what it may and shall do
     * @param root of several guests, the one to fix
     * @param report on the disks below
     * @param directory for files of its own, such as the plan; empty, and kept as long as the work directory
     * @param note takes a line for whoever watches
     */
    record Request(
            Target target,
            List<Path> overlays,
            OpenOptions open,
            FixOptions options,
            Optional<String> root,
            InspectReport report,
            Path directory,
            Consumer<String> note,
            Cancellation cancellation) {

        public Request {
            overlays = List.copyOf(overlays);
        }
    }

    /**
     * What came of it.
     *
     * @param applied operations that were done, and read again
     * @param skipped operations that were planned and not done
     * @param failed operations that did not do what they were to do
     * @param problems a line for each that was skipped or failed
     * @param document the plan and what became of it: plain maps, lists, texts, numbers and truth values
     */
    record Outcome(int applied, int skipped, int failed, List<String> problems, Map<String, Object> document) {

        public Outcome {
            problems = List.copyOf(problems);
            document = new LinkedHashMap<>(document);
        }
    }
}
