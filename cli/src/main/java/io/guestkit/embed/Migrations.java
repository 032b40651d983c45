package io.guestkit.embed;

import io.guestkit.cli.Documents;
import io.guestkit.convert.RetryPolicy;
import io.guestkit.io.Cancellation;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.pipeline.Hook;
import io.guestkit.migrate.pipeline.OnFailure;
import io.guestkit.migrate.pipeline.Pipeline;
import io.guestkit.migrate.pipeline.Stage;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import io.guestkit.migrate.standard.Migration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
     * One more disk of the guest.
     *
     * @param address a path, or a URI with {@code ://} in it
     * @param checksum that the file has to have, {@code sha256:HEX}; null if any will do
     * @throws IllegalArgumentException if this is no checksum
     */
    public static void addSource(Pipeline.Builder pipeline, String address, @Nullable String checksum) {
        Pipeline.Builder _ = checksum == null
                ? pipeline.source(address)
                : pipeline.source(
                        address,
                        Checksum.parse(checksum)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "checksum " + checksum + ": expected sha256: and 64 hexadecimal digits")));
    }

    /**
     * What fixes may and shall do.
     *
     * @param initramfs name of a {@link FixOptions.Initramfs} in lower case
     * @param tools name of a {@link FixOptions.Tools} in lower case
     * @param macs of network interfaces by name, in lower case
     * @throws IllegalArgumentException if a name is none of these
     */
    public static void fix(
            Pipeline.Builder pipeline,
            List<String> only,
            List<String> without,
            String initramfs,
            String tools,
            boolean serialConsole,
            boolean regenerateGrub,
            Map<String, String> macs,
            @Nullable Path virtioWin,
            @Nullable Path guestAgent) {
        FixOptions options = FixOptions.DEFAULT
                .withRules(only, without)
                .withInitramfs(named("initramfs", initramfs, FixOptions.Initramfs.values()))
                .withTools(named("tools", tools, FixOptions.Tools.values()))
                .withSerialConsole(serialConsole)
                .withRegenerateGrub(regenerateGrub)
                .withMacs(macs);
        if (virtioWin != null) {
            options = options.withVirtioWin(virtioWin);
        }
        if (guestAgent != null) {
            options = options.withGuestAgent(guestAgent);
        }
        Pipeline.Builder _ = pipeline.fix(options);
    }

    /** @throws IllegalArgumentException if there is no such target */
    public static Target target(String name) {
        return Target.named(name).orElseThrow(() -> new IllegalArgumentException("there is no target " + name));
    }

    private static <E extends Enum<E>> E named(String what, String name, E[] choices) {
        List<String> names = new ArrayList<>();
        for (E choice : choices) {
            String known = choice.name().toLowerCase(Locale.ROOT);
            if (known.equals(name)) {
                return choice;
            }
            names.add(known);
        }
        throw new IllegalArgumentException(what + " is " + name + ", expected one of " + String.join(", ", names));
    }

    /**
     * What is to happen when something fails that is tried several times.
     *
     * @param attempts in all
     * @param delay before the second attempt, in seconds; it doubles from one to the next
     * @param maxDelay that no delay exceeds, in seconds
     * @param skip whether the migration goes on if the last one fails, too
     * @throws IllegalArgumentException if there are less than one attempt, or delays are below 0
     */
    public static OnFailure retry(int attempts, double delay, double maxDelay, boolean skip) {
        RetryPolicy usual = OnFailure.RETRY.retries();
        RetryPolicy retries = new RetryPolicy(
                attempts,
                Duration.ofMillis(Math.round(delay * 1000)),
                usual.multiplier(),
                Duration.ofMillis(Math.round(maxDelay * 1000)),
                usual.jitter(),
                usual.retryable());
        return new OnFailure(retries, skip ? OnFailure.Then.SKIP : OnFailure.Then.STOP);
    }

    /** What is to happen when a stage fails. */
    public static void onFailure(Pipeline.Builder pipeline, String stage, OnFailure onFailure) {
        Stage failing = stage(stage);
        Pipeline.Builder _ = pipeline.stage(failing, pipeline.stage(failing).withOnFailure(onFailure));
    }

    /**
     * One more hook.
     *
     * @param stage such as {@code fix}
     * @throws IllegalArgumentException if there is no such stage
     */
    public static void addHook(
            Pipeline.Builder pipeline,
            String stage,
            boolean before,
            String name,
            OnFailure onFailure,
            Callback callback) {
        Hook hook = call -> {
            String failure = callback.call(Documents.json(call.document()));
            if (failure != null) {
                throw new IOException(failure);
            }
        };
        Pipeline.Builder _ =
                pipeline.hook(stage(stage), before ? Hook.When.BEFORE : Hook.When.AFTER, name, onFailure, hook);
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
