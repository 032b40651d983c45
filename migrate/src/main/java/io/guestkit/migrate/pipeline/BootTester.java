package io.guestkit.migrate.pipeline;

import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.io.Cancellation;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts a migrated guest to see whether it comes up. */
public interface BootTester {

    /** There is none: a migration that is to test its guest is refused before anything is done. */
    BootTester NONE = new BootTester() {
        @Override
        public void require() throws UnsupportedFeatureException {
            throw new UnsupportedFeatureException("starting guests is not in this build; leave out --boot-test");
        }

        @Override
        public Outcome test(Request request) throws IOException {
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
     * Starts the guest on throw-away overlays, without a network.
     *
     * @throws IOException if it cannot be tried; that the guest does not come up is an answer
     */
    Outcome test(Request request) throws IOException;

    /**
     * The guest that is to start.
     *
     * @param disks in its order; only read
     * @param former the machine that it had, where that is known
     * @param directory for files of its own, such as the overlays and what the guest said
     * @param note takes a line for whoever watches
     */
    record Request(
            Target target,
            List<OutputDisk> disks,
            InspectReport report,
            Optional<MachineDescription> former,
            Path directory,
            Consumer<String> note,
            Cancellation cancellation) {

        public Request {
            disks = List.copyOf(disks);
        }
    }

    /**
     * What came of it.
     *
     * @param started whether the guest came up
     * @param detail by what that was seen, or how far it came; one line
     * @param document all that is known: plain maps, lists, texts, numbers and truth values
     */
    record Outcome(boolean started, String detail, Map<String, Object> document) {

        public Outcome {
            document = new LinkedHashMap<>(document);
        }
    }
}
