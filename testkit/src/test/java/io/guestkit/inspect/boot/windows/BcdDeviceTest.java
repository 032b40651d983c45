package io.guestkit.inspect.boot.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BcdDeviceTest {

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(",", ""));
    }

    static BcdDevice parse(byte[] data) throws CorruptDataException {
        return BcdDevice.parse(StructView.littleEndian("element", ByteBuffer.wrap(data)));
    }

    @Test
    void a_partition_of_gpt() throws Exception {
        assertThat(parse(bytes(BootTrees.ON_ROOT)))
                .isEqualTo(
                        new BcdDevice.GptPartition(UUID.fromString(BootTrees.ROOT), UUID.fromString(BootTrees.DISK)));
    }

    @Test
    void a_partition_of_an_mbr_disk() throws Exception {
        assertThat(parse(bytes(BootTrees.ON_MBR)))
                .isEqualTo(new BcdDevice.MbrPartition("b3eba8f1", BootTrees.MBR_OFFSET));
    }

    @Test
    void the_size_has_to_fit() {
        byte[] data = bytes(BootTrees.ON_ROOT);
        data[0x18] = 0x49;
        assertThatThrownBy(() -> parse(data))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("Size");
        data[0x18] = 0x0f;
        assertThatThrownBy(() -> parse(data))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("Size");
        data[0x18] = 0x20; // and hold what the type needs
        assertThatThrownBy(() -> parse(data)).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> parse(new byte[0])).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> parse(new byte[0x10])).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void an_offset_is_no_negative_number() {
        byte[] data = bytes(BootTrees.ON_MBR);
        data[0x27] = (byte) 0x80;
        assertThatThrownBy(() -> parse(data))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("Offset");
    }

    @Test
    void other_devices_are_named() throws Exception {
        byte[] data = bytes(BootTrees.ON_ROOT);
        data[0x10] = 5;
        assertThat(parse(data)).isEqualTo(new BcdDevice.Boot());
        data[0x10] = 4;
        assertThat(parse(data)).hasToString("network");
        data[0x10] = 0x7f;
        assertThat(parse(data)).hasToString("device of type 0x7f");
        data[0x10] = 6;
        data[0x30] = 6;
        assertThat(parse(data)).isEqualTo(new BcdDevice.VirtualDisk());
        data[0x30] = 0;
        data[0x34] = 2;
        assertThat(parse(data)).hasToString("partition of a disk without a table");
    }

    @Test
    void devices_on_devices_end() throws Exception {
        byte[] data = new byte[0x10 + 64 * 0x34 + 0x20];
        for (int i = 0; i < 64; i++) {
            ByteBuffer device = ByteBuffer.wrap(data, 0x10 + i * 0x34, data.length - 0x10 - i * 0x34)
                    .slice()
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN);
            device.putInt(0x08, device.capacity()).putInt(0x10, 3).putInt(0x2c, device.capacity() - 0x28);
            device.putInt(0x30, 5);
        }
        assertThat(parse(data)).isInstanceOf(BcdDevice.RamDisk.class);
        assertThat(parse(data).toString().split("RAM disk", -1)).hasSize(BcdDevice.MAX_DEPTH + 2);
        assertThatThrownBy(() -> parse(Arrays.copyOf(data, 0x60))).isInstanceOf(CorruptDataException.class);
    }
}
