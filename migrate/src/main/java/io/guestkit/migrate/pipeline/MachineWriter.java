package io.guestkit.migrate.pipeline;

import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.migrate.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes what a hypervisor is told about the migrated guest, such as a libvirt domain: files beside the output. */
@FunctionalInterface
public interface MachineWriter {

    /** Writes nothing. */
    MachineWriter NONE = request -> {};

    /** Writes files into the directory of the request, each with a name that starts with that of the guest. */
    void write(Request request) throws IOException;

    /**
     * Names of all files that it may write, so that what is in their way is found before anything is done.
     *
     * @param name of the output without its extension
     */
    default List<String> names(String name) {
        return List.of();
    }

    /**
     * The guest as it will be.
     *
     * @param name of the output without its extension
     * @param disks in the guest's order, with the places where they will be
     * @param report on the result, with how it starts on the target
     * @param former the machine that it had, where that is known
     * @param directory for the files, empty; whatever regular file is in it goes beside the output
     */
    record Request(
            Target target,
            String name,
            List<OutputDisk> disks,
            InspectReport report,
            Optional<MachineDescription> former,
            Path directory) {

        public Request {
            disks = List.copyOf(disks);
        }
    }
}
