package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BytesSource;
import io.guestkit.io.ZeroSource;
import io.guestkit.volume.Signature.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {

    private static final int SIZE = 3 << 20;
    private static final byte[] UUID_BYTES = new byte[16];
    private static final String UUID_TEXT = "10111213-1415-1617-1819-1a1b1c1d1e1f";

    static {
        for (int i = 0; i < 16; i++) {
            UUID_BYTES[i] = (byte) (0x10 + i);
        }
    }

    private final ByteBuffer volume = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private SignaturesTest put(int position, String latin1) {
        volume.put(position, latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    private SignaturesTest uuid(int position) {
        volume.put(position, UUID_BYTES);
        return this;
    }

    private Signature probe() throws IOException {
        return Signatures.probe(new BytesSource(volume.duplicate())).orElseThrow();
    }

    @Test
    void file_systems_with_label_and_uuid() throws IOException {
        put(0x10034, "ReIsEr2Fs").put(0x10064, "root").uuid(0x10054);
        assertThat(probe())
                .isEqualTo(new Signature("reiserfs", Role.FILE_SYSTEM, Optional.of("root"), Optional.of(UUID_TEXT)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 8192, 16384, 32768, 65536})
    void swap_of_every_page_size(int page) throws IOException {
        put(page - 10, "SWAPSPACE2").uuid(0x40c).put(0x41c, "swappy");
        volume.putInt(0x400, 1);
        assertThat(probe()).isEqualTo(new Signature("swap", Role.SWAP, Optional.of("swappy"), Optional.of(UUID_TEXT)));
        assertThat(put(page - 10, "S1SUSPEND\0").probe().type()).isEqualTo("swsuspend");
        assertThat(put(page - 10, "SWAP-SPACE").probe()).isEqualTo(Signature.of("swap", Role.SWAP));
    }

    @Test
    void luks_in_either_header() throws IOException {
        put(0, "LUKS\u00ba\u00be\0\1").put(168, UUID_TEXT);
        assertThat(probe())
                .isEqualTo(new Signature("crypto_LUKS", Role.CONTAINER, Optional.empty(), Optional.of(UUID_TEXT)));
        put(0, "        ")
                .put(0x40000, "SKUL\u00ba\u00be\0\2")
                .put(0x40000 + 24, "secret")
                .put(0x40000 + 168, "u");
        assertThat(probe())
                .isEqualTo(new Signature("crypto_LUKS", Role.CONTAINER, Optional.of("secret"), Optional.of("u")));
    }

    @Test
    void a_physical_volume_of_lvm() throws IOException {
        put(512, "LABELONE").put(512 + 0x18, "LVM2 001").put(512 + 32, "abcdef0123456789ABCDEFGHIJKLMNOP");
        volume.putLong(512 + 8, 1).putInt(512 + 0x14, 32);
        assertThat(probe().type()).isEqualTo("LVM2_member");
        assertThat(probe().uuid()).contains("abcdef-0123-4567-89AB-CDEF-GHIJ-KLMNOP");
        volume.putInt(512 + 0x14, -1);
        assertThat(probe().uuid()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 8", "3137536, 6128"})
    void members_of_md_arrays(int position, long sector) throws IOException {
        volume.putInt(position, 0xa92b4efc).putInt(position + 4, 1).putLong(position + 0x90, sector);
        uuid(position + 0x10).put(position + 0x20, "host:0");
        assertThat(probe())
                .isEqualTo(new Signature(
                        "linux_raid_member", Role.CONTAINER, Optional.of("host:0"), Optional.of(UUID_TEXT)));
        put(0x10040, "_BHRfS_M");
        assertThat(probe().type()).as("the array comes before what is in it").isEqualTo("linux_raid_member");
    }

    @Test
    void a_member_of_an_old_md_array() throws IOException {
        int at = SIZE - 65536;
        volume.putInt(at, 0xa92b4efc).putInt(at + 8, 90);
        volume.putInt(at + 0x14, 0x10111213).putInt(at + 0x34, 0x14151617);
        volume.putInt(at + 0x38, 0x18191a1b).putInt(at + 0x3c, 0x1c1d1e1f);
        assertThat(probe().uuid()).contains(UUID_TEXT);
    }

    @Test
    void ext_and_fat_are_not_in_the_tables() throws IOException {
        volume.putShort(0x438, (short) 0xef53).putShort(0x410, (short) 0x137f).putInt(0x400, 1000);
        volume.putShort(0x404, (short) 100).putShort(0x406, (short) 100).putShort(0x402, (short) 5000);
        assertThat(Signatures.probe(new BytesSource(volume.duplicate()))).isEmpty();
        volume.putInt(0x460, 8);
        assertThat(probe().type()).as("an external journal is a part of an ext").isEqualTo("jbd");
    }

    @Test
    void nothing_and_noise_are_nothing() throws IOException {
        for (long size : new long[] {0, 1, 511, 512, 4095, 65536, 1 << 20, 1L << 41}) {
            assertThat(Signatures.probe(new ZeroSource(size))).isEmpty();
        }
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[300_000 + random.nextInt(5000)];
            random.nextBytes(noise);
            assertThat(Signatures.probe(new BytesSource(noise))).isEmpty();
        }
    }
}
