package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelImageTest {

    private static byte[] bzImage(int protocol, int pointer, String text) {
        ByteBuffer image = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(0x202, 0x53726448).putShort(0x206, (short) protocol).putShort(0x20e, (short) pointer);
        image.putShort(0x236, (short) 1);
        image.put(0x800, text.getBytes(StandardCharsets.ISO_8859_1));
        return image.array();
    }

    private static Optional<String> version(byte[] image) throws IOException {
        return KernelImage.parse(image).flatMap(KernelImage::version);
    }

    @Test
    void theVersionIsTheFirstWordOfTheText() throws IOException {
        byte[] image = bzImage(0x20f, 0x600, "6.1.0-18-amd64 (debian-kernel@lists.debian.org) #1 SMP");
        assertThat(KernelImage.parse(image))
                .contains(new KernelImage(Optional.of("6.1.0-18-amd64"), Optional.of("x86_64")));
    }

    @Test
    void anOldProtocolIsThatOf32Bits() throws IOException {
        assertThat(KernelImage.parse(bzImage(0x203, 0x600, "2.6.18-8.el5 x")).flatMap(KernelImage::architecture))
                .contains("i386");
    }

    @Test
    void aPointerThatLeadsNowhereIsNoVersion() throws IOException {
        assertThat(version(bzImage(0x20f, 0, "6.1 x"))).isEmpty();
        assertThat(version(bzImage(0x20f, 0xffff, "6.1 x"))).isEmpty();
        assertThat(version(bzImage(0x20f, 0xe00 - 1, ""))).isEmpty();
        assertThat(version(bzImage(0x20f, 0x600, "garbage"))).isEmpty();
        assertThat(version(bzImage(0x20f, 0x600, "6.1\u00ff\u00fe"))).contains("6.1");
        assertThat(version(bzImage(0x20f, 0x600, "6".repeat(0x800)))).isEmpty();
    }

    @Test
    void otherArchitecturesAreKnownByTheirMagic() throws IOException {
        byte[] image = new byte[64];
        System.arraycopy(new byte[] {'A', 'R', 'M', 0x64}, 0, image, 0x38, 4);
        assertThat(KernelImage.parse(image).flatMap(KernelImage::architecture)).contains("aarch64");
        System.arraycopy(new byte[] {'R', 'S', 'C', 5}, 0, image, 0x38, 4);
        assertThat(KernelImage.parse(image).flatMap(KernelImage::architecture)).contains("riscv64");
    }

    @Test
    void garbageIsNoKernelAndCutOnesAreCorrupt() throws IOException {
        assertThat(KernelImage.parse(new byte[0])).isEmpty();
        Random random = new Random(3);
        byte[] whole = bzImage(0x20f, 0x600, "6.1 x");
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = java.util.Arrays.copyOf(whole, random.nextInt(0x1000));
            for (int j = 0; j < 4 && bytes.length > 0; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                KernelImage.parse(bytes);
            } catch (CorruptDataException e) {
                assertThat(e).hasMessageStartingWith("Linux kernel header");
            }
        }
    }
}
