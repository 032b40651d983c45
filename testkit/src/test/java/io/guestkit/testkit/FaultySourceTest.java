package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.ZeroSource;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultySourceTest {

    private final FaultySource source = FaultySource.over(new ZeroSource(1000));

    @Test
    void aBadSectorFailsWhoeverTouchesIt() throws IOException {
        source.failingAt(100, 10);
        source.readBytes(0, 100);
        source.readBytes(110, 100);
        for (int at : new int[] {50, 99, 100, 105, 109}) {
            assertThatThrownBy(() -> source.readBytes(at, 60)).isInstanceOf(IOException.class);
        }
        source.failingAt(0, 0);
        assertThat(source.readBytes(0, 1000)).containsOnly(0);
    }

    @Test
    void aShortFileKeepsItsSize() throws IOException {
        source.endingAt(500);
        assertThat(source.size()).isEqualTo(1000);
        source.readBytes(0, 500);
        assertThatThrownBy(() -> source.readBytes(499, 2)).isInstanceOf(EOFException.class);
    }

    @Test
    void readsAreCountedAndSlow() throws IOException {
        source.slowedBy(Duration.ofMillis(20));
        long before = System.nanoTime();
        source.readBytes(0, 7);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(source.reads()).isEqualTo(1);
        assertThat(source.bytesRead()).isEqualTo(7);
    }
}
