package io.guestkit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import java.io.IOException;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordTableWriterTest {

    private static final long PAGE = WordTable.PAGE;

    @ParameterizedTest
    @CsvSource({"4, 0", "4, 4294967295", "8, 0", "8, 2"})
    void whatWasSetIsThereAndTheRestIsStandard(int wordBytes, long standard) throws IOException {
        MemoryTarget target = new MemoryTarget();
        long count = 5 * PAGE + 3;
        long[] set = {0, 7, PAGE - 1, PAGE, 3 * PAGE + 5, count - 1};
        WordTableWriter writer = new WordTableWriter(target, 100, count, wordBytes, ByteOrder.BIG_ENDIAN, standard);
        for (long index : set) {
            writer.set(index, 1000 + index);
        }
        writer.finish();
        assertThat(target.bytes()).hasSize((int) (100 + count * wordBytes));
        WordTable table =
                new WordTable("table", new BytesSource(target.bytes()), 100, count, wordBytes, ByteOrder.BIG_ENDIAN);
        int next = 0;
        for (long index = 0; index < count; index++) {
            boolean wasSet = next < set.length && set[next] == index;
            next += wasSet ? 1 : 0;
            assertThat(table.get(index)).isEqualTo(wasSet ? 1000 + index : standard);
        }
    }

    @Test
    void nothingSetIsNothingWrittenWhereTheStandardIsZero() throws IOException {
        MemoryTarget target = new MemoryTarget();
        new WordTableWriter(target, 0, 3 * PAGE, 8, ByteOrder.LITTLE_ENDIAN, 0).finish();
        assertThat(target.bytes()).isEmpty();
        new WordTableWriter(target, 0, 0, 4, ByteOrder.LITTLE_ENDIAN, 0xffff_ffffL).finish();
        assertThat(target.bytes()).isEmpty();
        new WordTableWriter(target, 0, 2 * PAGE + 1, 4, ByteOrder.LITTLE_ENDIAN, 0xffff_ffffL).finish();
        assertThat(target.bytes()).hasSize((int) (2 * PAGE + 1) * 4).containsOnly(0xff);
    }

    @Test
    void wordsAreSetInOrderAndInBounds() throws IOException {
        WordTableWriter writer = new WordTableWriter(new MemoryTarget(), 0, 10, 4, ByteOrder.LITTLE_ENDIAN, 0);
        writer.set(5, 1);
        assertThatThrownBy(() -> writer.set(5, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.set(4, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.set(10, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
