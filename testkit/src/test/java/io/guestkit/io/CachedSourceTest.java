package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.FaultySource;
import io.guestkit.testkit.Pattern;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CachedSourceTest extends BlockSourceContract {

    private static final int BLOCK = 512;

    /** The last block is short, and the cache too small to keep all. */
    @Override
    protected Subject open() {
        byte[] bytes = Pattern.of(1).bytes(0, 300_001);
        return new Subject(
                new CachedSource(new BytesSource(bytes), BLOCK, 64 * BLOCK), bytes, 512L, 4096L, 8192L, 299_520L);
    }

    @Test
    void asksOnceForWhatIsReadOften() throws IOException {
        FaultySource below = FaultySource.over(new ZeroSource(100_000));
        CachedSource source = new CachedSource(below, 4096, 1 << 20);
        for (int i = 0; i < 1000; i++) {
            source.readBytes(5000 + i, 10);
        }
        assertThat(below.reads()).isEqualTo(1);
    }

    @Test
    void largeReadsGoPast() throws IOException {
        FaultySource below = FaultySource.over(new ZeroSource(1 << 20));
        CachedSource source = new CachedSource(below, 4096, 1 << 20);
        source.readBytes(1, 100_000);
        source.readBytes(1, 100_000);
        assertThat(below.reads()).isEqualTo(2);
    }

    @Test
    void keepsNothingOfAReadThatFailed() throws IOException {
        byte[] bytes = Pattern.of(1).bytes(0, 10_000);
        FaultySource below = FaultySource.over(new BytesSource(bytes)).failingAt(4096);
        CachedSource source = new CachedSource(below, 4096, 1 << 20);
        assertThatThrownBy(() -> source.readBytes(4000, 200)).isInstanceOf(IOException.class);
        below.failingAt(0, 0);
        assertThat(source.readBytes(4000, 200)).isEqualTo(Pattern.of(1).bytes(4000, 200));
    }

    @Test
    void leavesClosingToTheGiver() throws IOException {
        FaultySource below = FaultySource.over(new ZeroSource(100));
        new CachedSource(below, 512, 512).close();
        assertThat(below.isClosed()).isFalse();
    }
}
