package io.guestkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.HiveBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small hive, and the same with one field changed at a time. */
class HiveTest {

    private static final String TEXT = """
            [Microsoft\\Windows NT\\CurrentVersion]
            "ProductName"="Windows 10 Pro"
            "UBR"=dword:00000bf6
            "Big"=hex(5):00,00,0b,f6
            "Quad"=qword:0123456789abcdef
            "Path"=expand:"%SystemRoot%\\\\x"
            "List"=multi:"one","two"
            "Odd"=hex(ffff0011):01,02,03
            @="default"
            [Microsoft\\Windows NT\\Привет]
            "Имя"="ъ"
            [Zebra]
            [alpha]
            [Alpine]
            [Beta]
            """;

    @ParameterizedTest
    @ValueSource(strings = {"lf", "lh", "li", "ri"})
    void reads_every_kind_of_list(String kind) throws IOException {
        Hive hive = hive(HiveBuilder.of(TEXT).leaves(kind).build());
        assertThat(hive.root().subkeys())
                .extracting(Key::name)
                .containsExactly("alpha", "Alpine", "Beta", "Microsoft", "Zebra");
        Key key = hive.find("MICROSOFT\\windows nt\\currentVERSION").orElseThrow();
        assertThat(key.path()).isEqualTo("Microsoft\\Windows NT\\CurrentVersion");
        assertThat(key.lastWritten()).isEqualTo(Instant.parse("2024-01-02T03:04:05Z"));
        assertThat(hive.find("microsoft\\windows nt\\ПРИВЕТ").orElseThrow().value("иМЯ"))
                .isPresent();
        assertThat(hive.find("Microsoft\\Windows")).isEmpty();
        assertThat(hive.warnings()).isEmpty();
    }

    @Test
    void reads_every_kind_of_value() throws IOException {
        Key key = hive(HiveBuilder.of(TEXT).build())
                .find("Microsoft\\Windows NT\\CurrentVersion")
                .orElseThrow();
        assertThat(key.values()).hasSize(8);
        assertThat(key.value("productname").orElseThrow().text()).isEqualTo("Windows 10 Pro");
        assertThat(key.value("").orElseThrow().text()).isEqualTo("default");
        assertThat(key.value("UBR").orElseThrow().number()).hasValue(0xbf6);
        assertThat(key.value("Big").orElseThrow().number()).hasValue(0xbf6);
        assertThat(key.value("Quad").orElseThrow().number()).hasValue(0x0123_4567_89ab_cdefL);
        assertThat(key.value("Path").orElseThrow().text()).isEqualTo("%SystemRoot%\\x");
        assertThat(key.value("List").orElseThrow().texts()).containsExactly("one", "two");
        assertThat(key.value("Odd").orElseThrow().type()).isEqualTo(0xffff_0011);
        assertThat(key.value("Odd").orElseThrow().data()).containsExactly(1, 2, 3);
        assertThat(key.value("nothing")).isEmpty();
        assertThat(key.security().orElseThrow().owner()).contains("S-1-5-32-544");
        assertThat(key.security().orElseThrow().group()).contains("S-1-5-18");
    }

    @ParameterizedTest
    @ValueSource(ints = {16344, 16345, 32688, 32689, 70000})
    void reads_data_of_any_length(int length) throws IOException {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < length; i++) {
            hex.append("%02x".formatted(i % 251));
        }
        HiveBuilder builder = HiveBuilder.of("[key]\n\"v\"=hex:" + hex);
        for (int version : List.of(3, 5)) {
            Hive hive = hive(builder.minorVersion(version).build());
            byte[] data = hive.value("key", "v").orElseThrow().data();
            assertThat(data).hasSize(length);
            for (int i = 0; i < length; i++) {
                assertThat(data[i] & 0xff).isEqualTo(i % 251);
            }
        }
    }

    @Test
    void refuses_what_is_no_hive() {
        refuses("magic", hive -> hive.put(0, (byte) 'x'));
        refuses("Checksum", hive -> hive.put(0x30, (byte) 'x'));
        refuses("Hive bins data size", hive -> seal(hive.putInt(0x28, 4095)));
        refuses("Hive bins data size", hive -> seal(hive.putInt(0x28, 0)));
        refuses("Hive bins data size", hive -> seal(hive.putInt(0x28, 0x8000_0000)));
        refuses("File type", hive -> seal(hive.putInt(0x1c, 1)));
        refuses("File format", hive -> seal(hive.putInt(0x20, 2)));
        assertThatThrownBy(() -> hive(changed(hive -> seal(hive.putInt(0x18, 7)))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("1.7");
        assertThatThrownBy(() -> hive(new byte[100])).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void refuses_cells_that_cannot_be() {
        int root = ByteBuffer.wrap(HiveBuilder.of(TEXT).build())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(0x24);
        refuses("no cell can be", hive -> seal(hive.putInt(0x24, root + 4)));
        refuses("no cell can be", hive -> seal(hive.putInt(0x24, -8)));
        refuses("no cell can be", hive -> seal(hive.putInt(0x24, 0)));
        refuses("is not allocated", hive -> hive.putInt(4096 + root, 0x60));
        refuses("its bin ends", hive -> hive.putInt(4096 + root, -0x100000));
        refuses("its bin ends", hive -> hive.putInt(4096 + root, 0x8000_0000));
        refuses("is in no hive bin", hive -> hive.putInt(4096, 0));
        refuses("is in no hive bin", hive -> hive.putInt(4096 + 4, 4096));
        refuses("Size", hive -> hive.putInt(4096 + 8, 0x7fff_f000));
        refuses("magic", hive -> hive.put(4096 + root + 4, (byte) 'x'));
        refuses("lie outside", hive -> hive.putShort(4096 + root + 4 + 0x48, (short) 0xffff));
        refuses("Number of key values", hive -> hive.putInt(4096 + root + 4 + 0x24, -1));
    }

    /** Each key that is listed has to name its parent, so that there are no circles and no key is met twice. */
    @Test
    void a_circle_of_keys_is_left_out() throws IOException {
        byte[] bytes = HiveBuilder.of("[a\\b]\n").leaves("li").build();
        ByteBuffer hive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int root = hive.getInt(0x24);
        int list = hive.getInt(4096 + root + 4 + 0x1c);
        int a = hive.getInt(4096 + list + 4 + 4);
        int below = hive.getInt(4096 + a + 4 + 0x1c);
        hive.putInt(4096 + below + 4 + 4, a);
        assertThat(names(hive(bytes))).containsExactly("ROOT", "a");
        hive.putInt(4096 + below + 4 + 4, root).putInt(4096 + root + 4 + 0x10, a);
        Hive circle = hive(bytes);
        assertThat(names(circle)).containsExactly("ROOT", "a");
        assertThat(circle.warnings()).isNotEmpty();
    }

    @Test
    void finds_its_logs_beside_it(@TempDir Path directory) throws IOException {
        byte[] clean = HiveBuilder.of("[key]\n\"v\"=\"new\"").build();
        byte[] dirty = HiveBuilder.of("[key]\n\"v\"=\"old\"").build();
        seal(ByteBuffer.wrap(dirty).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 2));
        Files.write(directory.resolve("System"), dirty);
        try (Hive hive = Hive.open(directory.resolve("System"))) {
            assertThat(hive.value("key", "v").orElseThrow().text()).isEqualTo("old");
            assertThat(hive.warnings()).hasSize(1);
        }
        Files.write(directory.resolve("SYSTEM.log1"), oldLog(clean));
        try (Hive hive = Hive.open(directory.resolve("System"))) {
            assertThat(hive.value("key", "v").orElseThrow().text()).isEqualTo("new");
            assertThat(hive.appliedLogs()).contains("SYSTEM.log1");
            assertThat(hive.warnings()).isEmpty();
        }
    }

    /** A log of the old format with every sector of a hive. */
    private static byte[] oldLog(byte[] hive) {
        int bins = hive.length - 4096;
        ByteBuffer log = ByteBuffer.allocate(1024 + bins).order(ByteOrder.LITTLE_ENDIAN);
        log.put(0, hive, 0, 512).putInt(0x1c, 1).putInt(4, 2).putInt(8, 2);
        seal(log);
        log.put(512, new byte[] {'D', 'I', 'R', 'T'});
        for (int i = 0; i < bins / 512 / 8; i++) {
            log.put(516 + i, (byte) 0xff);
        }
        log.put(1024, hive, 4096, bins);
        return log.array();
    }

    private static List<String> names(Hive hive) throws IOException {
        List<String> names = new java.util.ArrayList<>();
        KeyWalk walk = hive.walk(hive.root());
        for (Key key = walk.next(); key != null; key = walk.next()) {
            names.add(key.name());
        }
        return names;
    }

    private static void refuses(String what, Consumer<ByteBuffer> change) {
        assertThatThrownBy(() -> HiveDump.of(hive(changed(change)), true))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(what);
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] hive = HiveBuilder.of(TEXT).build();
        change.accept(ByteBuffer.wrap(hive).order(ByteOrder.LITTLE_ENDIAN));
        return hive;
    }

    private static void seal(ByteBuffer hive) {
        HiveBuilder.seal(hive.array());
    }

    private static Hive hive(byte[] bytes) throws IOException {
        return Hive.of("hive", new BytesSource(bytes), Map.of());
    }
}
