package io.guestkit.inspect.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.DiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BerkeleyFileTest {

    private static final byte[] FIRST = HandMade.header("first", "1", "2", 0);
    private static final byte[] SECOND = HandMade.header("second", "3", "4", 0);

    private static List<String> names(byte[] file) throws IOException {
        List<String> names = new ArrayList<>();
        BerkeleyFile.open(new BytesSource(file))
                .read((number, header) ->
                        names.add(number + " " + RpmHeader.parse(header).text(RpmHeader.NAME)));
        return names;
    }

    @Test
    void bothByteOrdersAreRead() throws IOException {
        assertThat(names(HandMade.hash(ByteOrder.LITTLE_ENDIAN, FIRST, SECOND))).containsExactly("1 first", "2 second");
        assertThat(names(HandMade.hash(ByteOrder.BIG_ENDIAN, FIRST, SECOND))).containsExactly("1 first", "2 second");
    }

    @ParameterizedTest
    @CsvSource({
        "0x0c, 0x061562, magic at +0xc",
        "0x14, 4097, pagesize at +0x14 is 4097",
        "0x14, 256, pagesize at +0x14 is 256",
        "0x18, 0x0801, encrypted",
        "0x18, 0x010800, Berkeley DB with checksums",
        "0x18, 0x020800, partitioned",
        "0x20, -1, Berkeley DB of 4294967295 pages",
        "0x20, 0, max_bucket",
        "0x48, 2, max_bucket at +0x48 is 2",
        "0x60, 0, 'page 0, expected 1..2'",
        "0x60, 2, type at +0x19 is 7",
        "0x1008, 9, pgno at +0x8 is 9",
        "0x1010, 1, page 1 is used twice",
        "0x1014, 0x7fff, entries at +0x14",
        "0x1014, 5, entries at +0x14 is 5",
        "0x101a, 0, 'inp[0] at +0x1a is 0'",
        "0x101c, -1, 'inp[1] at +0x1c is 65535'",
        "0x2010, 1, ok", // the value ends before the chain does
        "0x2016, 0, hf_offset at +0x16 is 0",
        "0x2016, 0x1000, hf_offset at +0x16 is 4096",
        "0x2018, 0x0100, type at +0x19 is 1",
    })
    void aFieldThatIsWrongIsNamed(String offset, String value, String message) throws IOException {
        byte[] file = HandMade.hash(ByteOrder.LITTLE_ENDIAN, FIRST, SECOND);
        int at = Integer.decode(offset);
        // 16-bit fields keep their neighbours
        boolean half = (at & 0xfff) >= 0x14 && at >= 0x1000 && (at & 0xfff) != 0x18;
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (half) {
            bytes.putShort(at, Integer.decode(value).shortValue());
        } else {
            bytes.putInt(at, Integer.decode(value));
        }
        if (message.equals("ok")) {
            assertThat(names(file)).hasSize(2);
        } else {
            assertThatThrownBy(() -> names(file))
                    .isInstanceOf(DiskException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void aValueThatIsLongerThanItsChainIsRefused() {
        byte[] file = HandMade.hash(ByteOrder.LITTLE_ENDIAN, FIRST, SECOND);
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int reference = 4096 + bytes.getShort(4096 + 26 + 2 * 5);
        bytes.putInt(reference + 8, SECOND.length + 1);
        assertThatThrownBy(() -> names(file)).hasMessageContaining("page 0, expected 1..2");
        bytes.putInt(reference + 8, Integer.MAX_VALUE);
        assertThatThrownBy(() -> names(file)).hasMessageContaining("tlen at +0x8 is 2147483647");
    }
}
