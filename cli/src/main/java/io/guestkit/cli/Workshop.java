package io.guestkit.cli;

import io.guestkit.io.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary directory beside a destination, where a copy is built out of everybody's sight. It is gone afterwards, also
 * if the user interrupts.
 */
final class Workshop implements Closeable {

    private final Path directory;
    private final Interruption interruption;

    /** @param parent on the file system of the destination, so that a rename can move the copy there */
    Workshop(Path parent) throws IOException {
        directory = Files.createTempDirectory(parent, ".guestkit-");
        interruption = new Interruption(); // only now: without a directory nobody would close it
    }

    /** Where the copy is to be built. */
    Path place() {
        return directory.resolve("copy");
    }

    /** To be looked at between chunks. */
    Cancellation cancellation() {
        return interruption.cancellation();
    }

    @Override
    public void close() {
        Leftovers.delete(directory);
        interruption.close();
    }
}
