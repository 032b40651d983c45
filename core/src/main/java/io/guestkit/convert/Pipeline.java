package io.guestkit.convert;

import io.guestkit.convert.Planner.Piece;
import io.guestkit.io.Cancellation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works on the pieces of a disk with several threads. Each piece goes through three steps of one {@link Worker}; the
 * middle one runs for all pieces in the order of the disk, one at a time. The first failure, in whatever step, stops all.
 *
 * <p>The threads are platform threads of this run and nobody else's: an interrupt in the middle of file I/O would close
 * the file for all of them, so none must reach them. An interrupt of the thread that waits cancels the work.
 */
final class Pipeline {

    /** What one thread does with pieces, one after the other. */
    interface Worker extends AutoCloseable {

        /** The first step, at the same time as those of other pieces. */
        void prepare(Piece piece) throws IOException;

        /**
         * The second step, when it is the piece's turn.
         *
         * @return false to end the work after this piece, as if it were the last
         */
        boolean inTurn(Piece piece) throws IOException;

        /** The last step, at the same time as those of other pieces. */
        void complete(Piece piece) throws IOException;

        @Override
        void close();
    }

    private final Planner planner;
    private final Cancellation cancellation;
    /** The ticket whose turn it is; guarded by this object's monitor, like all below. */
    private long turn;

    private boolean ended;
    private @Nullable Throwable failure;

    Pipeline(Planner planner, Cancellation cancellation) {
        this.planner = planner;
        this.cancellation = cancellation;
    }

    /**
     * Works until there are no more pieces.
     *
     * @param threads how many, at least 1
     * @throws IOException the first failure
     * @throws InterruptedIOException if the work was cancelled, or this thread interrupted
     */
    void run(int threads, Supplier<? extends Worker> workers) throws IOException {
        List<Thread> started = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                started.add(
                        Thread.ofPlatform().name("guestkit-copy-" + i).daemon().start(() -> work(workers)));
            }
        } finally {
            join(started);
        }
        Throwable thrown = failure;
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    fail(new InterruptedIOException("interrupted"));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Supplier<? extends Worker> workers) {
        try (Worker worker = workers.get()) {
            while (!isOver()) {
                Piece piece = planner.next();
                if (piece == null) {
                    return;
                }
                worker.prepare(piece);
                if (!awaitTurn(piece.ticket())) {
                    return;
                }
                boolean goOn = worker.inTurn(piece);
                passTurn(goOn);
                worker.complete(piece);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Whether work should stop, for whatever reason. */
    private boolean isOver() throws IOException {
        cancellation.check();
        synchronized (this) {
            return ended || failure != null;
        }
    }

    private synchronized boolean awaitTurn(long ticket) throws IOException {
        while (turn != ticket && !ended && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted");
            }
        }
        return !ended && failure == null;
    }

    private synchronized void passTurn(boolean goOn) {
        turn++;
        ended |= !goOn;
        notifyAll();
    }

    private synchronized void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        notifyAll();
    }
}
