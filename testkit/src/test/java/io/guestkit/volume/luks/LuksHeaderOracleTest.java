package io.guestkit.volume.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import io.guestkit.io.BlockSource;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Pattern;
import io.guestkit.testkit.Proves;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LUKS whose header is not where its data are: in a file of its own, and inside of a qcow2 image. */
@Tag("oracle")
class LuksHeaderOracleTest {

    private static final int PAYLOAD = 2 << 20;
    private static final String PARTITION = "c0ffee00-0000-4000-8000-000000000042";

    @TempDir
    Path scratch;

    private Path secret;

    @BeforeEach
    void writeKey() throws IOException {
        secret = Files.writeString(scratch.resolve("secret"), "secret");
    }

    private OpenOptions withKey() {
        KeyRing keys = new KeyRing();
        keys.addFile(KeyRing.ALL, secret);
        return OpenOptions.DEFAULT.withKeys(keys);
    }

    private static void hasPattern(Volume volume) throws IOException {
        assertThat(volume.content().readBytes(0, PAYLOAD))
                .isEqualTo(Pattern.of(7).bytes(0, PAYLOAD));
    }

    @Proves(area = "luks", feature = "headers in files of their own", referee = "cryptsetup, OpenSSL")
    @Test
    void aHeaderInAFileOpensAWholeDisk() throws IOException {
        Path fixtures = Fixtures.of("luks-variants");
        Path image = fixtures.resolve("detached.img");
        OpenOptions options = withKey().withLuksHeaders(Map.of("/dev/sda", fixtures.resolve("detached.header")));
        try (DiskSet disks = Disks.open(List.of(image), options)) {
            assertThat(disks.volumes()).extracting(Volume::kind).containsExactly(Volume.Kind.DISK, Volume.Kind.LUKS);
            hasPattern(disks.volumes().getLast());
        }
        KeyRing none = new KeyRing();
        try (DiskSet disks = Disks.open(List.of(image), options.withKeys(none))) {
            assertThat(disks.notExamined())
                    .extracting(NotExamined::code)
                    .containsExactly(NotExamined.Code.KEY_REQUIRED);
        }
    }

    @Test
    void aPartitionIsNamedByItsDeviceOrItsUuid() throws IOException {
        Path fixtures = Fixtures.of("luks-variants");
        Path disk = scratch.resolve("disk.raw");
        Path script = Files.writeString(scratch.resolve("make"), """
                truncate -s 5M "$1"
                printf 'label: gpt\\nstart=2048, size=4096, uuid=%s\\n' "$2" | sfdisk -q "$1"
                dd if="$3" of="$1" bs=512 seek=2048 conv=notrunc status=none
                """);
        Oracle.require("sfdisk");
        Oracle.require("sh").run("-e", script, disk, PARTITION, fixtures.resolve("detached.img"));
        for (String name : List.of("/dev/sda1", PARTITION, PARTITION.toUpperCase(java.util.Locale.ROOT))) {
            OpenOptions options = withKey().withLuksHeaders(Map.of(name, fixtures.resolve("detached.header")));
            try (DiskSet disks = Disks.open(List.of(disk), options)) {
                hasPattern(disks.volumes().getLast());
            }
        }
        OpenOptions missing = withKey().withLuksHeaders(Map.of("/dev/sda2", fixtures.resolve("detached.header")));
        assertThatThrownBy(() -> Disks.open(List.of(disk), missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("/dev/sda2");
    }

    /** Writes as QEMU's guest would, and has qemu-img convert it to what is in it. */
    private List<Path> encrypted(String options, boolean dataFile) throws IOException {
        Path image = scratch.resolve("locked.qcow2");
        Path plain = scratch.resolve("plain.raw");
        String object = "secret,id=key,file=" + secret;
        String made = "encrypt.format=luks,encrypt.key-secret=key,encrypt.iter-time=10" + options
                + (dataFile ? ",data_file=" + scratch.resolve("locked.data") : "");
        Oracle.require("qemu-img").run("create", "-q", "-f", "qcow2", "--object", object, "-o", made, image, "4M");
        String opened = "driver=qcow2,file.filename=" + image + ",encrypt.format=luks,encrypt.key-secret=key"
                + (dataFile ? ",data-file.driver=file,data-file.filename=" + scratch.resolve("locked.data") : "");
        List<Object> words = new ArrayList<>(List.of("--object", object, "--image-opts"));
        for (String write : List.of("0x11 3M 128k", "0x22 0 64k", "0x33 1M 300k", "0x44 70k 4k", "0x55 4095k 1k")) {
            words.addAll(List.of("-c", "write -q -P " + write));
        }
        words.addAll(List.of("-c", "write -q -z 1088k 64k", opened));
        Oracle.require("qemu-io").run(words.toArray());
        Oracle.require("qemu-img").run("convert", "--object", object, "--image-opts", opened, "-O", "raw", plain);
        return List.of(image, plain);
    }

    @Proves(area = "qcow2", feature = "LUKS encryption, with the key", referee = "qemu-img")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "',cluster_size=4096'",
                "',cluster_size=2M,preallocation=metadata'",
                "',encrypt.cipher-alg=aes-128,encrypt.cipher-mode=cbc,encrypt.ivgen-alg=essiv,encrypt.ivgen-hash-alg=sha256'",
                "',encrypt.cipher-alg=serpent-256,encrypt.hash-alg=sha512'",
                "',extended_l2=on'"
            })
    void qcow2IsReadWithItsKey(String options) throws IOException {
        List<Path> files = encrypted(options, false);
        isTheSame(files.getFirst(), files.getLast());
    }

    @Proves(area = "qcow2", feature = "LUKS encryption in an external data file", referee = "qemu-img")
    @Test
    void theDataMayBeInAnotherFile() throws IOException {
        List<Path> files = encrypted("", true);
        isTheSame(files.getFirst(), files.getLast());
    }

    private void isTheSame(Path image, Path plain) throws IOException {
        byte[] expected = Files.readAllBytes(plain);
        try (DiskImage opened = Disks.openImage(image, withKey())) {
            assertThat(opened.readBytes(0, expected.length)).isEqualTo(expected);
        }
        KeyRing keys = new KeyRing();
        keys.addFile("/dev/sda", secret);
        try (DiskSet disks = Disks.open(List.of(image), OpenOptions.DEFAULT.withKeys(keys))) {
            BlockSource disk = disks.volumes().getFirst().content();
            assertThat(disk.readBytes(12_345, 70_001))
                    .isEqualTo(java.util.Arrays.copyOfRange(expected, 12_345, 12_345 + 70_001));
        }
    }

    @Test
    void withoutItsKeyOrWithAnotherOneItIsRefused() throws IOException {
        Path image = encrypted("", false).getFirst();
        try (DiskImage opened = Disks.openImage(image, OpenOptions.DEFAULT)) {
            assertThatThrownBy(() -> opened.readBytes(0, 1)).isInstanceOf(KeyRequiredException.class);
        }
        Files.writeString(secret, "something else");
        try (DiskImage opened = Disks.openImage(image, withKey())) {
            assertThatThrownBy(() -> opened.readBytes(0, 1))
                    .isInstanceOfSatisfying(
                            KeyRequiredException.class,
                            e -> assertThat(e.isWrong()).isTrue());
        }
    }
}
