package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void anAnswerAndARefusalAreBothWell() {
        assertThat(Bounded.run(LONG, () -> {})).isEmpty();
        EOFException refusal = new EOFException();
        assertThat(Bounded.run(LONG, () -> {
                    throw refusal;
                }))
                .contains(refusal);
    }

    @Test
    void anythingElseIsNot() {
        for (Throwable bad : new Throwable[] {new IndexOutOfBoundsException(), new StackOverflowError()}) {
            assertThatThrownBy(() -> Bounded.run(LONG, () -> {
                        if (bad instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) bad;
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasCause(bad);
        }
    }

    @Test
    void aFailedAssertionStaysOne() {
        AssertionError failed = new AssertionError("wrong");
        assertThatThrownBy(() -> Bounded.run(LONG, () -> {
                    throw failed;
                }))
                .isSameAs(failed);
    }

    @Test
    void timeIsBounded() {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> Bounded.run(Duration.ofMillis(50), never::await))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not end within");
        never.countDown();
    }

    @Test
    void heapIsBounded() {
        long[] lengths = new long[1];
        assertThatThrownBy(() -> Bounded.run(LONG, 1 << 20, () -> lengths[0] = new byte[2 << 20].length))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("allocated");
        assertThat(Bounded.run(LONG, 4 << 20, () -> lengths[0] = new byte[2 << 20].length))
                .isEmpty();
    }
}
