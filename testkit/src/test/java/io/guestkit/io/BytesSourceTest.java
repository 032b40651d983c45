package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.Pattern;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesSourceTest extends BlockSourceContract {

    @Override
    protected Subject open() {
        byte[] bytes = Pattern.of(1).bytes(0, 100_003);
        return new Subject(new BytesSource(bytes), bytes, 4096L, 65536L);
    }

    @Test
    void takesWhatRemainsOfABuffer() throws Exception {
        BytesSource source = new BytesSource(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}, 1, 3));
        assertThat(source.size()).isEqualTo(3);
        assertThat(source.readBytes(0, 3)).containsExactly(2, 3, 4);
    }
}
