package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.FaultySource;
import io.guestkit.testkit.Pattern;
import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceSourceTest extends BlockSourceContract {

    private static final int OFFSET = 12_345;
    private static final int SIZE = 200_001;

    /** A slice across a hole, so that extents move with their bytes. */
    @Override
    protected Subject open() throws Exception {
        byte[] before = Pattern.of(1).bytes(0, 100_000);
        byte[] after = Pattern.of(2).bytes(0, 100_000);
        byte[] all = Arrays.copyOf(before, 300_000);
        System.arraycopy(after, 0, all, 200_000, after.length);
        BlockSource whole =
                new ConcatSource(List.of(new BytesSource(before), new ZeroSource(100_000), new BytesSource(after)));
        return new Subject(
                new SliceSource(whole, OFFSET, SIZE),
                Arrays.copyOfRange(all, OFFSET, OFFSET + SIZE),
                100_000L - OFFSET,
                200_000L - OFFSET);
    }

    @Test
    void liesInsideTheWhole() throws Exception {
        ZeroSource whole = new ZeroSource(100);
        assertThat(new SliceSource(whole, 100, 0).size()).isZero();
        long[][] outside = {{101, 0}, {0, 101}, {100, 1}, {-1, 5}, {5, -1}, {Long.MAX_VALUE, Long.MAX_VALUE}};
        for (long[] part : outside) {
            assertThatThrownBy(() -> new SliceSource(whole, part[0], part[1]))
                    .as("%d bytes at %d", part[1], part[0])
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void leavesClosingToTheGiver() throws Exception {
        FaultySource whole = FaultySource.over(new ZeroSource(100));
        new SliceSource(whole, 0, 10).close();
        assertThat(whole.isClosed()).isFalse();
    }
}
