package io.guestkit.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work of several tests of a class that is done at the same time: guests that QEMU emulates keep one processor busy each, for
 * minutes. It begins when the first of these tests asks for its own.
 */
public final class SideBySide {

    /** What a test does. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    private final Map<String, FutureTask<Void>> tasks = new LinkedHashMap<>();
    private boolean begun;

    /** @param name by which a test asks for it */
    public SideBySide with(String name, Work work) {
        Callable<Void> call = () -> {
            work.run();
            return null;
        };
        tasks.put(name, new FutureTask<>(call));
        return this;
    }

    /** Waits for the work of that name, and throws what it threw. */
    public void join(String name) throws Exception {
        synchronized (this) {
            if (!begun) {
                begun = true;
                tasks.forEach(
                        (each, task) -> Thread.ofPlatform().daemon().name(each).start(task));
            }
        }
        try {
            Objects.requireNonNull(tasks.get(name), name).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // of an assertion
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
