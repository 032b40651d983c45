package io.guestkit.migrate.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a run is at work, and no other is.
 *
 * @param work its work directory
 * @param beside a second one for the new images beside the output, if the first one is elsewhere: two runs that make the
 *     same output meet there
 */
record WorkPlaces(WorkDirectory work, Optional<WorkDirectory> beside) implements Closeable {

    /** @throws java.nio.file.FileSystemException if another run is at work in one of them, or if it is none of ours */
    static WorkPlaces take(MigrationSettings settings) throws IOException {
        WorkDirectory work = WorkDirectory.take(settings.workPlace().toAbsolutePath());
        try {
            Optional<Path> place = settings.workBesideOutput();
            return new WorkPlaces(
                    work, place.isEmpty() ? Optional.empty() : Optional.of(WorkDirectory.take(place.get())));
        } catch (IOException e) {
            try (work) {
                work.removeIfNew();
            }
            throw e;
        }
    }

    Path path() {
        return work.path();
    }

    /** Removes everything but the journal and the locks. */
    void clear() throws IOException {
        work.clear();
        if (beside.isPresent()) {
            beside.get().clear();
        }
    }

    /** Removes what has nothing in it yet. */
    void removeIfNew() throws IOException {
        work.removeIfNew();
        if (beside.isPresent()) {
            beside.get().removeIfNew();
        }
    }

    /** Leaves all of the first to whoever wants to look at it; there is nothing to go on with. */
    void keep() throws IOException {
        work.keep();
        if (beside.isPresent()) {
            beside.get().remove();
        }
    }

    /** Removes all of it. */
    void remove() throws IOException {
        if (beside.isPresent()) {
            beside.get().remove();
        }
        work.remove();
    }

    /** Lets others have it. */
    @Override
    public void close() throws IOException {
        try (work) {
            if (beside.isPresent()) {
                beside.get().close();
            }
        }
    }
}
