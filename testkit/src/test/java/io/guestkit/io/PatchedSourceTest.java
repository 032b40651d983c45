package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PatchedSourceTest extends BlockSourceContract {

    private static final int BLOCK = 1024;

    /** Patches first, last, alone, side by side and out of order in the journal; below is a hole and then data. */
    @Override
    protected Subject open() throws Exception {
        byte[] data = Pattern.of(1).bytes(0, 200 * BLOCK);
        byte[] journal = Pattern.of(2).bytes(0, 64 * BLOCK);
        byte[] expected = new byte[400 * BLOCK];
        System.arraycopy(data, 0, expected, 200 * BLOCK, data.length);
        BlockSource log = new BytesSource(journal);
        Map<Long, PatchedSource.Patch> patches = new TreeMap<>();
        List<Long> boundaries = new ArrayList<>(List.of(200L * BLOCK));
        int slot = 60;
        for (int block : new int[] {0, 7, 8, 9, 100, 199, 200, 300, 399}) {
            int at = slot * BLOCK + (block == 100 ? 5 : 0);
            patches.put((long) block, new PatchedSource.Patch(log, at));
            System.arraycopy(journal, at, expected, block * BLOCK, BLOCK);
            boundaries.add((long) block * BLOCK);
            slot -= 6;
        }
        BlockSource below = new ConcatSource(List.of(new ZeroSource(200 * BLOCK), new BytesSource(data)));
        return new Subject(new PatchedSource(below, BLOCK, patches), expected.length, Content.of(expected), boundaries);
    }

    @Test
    void aPatchInAHoleIsData() throws Exception {
        PatchedSource source = new PatchedSource(
                new ZeroSource(100), 10, Map.of(3L, new PatchedSource.Patch(new BytesSource(new byte[10]), 0)));
        assertThat(source.extents(0, 100))
                .containsExactly(
                        new Extent(0, 30, Extent.Kind.HOLE),
                        new Extent(30, 10, Extent.Kind.DATA),
                        new Extent(40, 60, Extent.Kind.HOLE));
    }

    @Test
    void aShortLastBlockMayBePatched() throws Exception {
        byte[] patch = Pattern.of(3).bytes(0, 10);
        PatchedSource source = new PatchedSource(
                new ZeroSource(25), 10, Map.of(2L, new PatchedSource.Patch(new BytesSource(patch), 0)));
        assertThat(source.readBytes(20, 5)).isEqualTo(Pattern.of(3).bytes(0, 5));
        assertThat(source.extent(24, 1)).isEqualTo(new Extent(24, 1, Extent.Kind.DATA));
    }

    @Test
    void noPatchMayLieOutside() {
        PatchedSource.Patch patch = new PatchedSource.Patch(new ZeroSource(10), 0);
        for (long block : new long[] {-1, 10, 11, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> new PatchedSource(new ZeroSource(100), 10, Map.of(block, patch)))
                    .as("block %d", block)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void withoutPatchesIsWhatIsBelow() throws Exception {
        PatchedSource source = new PatchedSource(new BytesSource(Pattern.of(1).bytes(0, 100)), 10, Map.of());
        assertThat(source.readBytes(3, 90)).isEqualTo(Pattern.of(1).bytes(3, 90));
    }
}
