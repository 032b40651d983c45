package io.guestkit.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final RetryPolicy QUICK = new RetryPolicy(
            3, Duration.ofMillis(1), 2, Duration.ofMillis(3), 0, e -> e instanceof CommandFailedException);

    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void whatMayPassIsTriedAgainAndTheFailuresAreKept() {
        assertThatThrownBy(() -> QUICK.call(() -> {
                    throw new CommandFailedException("attempt " + attempts.incrementAndGet(), 1, true);
                }))
                .hasMessage("attempt 3")
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("attempt 2"));
    }

    @Test
    void successEndsIt() throws IOException {
        String result = QUICK.call(() -> {
            if (attempts.incrementAndGet() < 2) {
                throw new CommandFailedException("busy", 1, true);
            }
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void whatWillBeTheSameNextTimeIsNotTriedAgain() {
        IOException[] hopeless = {
            new CorruptDataException("corrupt"),
            new NoSuchFileException("gone"),
            new CommandFailedException("usage", 1, false)
        };
        for (IOException each : hopeless) {
            attempts.set(0);
            assertThatThrownBy(() -> RetryPolicy.DEFAULT.call(() -> {
                        attempts.incrementAndGet();
                        throw each;
                    }))
                    .isSameAs(each);
            assertThat(attempts).hasValue(1);
        }
    }

    @Test
    void delaysDoubleUpToTheLongest() {
        RetryPolicy steady = new RetryPolicy(9, Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0, e -> true);
        assertThat(steady.delay(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(steady.delay(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(steady.delay(8)).isEqualTo(Duration.ofSeconds(60));
        for (int i = 0; i < 100; i++) {
            assertThat(RetryPolicy.DEFAULT.delay(2)).isBetween(Duration.ofMillis(1500), Duration.ofMillis(2000));
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        RetryPolicy slow = new RetryPolicy(2, Duration.ofHours(1), 1, Duration.ofHours(1), 0, e -> true);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> slow.call(() -> {
                    throw new IOException("busy");
                }))
                .isInstanceOf(InterruptedIOException.class)
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("busy"));
        assertThat(Thread.interrupted()).isTrue();
    }
}
