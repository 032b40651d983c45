package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * cloud-init, if it is there.
 *
 * @param disabled whether a file switches it off
 * @param datasources that it may ask, in their order; empty if that is left to it
 * @param datasource the one that it found
 * @param instanceId of the instance that it last ran for; it runs anew for another one
 * @param seeds files that are given to it without a network
 * @param done whether it ran to its end, the last time
 * @param source the file that says most of it
 */
public record CloudInit(
        boolean disabled,
        List<String> datasources,
        Optional<String> datasource,
        Optional<String> instanceId,
        List<String> seeds,
        boolean done,
        String source) {

    public CloudInit {
        datasources = List.copyOf(datasources);
        seeds = List.copyOf(seeds);
    }
}
