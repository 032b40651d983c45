package io.guestkit.volume.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Pattern;
import io.guestkit.testkit.Proves;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("oracle")
@Tag("long") // its fixture takes minutes: a machine is emulated to make it
class LuksOracleTest {

    private static final int PAYLOAD = 2 << 20;

    private static List<String> images(String recipe, String start) throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.of(recipe))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".img") && name.startsWith(start) && !name.startsWith("refused-"))
                    .sorted()
                    .toList();
        }
    }

    static List<String> byCryptsetup() throws IOException {
        List<String> all = images("luks-variants", "luks2-");
        assertThat(all).hasSizeGreaterThan(15);
        return Stream.concat(all.stream(), images("luks-variants", "luks1-hash-").stream())
                .toList();
    }

    static List<String> byQemu() throws IOException {
        return images("luks-variants", "luks1-qemu-");
    }

    static List<String> byKernel() throws IOException {
        return images("luks-kernel", "");
    }

    private static void check(String recipe, String image) throws IOException {
        try (OpenedLuks luks = OpenedLuks.open(Fixtures.of(recipe).resolve(image), "secret")) {
            assertThat(luks.volume().size()).isEqualTo(PAYLOAD);
            assertThat(luks.all()).isEqualTo(Pattern.of(7).bytes(0, PAYLOAD));
        }
    }

    @Proves(
            area = "luks",
            feature = "LUKS1 and LUKS2, PBKDF2 with ten hashes, argon2i, argon2id",
            referee = "cryptsetup, OpenSSL")
    @Proves(area = "luks", feature = "sectors of 512 to 4096 bytes", referee = "cryptsetup, OpenSSL")
    @ParameterizedTest
    @MethodSource
    void byCryptsetup(String image) throws IOException {
        check("luks-variants", image);
    }

    @Proves(area = "luks", feature = "LUKS1 with aes, serpent, twofish in xts, cbc, ecb", referee = "qemu-img")
    @ParameterizedTest
    @MethodSource
    void byQemu(String image) throws IOException {
        check("luks-variants", image);
    }

    @Proves(area = "luks", feature = "ciphers, modes and IVs of dm-crypt", referee = "kernel dm-crypt")
    @Tag("long")
    @ParameterizedTest
    @MethodSource
    void byKernel(String image) throws IOException {
        check("luks-kernel", image);
    }

    @Proves(
            area = "luks",
            feature = "integrity protection, lrw",
            referee = "kernel dm-crypt",
            verdict = "refused by name")
    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"lrw", "integrity"})
    void refusedByName(String feature) {
        Path image = Fixtures.of("luks-kernel").resolve("refused-" + feature + ".img");
        assertThatThrownBy(() -> OpenedLuks.open(image, "secret"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(feature);
    }

    @Proves(area = "luks", feature = "reencryption in progress", referee = "cryptsetup", verdict = "refused by name")
    @Test
    void reencryptionIsRefusedByName() {
        Path image = Fixtures.of("luks-variants").resolve("refused-reencryption.img");
        assertThatThrownBy(() -> OpenedLuks.open(image, "secret"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("LUKS2 reencryption in progress (online-reencrypt");
    }

    @Proves(area = "luks", feature = "several keyslots and their priorities", referee = "cryptsetup")
    @ParameterizedTest
    @ValueSource(strings = {"secret", "one"})
    void eachKeyslotOpens(String passphrase) throws IOException {
        try (OpenedLuks luks = OpenedLuks.open(Fixtures.of("luks-variants").resolve("keyslots.img"), passphrase)) {
            assertThat(luks.header().keyslots()).extracting(Keyslot::number).containsExactly(1, 0);
            assertThat(luks.all()).isEqualTo(Pattern.of(7).bytes(0, PAYLOAD));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", "three", "wrong"})
    void keysOfSomethingElseAndKeysToBeIgnoredDoNot(String passphrase) {
        Path image = Fixtures.of("luks-variants").resolve("keyslots.img");
        assertThatThrownBy(() -> OpenedLuks.open(image, passphrase))
                .isInstanceOfSatisfying(
                        KeyRequiredException.class, e -> assertThat(e.isWrong()).isTrue());
    }

    @Proves(area = "luks", feature = "file systems inside", referee = "cryptsetup, mke2fs")
    @Test
    void theFileSystemInsideIsFound() throws IOException {
        Path folder = Fixtures.of("luks-variants");
        KeyRing keys = new KeyRing();
        keys.addFile("/dev/sda", folder.resolve("secret.key"));
        try (DiskSet disks = Disks.open(List.of(folder.resolve("guest.img")), OpenOptions.DEFAULT.withKeys(keys))) {
            assertThat(disks.volumes())
                    .extracting(Volume::device)
                    .containsExactly("/dev/sda", "/dev/mapper/luks-5ec2e700-0000-4000-8000-000000000001");
            assertThat(disks.fileSystems()).singleElement().satisfies(found -> {
                assertThat(found.type()).isEqualTo("ext4");
                assertThat(found.uuid()).contains("5ec2e700-0000-4000-8000-000000000002");
            });
            assertThat(disks.notExamined()).isEmpty();
        }
    }

    @Proves(
            area = "luks",
            feature = "volumes without a key, or with a wrong one",
            referee = "cryptsetup",
            verdict = "reported")
    @Test
    void withoutTheKeyTheReportSaysSo() throws IOException {
        Path folder = Fixtures.of("luks-variants");
        List<Path> images = List.of(folder.resolve("guest.img"));
        try (DiskSet disks = Disks.open(images, OpenOptions.DEFAULT)) {
            assertThat(disks.notExamined())
                    .extracting(NotExamined::code)
                    .containsExactly(NotExamined.Code.KEY_REQUIRED);
        }
        KeyRing keys = new KeyRing();
        keys.addFile(KeyRing.ALL, folder.resolve("wrong.key"));
        try (DiskSet disks = Disks.open(images, OpenOptions.DEFAULT.withKeys(keys))) {
            assertThat(disks.notExamined()).extracting(NotExamined::code).containsExactly(NotExamined.Code.KEY_WRONG);
        }
    }
}
