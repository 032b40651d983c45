package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootSectorTest {

    @Test
    void a_good_one() throws Exception {
        assertThat(parse(Structures.bootSector()))
                .isEqualTo(new BootSector(512, 4096, 1000, 4, 500, 1024, 4096, 0x1234));
    }

    @ParameterizedTest
    @CsvSource({
        "256, 1, 256",
        "512, 1, 512",
        "512, 128, 65536",
        "512, 0xf4, 2097152",
        "512, 0xf6, 524288",
        "4096, 1, 4096"
    })
    void sizes_of_clusters(int sector, int field, int size) throws Exception {
        ByteBuffer b = Structures.bootSector();
        b.putShort(0x0b, (short) sector)
                .put(0x0d, (byte) field)
                .putLong(0x28, 8_000_000)
                .put(0x44, (byte) -12);
        assertThat(parse(b).clusterSize()).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
        "0x03, 1, 0x4d, magic",
        "0x0b, 2, 500, BytesPerSector",
        "0x0b, 2, 8192, BytesPerSector",
        "0x0b, 2, 0, BytesPerSector",
        "0x0d, 1, 0, cluster size",
        "0x0d, 1, 3, cluster size",
        "0x0d, 1, 0x81, cluster size",
        "0x0d, 1, 0xf3, cluster size",
        "0x28, 8, 0, TotalSectors",
        "0x28, 8, -1, TotalSectors",
        "0x28, 8, 0x7fffffffffffffff, TotalSectors",
        "0x30, 8, 1000, MftStartLcn",
        "0x38, 8, -1, Mft2StartLcn",
        "0x40, 1, -8, FILE record size",
        "0x40, 1, 0, FILE record size",
        "0x40, 1, 127, FILE record size",
        "0x44, 1, 0x80, index block size"
    })
    void names_the_field_that_is_wrong(String offset, int width, String value, String field) {
        ByteBuffer b = Structures.bootSector();
        switch (width) {
            case 1 -> b.put(Integer.decode(offset), Integer.decode(value).byteValue());
            case 2 -> b.putShort(Integer.decode(offset), Integer.decode(value).shortValue());
            default -> b.putLong(Integer.decode(offset), Long.decode(value));
        }
        assertThatThrownBy(() -> parse(b))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("NTFS boot sector: " + field);
    }

    private static BootSector parse(ByteBuffer b) throws CorruptDataException {
        return BootSector.parse(Structures.view(BootSector.NAME, b));
    }
}
