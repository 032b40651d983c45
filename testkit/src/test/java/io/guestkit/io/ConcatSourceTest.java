package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.FaultySource;
import io.guestkit.testkit.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcatSourceTest extends BlockSourceContract {

    private static final int[] SIZES = {0, 1, 4096, 0, 0, 511, 65536, 7, 100_000, 0, 3, 1_000_000, 0};
    private static final int HOLE = 8;

    /** Parts of all sizes, empty ones too, one of them a hole; each with a seed of its own. */
    @Override
    protected Subject open() throws Exception {
        List<BlockSource> parts = new ArrayList<>();
        List<Long> boundaries = new ArrayList<>();
        int total = 0;
        for (int size : SIZES) {
            total += size;
        }
        byte[] all = new byte[total];
        int at = 0;
        for (int i = 0; i < SIZES.length; i++) {
            byte[] part = i == HOLE ? new byte[SIZES[i]] : Pattern.of(i + 1).bytes(0, SIZES[i]);
            parts.add(i == HOLE ? new ZeroSource(SIZES[i]) : new BytesSource(part));
            System.arraycopy(part, 0, all, at, part.length);
            boundaries.add((long) at);
            at += part.length;
        }
        return new Subject(new ConcatSource(parts), total, Content.of(all), boundaries);
    }

    @Test
    void saysWhichPartIsAHole() throws Exception {
        BlockSource source = new ConcatSource(List.of(
                new BytesSource(new byte[10]), new ZeroSource(20), new ZeroSource(5), new BytesSource(new byte[1])));
        assertThat(source.extents(0, 36))
                .containsExactly(
                        new Extent(0, 10, Extent.Kind.DATA),
                        new Extent(10, 25, Extent.Kind.HOLE),
                        new Extent(35, 1, Extent.Kind.DATA));
        assertThat(source.extent(12, 100 - 76)).isEqualTo(new Extent(12, 18, Extent.Kind.HOLE));
    }

    @Test
    void ofNothingIsEmpty() throws Exception {
        assertThat(new ConcatSource(List.of()).size()).isZero();
        assertThat(new ConcatSource(List.of()).extents(0, 0)).isEmpty();
    }

    @Test
    void refusesMoreThanALongCanCount() {
        assertThatThrownBy(() -> new ConcatSource(List.of(new ZeroSource(Long.MAX_VALUE), new ZeroSource(1))))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void leavesClosingToTheGiver() throws Exception {
        FaultySource part = FaultySource.over(new ZeroSource(100));
        new ConcatSource(List.of(part)).close();
        assertThat(part.isClosed()).isFalse();
    }

    @Test
    void restoresTheLimitWhenAPartFails() throws Exception {
        BlockSource source = new ConcatSource(List.of(
                new ZeroSource(10), FaultySource.over(new ZeroSource(10)).failingAt(3)));
        java.nio.ByteBuffer target = java.nio.ByteBuffer.allocate(20);
        assertThatThrownBy(() -> source.read(0, target)).isInstanceOf(java.io.IOException.class);
        assertThat(target.limit()).isEqualTo(20);
    }
}
