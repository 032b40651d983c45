package io.guestkit.migrate.pipeline;

import io.guestkit.convert.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Runs stages one after the other, each between its hooks, and writes into the journal what is over. */
final class StageRunner {

    private final MigrationContext context;
    private final Tools tools;
    private final Journal journal;
    private final WorkDirectory work;

    StageRunner(MigrationContext context, Tools tools, Journal journal, WorkDirectory work) {
        this.context = context;
        this.tools = tools;
        this.journal = journal;
        this.work = work;
    }

    /** @throws IOException why a stage or a hook failed that must not fail */
    void run(Stage stage) throws IOException {
        tools.cancellation().check();
        StageSettings settings = context.settings().stage(stage);
        StageRun run = StageRun.of(stage, context, tools, work.of(stage));
        if (!settings.enabled()) {
            finish(new StageResult(
                    stage,
                    StageResult.Outcome.DISABLED,
                    Instant.now(),
                    Duration.ZERO,
                    Map.of(),
                    Optional.empty(),
                    false));
            return;
        }
        StageWork does = StageWork.of(stage);
        Journal.Entry entry = journal.entry(stage).orElse(null);
        if (entry != null) {
            if (entry.result().outcome() == StageResult.Outcome.SKIPPED || does.takeOver(entry.made(), run)) {
                finish(entry.result());
                if (!entry.hooksDone()) {
                    runHooks(stage, Hook.When.AFTER);
                }
                return;
            }
            run.note("what the earlier run has made is not as it was; it is made again");
        }
        journal.forget(stage);
        tools.tell(new PipelineEvent.StageStarted(stage));
        runHooks(stage, Hook.When.BEFORE);
        work(does, run, settings.onFailure());
        runHooks(stage, Hook.When.AFTER);
    }

    private void work(StageWork does, StageRun run, OnFailure onFailure) throws IOException {
        Instant started = Instant.now();
        long start = System.nanoTime();
        try {
            Map<String, Object> made = attempt(onFailure, run.stage(), () -> {
                run.data().clear();
                return does.run(run);
            });
            StageResult result = result(run, StageResult.Outcome.DONE, started, start, Optional.empty());
            journal.finished(result, made);
            finish(result);
        } catch (InterruptedIOException e) {
            throw e; // cancelled: no failure of the stage
        } catch (IOException e) {
            boolean skip = onFailure.then() == OnFailure.Then.SKIP;
            StageResult result = result(
                    run,
                    skip ? StageResult.Outcome.SKIPPED : StageResult.Outcome.FAILED,
                    started,
                    start,
                    Optional.of(message(e)));
            if (!skip) {
                finish(result);
                throw e;
            }
            journal.finished(result, Map.of());
            finish(result);
        }
    }

    private static StageResult result(
            StageRun run, StageResult.Outcome outcome, Instant started, long start, Optional<String> error) {
        return new StageResult(
                run.stage(), outcome, started, Duration.ofNanos(System.nanoTime() - start), run.data(), error, false);
    }

    private void finish(StageResult result) {
        context.finished(result);
        tools.tell(new PipelineEvent.StageFinished(result));
    }

    /** What the exceptions of the system for files leave out is what happened. */
    private static String message(IOException e) {
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return switch (e) {
            case NoSuchFileException missing -> said + ": no such file";
            case AccessDeniedException denied -> said + ": permission denied";
            case FileAlreadyExistsException there -> said + ": exists already";
            default -> said;
        };
    }

    /** Tries as often as the policy says, and tells of each failure that is not the last. */
    private <T> T attempt(OnFailure onFailure, Stage stage, RetryPolicy.Attempt<T> attempt) throws IOException {
        int[] number = {0};
        return onFailure.retries().call(() -> {
            number[0]++;
            try {
                return attempt.run();
            } catch (IOException e) {
                if (number[0] < onFailure.retries().maxAttempts()
                        && onFailure.retries().retryable().test(e)) {
                    tools.tell(new PipelineEvent.Note(stage, "attempt %d failed: %s".formatted(number[0], message(e))));
                }
                throw e;
            }
        });
    }

    private void runHooks(Stage stage, Hook.When when) throws IOException {
        for (Hook.Declared hook : context.settings().stage(stage).hooks(when)) {
            runHook(hook, stage, when);
        }
        if (when == Hook.When.AFTER) {
            journal.hooksDone(stage);
        }
    }

    private void runHook(Hook.Declared hook, Stage stage, Hook.When when) throws IOException {
        tools.cancellation().check();
        tools.tell(new PipelineEvent.HookStarted(stage, when, hook.name()));
        long start = System.nanoTime();
        Hook.Call call = new Hook.Call(
                stage,
                when,
                context,
                line -> tools.tell(new PipelineEvent.Note(stage, hook.name() + ": " + line)),
                tools.cancellation());
        try {
            attempt(hook.onFailure(), stage, () -> {
                hook.hook().run(call);
                return Boolean.TRUE;
            });
            over(hook, stage, when, start, Optional.empty());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (hook.onFailure().then() == OnFailure.Then.SKIP) {
                over(hook, stage, when, start, Optional.of(message(e)));
            } else {
                ended(hook, stage, when, start, Optional.of(message(e)));
                throw new HookFailedException(
                        "the hook %s %s %s failed: %s"
                                .formatted(
                                        hook.name(),
                                        when == Hook.When.BEFORE ? "before" : "after",
                                        stage.id(),
                                        message(e)),
                        e);
            }
        }
    }

    /** The migration goes on. */
    private void over(Hook.Declared hook, Stage stage, Hook.When when, long start, Optional<String> error) {
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        journal.hookOver(new HookResult(stage, when, hook.name(), duration, error, false));
        ended(hook, stage, when, start, error);
    }

    private void ended(Hook.Declared hook, Stage stage, Hook.When when, long start, Optional<String> error) {
        tools.tell(new PipelineEvent.HookFinished(
                stage, when, hook.name(), Duration.ofNanos(System.nanoTime() - start), error));
    }
}
