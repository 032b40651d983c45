package io.guestkit.migrate.pipeline;

import io.guestkit.io.Cancellation;
import io.guestkit.migrate.pipeline.fetch.Fetcher;
import java.util.List;

/**
 * Who does what the pipeline itself does not do.
 *
 * @param version of the program, for the record
 */
record Tools(
        GuestFixer fixer,
        MachineWriter machines,
        BootTester bootTester,
        List<Fetcher> fetchers,
        PipelineListener listener,
        Cancellation cancellation,
        String version) {

    Tools {
        fetchers = List.copyOf(fetchers);
    }

    /** Tells the listener, one event at a time. */
    void tell(PipelineEvent event) {
        synchronized (listener) {
            listener.happened(event);
        }
    }
}
