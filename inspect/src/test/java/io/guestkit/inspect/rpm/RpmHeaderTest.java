package io.guestkit.inspect.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.inspect.rpm.HandMade.Entry;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpmHeaderTest {

    private static RpmHeader parse(byte[] bytes) throws CorruptDataException {
        return RpmHeader.parse(StructView.bigEndian("rpm header", ByteBuffer.wrap(bytes)));
    }

    @Test
    void tagsHaveTheirValues() throws CorruptDataException {
        RpmHeader header = parse(HandMade.header("größe", "1.0", "2.el9", -1));
        assertThat(header.text(RpmHeader.NAME)).isEqualTo("größe");
        assertThat(header.text(RpmHeader.VERSION)).isEqualTo("1.0");
        assertThat(header.text(RpmHeader.RELEASE)).isEqualTo("2.el9");
        assertThat(header.number(RpmHeader.EPOCH)).isEqualTo(0xffff_ffffL);
        assertThat(header.text(RpmHeader.VENDOR)).isNull();
        assertThat(header.number(RpmHeader.INSTALL_TIME)).isNull();
    }

    @Test
    void theLaterOfTwoEntriesCounts() throws CorruptDataException {
        byte[] data = "old\0new\0".getBytes(StandardCharsets.US_ASCII);
        RpmHeader header = parse(
                HandMade.header(List.of(new Entry(RpmHeader.NAME, 6, 0, 1), new Entry(RpmHeader.NAME, 6, 4, 1)), data));
        assertThat(header.text(RpmHeader.NAME)).isEqualTo("new");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, index entries at +0x0 is 0",
        "0, 65536, index entries at +0x0 is 65536",
        "0, 5, data length at +0x4",
        "4, 0x7fffffff, data length at +0x4",
        "4, -1, data length at +0x4 is 4294967295",
        "12, 4, 'tag 1000 has type 4, expected a string'",
        "16, 1000, outside",
        "16, -1, outside",
        "16, 15, outside", // the epoch's last byte, and no NUL behind it
    })
    void aFieldThatIsWrongIsNamed(int offset, String value, String message) {
        byte[] bytes = HandMade.header("name", "1.0", "2", -1);
        ByteBuffer.wrap(bytes).putInt(offset, Integer.decode(value));
        assertThatThrownBy(() -> parse(bytes).text(RpmHeader.NAME))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTextIsNoNumber() {
        byte[] bytes = HandMade.header(List.of(new Entry(RpmHeader.EPOCH, 6, 0, 1)), new byte[8]);
        assertThatThrownBy(() -> parse(bytes).number(RpmHeader.EPOCH))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("expected a number");
    }

    @Test
    void aTextWithoutEndCostsNoMoreThanItsBound() {
        byte[] data = new byte[1 << 20];
        java.util.Arrays.fill(data, (byte) 'x');
        byte[] bytes = HandMade.header(List.of(new Entry(RpmHeader.NAME, 6, 0, 1)), data);
        assertThatThrownBy(() -> parse(bytes).text(RpmHeader.NAME))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("more than 65536 bytes");
    }
}
