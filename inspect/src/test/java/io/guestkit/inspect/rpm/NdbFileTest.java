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

class NdbFileTest {

    private static final byte[] GOOD =
            HandMade.ndb(HandMade.header("first", "1", "2", 0), HandMade.header("second", "3", "4", 0));

    private static List<String> names(byte[] file) throws IOException {
        List<String> names = new ArrayList<>();
        NdbFile.read(
                new BytesSource(file),
                (number, header) ->
                        names.add(number + " " + RpmHeader.parse(header).text(RpmHeader.NAME)));
        return names;
    }

    @Test
    void packagesAreShownInTheOrderOfTheirSlots() throws IOException {
        assertThat(names(GOOD)).containsExactly("1 first", "2 second");
    }

    @Test
    void aFreeSlotIsPassedOver() throws IOException {
        byte[] file = GOOD.clone();
        ByteBuffer.wrap(file).putInt(32 + 4, 0);
        assertThat(names(file)).containsExactly("2 second");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, magic at +0x0",
        "4, 1, ndb of version 1",
        "12, 0, slotnpages at +0xc is 0",
        "12, 2, outside the", // more slots than there is file
        "12, 0x7fffffff, slotnpages at +0xc is 2147483647",
        "32, 0, magic at +0x20",
        "36, 7, pkgidx at +0x4 is 1",
        "40, 0, magic at +0x0",
        "40, -1, outside the",
        "44, 1, blkcnt at +0x2c is 1",
        "44, -1, blkcnt at +0x2c is 4294967295",
        "44, 5, blob length at +0xc",
        "4108, 1, blob length at +0xc is 1",
        "4108, 0x7fffffff, blob length at +0xc is 2147483647",
        "4120, 7, checksum",
    })
    void aFieldThatIsWrongIsNamed(int offset, String value, String message) {
        byte[] file = GOOD.clone();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, Integer.decode(value));
        assertThatThrownBy(() -> names(file)).isInstanceOf(DiskException.class).hasMessageContaining(message);
    }
}
