package io.guestkit.inspect.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.inspect.parse.UBootImage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of U-Boot on what mkimage of u-boot-tools makes and lists. */
@Tag("oracle")
class UBootOracleTest {

    private static final String SCRIPT = """
            # übrigens
            setenv bootargs "root=/dev/mmcblk0p2 quiet"
            load mmc 0:1 ${kernel_addr_r} /boot/zImage && load mmc 0:1 ${ramdisk_addr_r} /boot/uInitrd
            bootz ${kernel_addr_r} ${ramdisk_addr_r} ${fdt_addr_r}
            """;

    @Test
    @Proves(
            area = "guests",
            feature = "U-Boot scripts: header, both checksums, text; each byte of it damaged",
            verdict = "reported",
            referee = "mkimage made it")
    void script(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("boot.cmd"), SCRIPT);
        Path made = folder.resolve("boot.scr");
        make("script", "a script", text, made);
        byte[] bytes = Files.readAllBytes(made);
        String read = UBootImage.script(bytes);
        assertThat(read).isEqualTo(SCRIPT);
        assertListed(bytes, made, "a script", "Script");
        List<UBootScript.Start> starts = UBootScript.starts(read, Map.of("prefix", "/boot/"), new UBootScript.Files() {
            @Override
            public boolean isFile(String path) {
                return true;
            }

            @Override
            public @Nullable String text(String path) {
                return null;
            }
        });
        assertThat(starts).hasSize(1);
        assertThat(starts.getFirst().kernel()).isEqualTo("/boot/zImage");
        assertThat(starts.getFirst().initramfs()).containsExactly("/boot/uInitrd");
        assertThat(starts.getFirst().options()).isEqualTo("root=/dev/mmcblk0p2 quiet");
        assertThat(starts.getFirst().line()).isEqualTo(4);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> UBootImage.script(damaged))
                    .as("byte " + i)
                    .isInstanceOf(CorruptDataException.class);
            byte[] cut = Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> UBootImage.script(cut)).as("cut at " + i).isInstanceOf(CorruptDataException.class);
        }
    }

    /** Of several scripts in one file the first one is run. */
    @Test
    void scripts(@TempDir Path folder) throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "echo one\n");
        Path two = Files.writeString(folder.resolve("two"), "echo two\n");
        Path made = folder.resolve("boot.scr");
        make("script", "two", Path.of(one + ":" + two), made);
        assertThat(UBootImage.script(Files.readAllBytes(made))).isEqualTo("echo one\n");
    }

    @ParameterizedTest
    @CsvSource({"kernel, Linux-6.1.0, 2, Kernel Image", "ramdisk, initramfs, 3, RAMDisk Image"})
    @Proves(
            area = "guests",
            feature = "U-Boot images of kernels and RAM disks: type, name, size and both checksums",
            verdict = "reported",
            referee = "mkimage")
    void images(String type, String name, int number, String shown, @TempDir Path folder) throws IOException {
        byte[] content = new byte[200_001];
        new java.util.Random(1).nextBytes(content);
        Path data = Files.write(folder.resolve("data"), content);
        Path made = folder.resolve("made");
        make(type, name, data, made);
        byte[] bytes = Files.readAllBytes(made);
        UBootImage image = UBootImage.parse(bytes).orElseThrow();
        assertThat(image.type()).isEqualTo(number);
        assertThat(image.size()).isEqualTo(content.length);
        assertListed(bytes, made, name, shown);
        image.check(new ByteArrayInputStream(bytes, UBootImage.LENGTH, content.length));
        bytes[150_000] ^= 1;
        assertThatThrownBy(() -> image.check(new ByteArrayInputStream(bytes, UBootImage.LENGTH, content.length)))
                .hasMessageContaining("ih_dcrc");
        assertThatThrownBy(() -> image.check(new ByteArrayInputStream(bytes, UBootImage.LENGTH, 1000)))
                .hasMessageContaining("ih_size");
        assertThatThrownBy(() -> UBootImage.script(bytes)).hasMessageContaining("ih_type");
    }

    private static void make(String type, String name, Path data, Path made) {
        Oracle.require("mkimage")
                .run("-A", "arm", "-O", "linux", "-T", type, "-C", "none", "-n", name, "-d", data, made);
    }

    private static void assertListed(byte[] bytes, Path made, String name, String type) throws IOException {
        UBootImage image = UBootImage.parse(bytes).orElseThrow();
        String list = new String(Oracle.require("mkimage").run("-l", made).out(), UTF_8);
        assertThat(image.name()).isEqualTo(name);
        assertThat(list).contains("Image Name:   " + name, type, "Data Size:    " + image.size() + " Bytes");
    }
}
