package io.guestkit.embed;

import io.guestkit.cli.Documents;
import io.guestkit.io.Cancellation;
import io.guestkit.migrate.pipeline.Hook;
import io.guestkit.migrate.pipeline.OnFailure;
import io.guestkit.migrate.pipeline.Pipeline;
import io.guestkit.migrate.pipeline.Stage;
import io.guestkit.migrate.standard.Migration;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Migrations whose hooks and listeners are functions of the other language, which are called with JSON. */
public final class Migrations {

    private Migrations() {}

    /** A function of the other language. Called by any thread. */
    @FunctionalInterface
    public interface Callback {

        /** @return why it failed; null if it did not */
        @Nullable
        String call(byte[] document);
    }

    /**
     * One more hook.
     *
     * @param stage such as {@code fix}
     * @param skip whether the migration goes on if the hook fails
     * @throws IllegalArgumentException if there is no such stage
     */
    public static void addHook(
            Pipeline.Builder pipeline, String stage, boolean before, String name, boolean skip, Callback callback) {
        Hook hook = call -> {
            String failure = callback.call(Documents.json(call.document()));
            if (failure != null) {
                throw new IOException(failure);
            }
        };
        Pipeline.Builder _ = pipeline.hook(
                stage(stage),
                before ? Hook.When.BEFORE : Hook.When.AFTER,
                name,
                skip ? OnFailure.SKIP : OnFailure.STOP,
                hook);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static Stage stage(String name) {
        return Stage.named(name).orElseThrow(() -> new IllegalArgumentException("there is no stage " + name));
    }

    /** Leaves a stage out. */
    public static void disable(Pipeline.Builder pipeline, String stage) {
        Stage left = stage(stage);
        Pipeline.Builder _ = pipeline.stage(left, pipeline.stage(left).withEnabled(false));
    }

    /**
     * Runs it with all parts: fixes, descriptions of machines, boot test.
     *
     * @param listener is called with every event; what it returns is not looked at
     * @return the document of {@code guestkit migrate}
     */
    public static Work run(Pipeline.Builder pipeline, Callback listener, Cancellation cancellation, String version) {
        return Work.of(() -> Documents.json(Migration.complete(pipeline)
                .listener(event -> {
                    String _ = listener.call(Documents.json(event.document()));
                })
                .cancellation(cancellation)
                .version(version)
                .build()
                .run()
                .document()));
    }
}
