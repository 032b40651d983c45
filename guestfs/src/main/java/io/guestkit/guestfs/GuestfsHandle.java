package io.guestkit.guestfs;

import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all methods of {@link Guestfs} share: who owns the C handle, who may use it now, and how its errors and events get
 * out. Calls of a virtual thread run on a thread of the handle, so that no carrier is blocked.
 */
abstract sealed class GuestfsHandle implements AutoCloseable permits Guestfs {

    /** {@code GUESTFS_CREATE_NO_CLOSE_ON_EXIT}. */
    private static final long NO_CLOSE_ON_EXIT = 2;

    private final Libguestfs library;
    private final ReentrantLock lock = new ReentrantLock();
    /** Held while the handle is closed or another thread cancels: neither waits for calls. */
    private final Object cancelling = new Object();

    private final Scratch scratch = new Scratch();
    private final Worker worker = new Worker();
    private final Events events;
    /** The thread that was last kept from printing errors; used under the lock, or on the thread that works under it. */
    private @Nullable Thread quiet;
    /** The C handle; 0 once it is closed. */
    private volatile long pointer;

    GuestfsHandle(Libguestfs library) throws IOException {
        this.library = library;
        this.pointer = Libguestfs.call(library.create, NO_CLOSE_ON_EXIT);
        if (pointer == 0) {
            scratch.close();
            throw new IOException("libguestfs cannot create a handle");
        }
        this.events = new Events(library);
    }

    /**
     * Starts a call; the caller closes it.
     *
     * @throws UnsupportedFeatureException if the installed library has no such function
     */
    Call begin(GuestfsFunction function) throws IOException {
        boolean locked = enter();
        MemorySegment address = library.address(function);
        if (address == null) {
            end(locked);
            throw missing(function);
        }
        return new Call(this, function, address, locked);
    }

    /** Takes the lock, unless this is the thread that works for whoever holds it. */
    private boolean enter() {
        boolean lockIt = !worker.isCurrent();
        if (lockIt) {
            lock.lock();
        }
        if (pointer == 0) {
            if (lockIt) {
                lock.unlock();
            }
            throw new IllegalStateException("this handle of libguestfs is closed");
        }
        return lockIt;
    }

    /** Ends what {@link #enter} began; throws what a listener threw meanwhile. */
    void end(boolean locked) {
        Throwable thrown = events.takeFailure();
        if (locked) {
            lock.unlock();
        }
        if (thrown != null) {
            throw Libguestfs.unexpected(thrown);
        }
    }

    private UnsupportedFeatureException missing(GuestfsFunction function) throws IOException {
        var installed = ((Guestfs) this).version();
        String needed =
                function.since().map(since -> "needs libguestfs " + since).orElse("is not in every libguestfs");
        return new UnsupportedFeatureException("libguestfs function %s %s; installed is %d.%d.%d%s"
                .formatted(
                        function.functionName(),
                        needed,
                        installed.major(),
                        installed.minor(),
                        installed.release(),
                        installed.extra()));
    }

    /** The error of the call that has just failed. */
    GuestfsException failure(String function) {
        GuestfsException[] read = new GuestfsException[1];
        LongSupplier reader = () -> {
            long message = Libguestfs.call(library.lastError, pointer);
            String text = message == 0 ? "no reason given" : Memory.text(message);
            int errno = (int) Libguestfs.call(library.lastErrno, pointer);
            read[0] = new GuestfsException(function, text, errno);
            return 0;
        };
        if (dispatches()) {
            worker.run(reader); // the same thread as the call's: the library keeps errors by thread
        } else {
            var _ = reader.getAsLong();
        }
        return read[0];
    }

    /** Whether this thread must leave calls to the handle's own. */
    boolean dispatches() {
        return Thread.currentThread().isVirtual();
    }

    long onWorker(LongSupplier call) {
        return worker.run(() -> {
            keepQuiet();
            return call.getAsLong();
        });
    }

    /** The library keeps error handlers by thread, and that which each thread starts with prints to the standard error. */
    void keepQuiet() {
        Thread current = Thread.currentThread();
        if (quiet != current) {
            Libguestfs.call(library.setErrorHandler, pointer, 0, 0);
            quiet = current;
        }
    }

    long pointer() {
        return pointer;
    }

    Scratch scratch() {
        return scratch;
    }

    /** Whether memory that arguments were in still holds those bytes; for tests of what is wiped. */
    boolean scratchHolds(byte[] bytes) {
        return scratch.holds(bytes);
    }

    Libguestfs library() {
        return library;
    }

    /**
     * Tells a listener of events, until what is returned is closed. The listener is called on the thread of the call that
     * causes the event, in the middle of that call; it may call this handle, but not close it. What it throws ends up with
     * that thread's caller when the call is over.
     */
    public EventRegistration listen(EventListener listener, GuestfsEvent first, GuestfsEvent... more)
            throws IOException {
        boolean locked = enter();
        try {
            long mask = first.mask();
            for (GuestfsEvent event : more) {
                mask |= event.mask();
            }
            keepQuiet();
            int registered = events.add(pointer, listener, mask);
            if (registered == -1) {
                throw failure("set_event_callback");
            }
            return () -> stopListening(registered);
        } finally {
            end(locked);
        }
    }

    private void stopListening(int registered) {
        boolean lockIt = !worker.isCurrent();
        if (lockIt) {
            lock.lock();
        }
        try {
            if (pointer != 0) {
                events.remove(pointer, registered);
            }
        } finally {
            if (lockIt) {
                lock.unlock();
            }
        }
    }

    /** Cancels from any thread; does nothing to a closed handle. */
    void cancel() {
        synchronized (cancelling) {
            if (pointer != 0) {
                Libguestfs.call(library.userCancel, pointer);
            }
        }
    }

    /**
     * Shuts the appliance down and frees everything; does nothing if that has been done. Waits for the calls of other
     * threads: {@link Guestfs#userCancel} before it makes them end.
     *
     * @throws GuestfsException if the shutdown fails, in which case written data may be lost; the handle is closed all the same
     * @throws IllegalStateException inside a listener
     */
    @Override
    public void close() throws IOException {
        if (worker.isCurrent() || lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a handle of libguestfs cannot be closed inside one of its calls");
        }
        lock.lock();
        try {
            if (pointer == 0) {
                return;
            }
            try {
                ((Guestfs) this).shutdown();
            } finally {
                free();
            }
        } finally {
            end(true);
        }
    }

    private void free() {
        long closing = pointer;
        synchronized (cancelling) {
            pointer = 0;
        }
        LongSupplier close = () -> Libguestfs.call(library.close, closing);
        if (dispatches()) {
            worker.run(close);
        } else {
            var _ = close.getAsLong();
        }
        events.clear();
        worker.end();
        scratch.close();
    }

    /** The thread that calls on behalf of virtual threads; there is none before the first of them comes. */
    private static final class Worker {

        private @Nullable ExecutorService executor;
        private volatile @Nullable Thread thread;

        boolean isCurrent() {
            return Thread.currentThread() == thread;
        }

        long run(LongSupplier call) {
            if (executor == null) {
                executor = Executors.newSingleThreadExecutor(task -> {
                    thread = Thread.ofPlatform().daemon().name("libguestfs").unstarted(task);
                    return thread;
                });
            }
            // an interrupt stays pending: what the library has begun cannot be left alone
            return CompletableFuture.supplyAsync(call::getAsLong, executor).join();
        }

        void end() {
            if (executor != null) {
                executor.shutdown();
            }
        }
    }
}
