package io.guestkit.migrate.pipeline;

import io.guestkit.io.Cancellation;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** Something that is done before or after a stage. */
@FunctionalInterface
public interface Hook {

    /**
     * Does it.
     *
     * <p>Where a migration was killed the hook may run again: before a stage that did not finish, and after one whose
     * hooks did not all finish.
     *
     * @throws IOException if it fails; what follows is for {@link OnFailure} to say
     */
    void run(Call call) throws IOException;

    /** On which side of the stage. */
    enum When {
        BEFORE,
        AFTER
    }

    /**
     * What a hook is told.
     *
     * @param context of the migration as it is now
     * @param note takes a line for whoever watches
     * @param cancellation to be looked at by what takes long
     */
    record Call(Stage stage, When when, MigrationContext context, Consumer<String> note, Cancellation cancellation) {

        /** All of it as plain maps and lists, as a command gets it in JSON. */
        public Map<String, Object> document() {
            return context.document(stage, when);
        }
    }

    /**
     * A hook in its place.
     *
     * @param name for messages
     * @param onFailure what is to happen when it fails
     */
    record Declared(String name, Hook hook, OnFailure onFailure) {}
}
