package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.BlockSourceContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZeroSourceTest extends BlockSourceContract {

    @Override
    protected Subject open() {
        return new Subject(new ZeroSource(10_000_019), 10_000_019, position -> 0, List.of(4096L, 65536L));
    }

    @Test
    void mayBeAsLargeAsALong() throws Exception {
        ZeroSource source = new ZeroSource(Long.MAX_VALUE);
        assertThat(source.extents(0, Long.MAX_VALUE)).containsExactly(new Extent(0, Long.MAX_VALUE, Extent.Kind.HOLE));
        assertThat(source.readBytes(Long.MAX_VALUE - 2, 2)).containsExactly(0, 0);
    }

    @Test
    void isNeverSmallerThanNothing() {
        assertThatThrownBy(() -> new ZeroSource(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
