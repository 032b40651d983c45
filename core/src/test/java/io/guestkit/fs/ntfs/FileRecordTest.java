package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRecordTest {

    @Test
    void a_good_one() throws Exception {
        FileRecord record = FileRecord.parse(40, Structures.sealed(Structures.record()));
        assertThat(record.sequence()).isEqualTo(7);
        assertThat(record.inUse()).isTrue();
        assertThat(record.isDirectory()).isFalse();
        assertThat(record.attributes()).hasSize(1);
        Attribute data = record.attributes().getFirst();
        assertThat(data.type()).isEqualTo(Attribute.DATA);
        assertThat(data.value("value").text(0, 4)).isEqualTo("text");
    }

    @Test
    void what_the_update_sequence_replaced_is_put_back() throws Exception {
        byte[] bytes = Structures.sealed(Structures.record());
        assertThat(bytes[510]).isEqualTo((byte) 9);
        assertThat(UpdateSequence.undo("record", bytes).u16(510)).isEqualTo(0x3344);
        assertThat(UpdateSequence.undo("record", Structures.sealed(Structures.record()))
                        .u32(506))
                .isEqualTo(0x5566_7788L);
    }

    @Test
    void a_torn_record_is_refused() {
        byte[] bytes = Structures.sealed(Structures.record());
        bytes[1022] = 8;
        assertThatThrownBy(() -> FileRecord.parse(40, bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("FILE record 40 is torn: +0x3fe is 0x0008 and the update sequence number 0x0009");
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 4, 0x44414142, magic",
        "0x04, 2, 0x31, UpdateSequenceArrayOffset",
        "0x04, 2, 0x1ff, UpdateSequenceArrayOffset",
        "0x06, 2, 2, UpdateSequenceArraySize",
        "0x14, 2, 0x81, FirstAttributeOffset",
        "0x18, 4, 1025, FirstFreeByte",
        "0x18, 4, -1, FirstFreeByte",
        "0x2c, 4, 41, SegmentNumber",
        "0x3c, 4, 0, RecordLength",
        "0x3c, 4, 0x1a, RecordLength",
        "0x3c, 4, 0x50, RecordLength",
        "0x40, 1, 2, FormCode",
        "0x40, 1, 1, 64 bytes"
    })
    void names_the_field_that_is_wrong(String offset, int width, String value, String field) {
        byte[] bytes = Structures.sealed(Structures.record());
        ByteBuffer b = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        switch (width) {
            case 1 -> b.put(Integer.decode(offset), Integer.decode(value).byteValue());
            case 2 -> b.putShort(Integer.decode(offset), Integer.decode(value).shortValue());
            default -> b.putInt(Integer.decode(offset), Integer.decode(value));
        }
        assertThatThrownBy(() -> FileRecord.parse(40, bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("FILE record 40")
                .hasMessageContaining(field);
    }

    @Test
    void a_value_outside_of_its_attribute_is_refused() throws Exception {
        ByteBuffer b = Structures.resident(Attribute.DATA, new byte[8]);
        for (int length : new int[] {9, -1}) {
            Attribute attribute = Attribute.parse(40, Structures.view("attribute", b.putInt(0x10, length)));
            assertThatThrownBy(() -> attribute.value("value")).isInstanceOf(CorruptDataException.class);
        }
    }
}
