package io.guestkit.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.convert.Planner.Piece;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Extent;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipelineTest {

    private static final int PIECES = 500;

    private final List<Long> order = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Cancellation cancellation = new Cancellation();

    /** Does something in one of the steps of one piece. */
    private abstract class Worker implements Pipeline.Worker {
        @Override
        public void prepare(Piece piece) throws IOException {}

        @Override
        public boolean inTurn(Piece piece) throws IOException {
            order.add(piece.ticket());
            return true;
        }

        @Override
        public void complete(Piece piece) throws IOException {
            completed.incrementAndGet();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private void run(java.util.function.Supplier<Worker> workers) throws IOException {
        Planner planner = new Planner(
                (position, length) -> new Extent(position, length, Extent.Kind.DATA),
                PIECES * 512L,
                512,
                512,
                false,
                Progress.NONE);
        new Pipeline(planner, cancellation).run(5, workers);
    }

    @Test
    void turnsComeInOrderWhateverThePreparationTakes() throws IOException {
        run(() -> new Worker() {
            @Override
            public void prepare(Piece piece) {
                if (piece.ticket() % 7 == 0) {
                    Thread.yield();
                }
            }
        });
        assertThat(order).hasSize(PIECES).isSorted();
        assertThat(completed).hasValue(PIECES);
        assertThat(closed).hasValue(5);
    }

    @Test
    void theFirstFailureStopsAll() {
        for (int step = 0; step < 3; step++) {
            int failing = step;
            completed.set(0);
            assertThatThrownBy(() -> run(() -> new Worker() {
                        private void fail(Piece piece, int step) throws IOException {
                            if (step == failing && piece.ticket() == 100) {
                                throw new IOException("step " + step);
                            }
                        }

                        @Override
                        public void prepare(Piece piece) throws IOException {
                            fail(piece, 0);
                        }

                        @Override
                        public boolean inTurn(Piece piece) throws IOException {
                            fail(piece, 1);
                            return true;
                        }

                        @Override
                        public void complete(Piece piece) throws IOException {
                            fail(piece, 2);
                            super.complete(piece);
                        }
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("step " + step);
            assertThat(completed.get()).isLessThan(PIECES);
        }
    }

    @Test
    void uncheckedFailuresAndErrorsArriveToo() {
        assertThatThrownBy(() -> run(() -> new Worker() {
                    @Override
                    public void prepare(Piece piece) {
                        throw new IllegalStateException("bug");
                    }
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run(() -> {
                    throw new OutOfMemoryError("no buffer");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aTurnMayBeTheLast() throws IOException {
        run(() -> new Worker() {
            @Override
            public boolean inTurn(Piece piece) {
                order.add(piece.ticket());
                return piece.ticket() < 42;
            }
        });
        assertThat(order).hasSize(43).isSorted();
    }

    @Test
    void cancellingStopsIt() {
        assertThatThrownBy(() -> run(() -> new Worker() {
                    @Override
                    public boolean inTurn(Piece piece) {
                        if (piece.ticket() == 10) {
                            cancellation.request();
                        }
                        return true;
                    }
                }))
                .isInstanceOf(InterruptedIOException.class);
    }
}
