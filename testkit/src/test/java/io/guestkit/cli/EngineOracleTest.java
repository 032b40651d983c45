package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.guestfs.Appliance;
import io.guestkit.guestfs.Drive;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsFileSystem;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same answers from both engines, and that each is taken when it should be. */
@Tag("oracle")
@Tag("long")
class EngineOracleTest {

    private static final byte[] KEY = "a passphrase".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path directory;

    private static Path encrypted;
    private static Path keyFile;

    @BeforeAll
    static void makeGuest() throws Exception {
        Oracle.require("guestfish"); // of the package that needs the library
        keyFile = Files.write(directory.resolve("key"), KEY);
        encrypted = directory.resolve("encrypted.raw");
        try (RandomAccessFile file = new RandomAccessFile(encrypted.toFile(), "rw")) {
            file.setLength(160 << 20);
        }
        try (Guestfs guestfs = Appliance.launch(List.of(Drive.writable(encrypted, "raw")), Appliance.Options.DEFAULT)) {
            guestfs.partInit("/dev/sda", "gpt");
            guestfs.partAdd("/dev/sda", "p", 2048, 65535);
            guestfs.partAdd("/dev/sda", "p", 65536, -64);
            guestfs.partSetName("/dev/sda", 1, "boot partition");
            guestfs.mkfs("ext2", "/dev/sda1");
            guestfs.setLabel("/dev/sda1", "boot files");
            guestfs.luksFormat("/dev/sda2", KEY, 0);
            guestfs.cryptsetupOpen("/dev/sda2", KEY, "inside");
            guestfs.pvcreate("/dev/mapper/inside");
            guestfs.vgcreate("Vol-Group", List.of("/dev/mapper/inside"));
            guestfs.lvcreate("root", "Vol-Group", 64);
            guestfs.lvcreate("swap", "Vol-Group", 16);
            guestfs.mkswap("/dev/Vol-Group/swap");
            guestfs.mkfs("ext4", "/dev/Vol-Group/root");
            guestfs.mount("/dev/Vol-Group/root", "/");
            guestfs.mkdir("/boot");
            guestfs.mount("/dev/sda1", "/boot");
            GuestFileSystem root = GuestfsFileSystem.writable(guestfs);
            for (String folder : List.of("etc", "bin", "usr/lib", "sbin", "var/lib/dpkg", "lib/modules")) {
                Files.createDirectories(root.getPath("/" + folder));
            }
            Files.writeString(
                    root.getPath("/etc/os-release"),
                    "ID=debian\nNAME=Debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n");
            Files.writeString(root.getPath("/etc/debian_version"), "12.5\n");
            Files.writeString(root.getPath("/etc/hostname"), "secret-guest\n");
            Files.writeString(
                    root.getPath("/etc/fstab"),
                    "/dev/mapper/Vol--Group-root / ext4 defaults 0 1\nLABEL=boot\\040files /boot ext2 defaults 0 2\n"
                            + "/dev/Vol-Group/swap none swap sw 0 0\n");
            Files.writeString(
                    root.getPath("/var/lib/dpkg/status"),
                    "Package: bash\nStatus: install ok installed\nVersion: 5.2.15-2\nArchitecture: amd64\n\n");
            Files.writeString(root.getPath("/boot/vmlinuz-6.1.0"), "no kernel");
        }
    }

    @Test
    @Proves(
            area = "libguestfs",
            feature = "inspect --engine libguestfs: Debian on MBR, LUKS2 with LVM2 on GPT, Windows 11 on NTFS",
            referee = "native, and libguestfs",
            verdict = "the same report")
    void theReportIsTheSame() throws Exception {
        List<Object> words = new ArrayList<>(List.of(
                "inspect",
                Fixtures.of("debian-guests").resolve("bios.raw"),
                encrypted,
                WindowsOracleTest.makeGuest(directory),
                "--key-file",
                "/dev/sdb2=" + keyFile,
                "--output",
                "json"));
        Map<String, Object> own = values("", Guestkit.succeed(words.toArray()).json());
        words.addAll(List.of("--engine", "libguestfs"));
        Map<String, Object> other = values("", Guestkit.succeed(words.toArray()).json());
        assertThat(own.get(".engine")).isEqualTo("native");
        assertThat(own.get(".guests[2].root")).isEqualTo("/dev/Vol-Group/root");
        TreeSet<String> keys = new TreeSet<>(own.keySet());
        keys.addAll(other.keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            boolean ofThisMachine =
                    key.endsWith(".actual_size"); // new files are still being allocated when they are asked
            if (!ofThisMachine
                    && !String.valueOf(own.get(key)).equals(String.valueOf(other.get(key)))
                    && !isJustified(key, own, other)) {
                differences.add(key + ": " + own.get(key) + " / " + other.get(key));
            }
        }
        assertThat(differences).isEmpty();
    }

    private static boolean isJustified(String key, Map<String, Object> own, Map<String, Object> other) {
        if (key.equals(".engine")) {
            return String.valueOf(other.get(key)).startsWith("libguestfs 1.");
        }
        return false;
    }

    /** Every value of a document under the way to it. */
    private static Map<String, Object> values(String path, Object node) {
        Map<String, Object> values = new HashMap<>();
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> values.putAll(values(path + "." + key, value)));
        } else if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                values.putAll(values(path + "[" + i + "]", list.get(i)));
            }
        } else {
            values.put(path, node);
        }
        return values;
    }

    @Test
    @Proves(
            area = "libguestfs",
            feature = "--engine auto: an image and a file system that are not read here (QED, minix)",
            referee = "libguestfs",
            verdict = "read through it, and said so")
    void whatIsNotReadHereIsReadThere() throws Exception {
        Path raw = directory.resolve("minix.raw");
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            file.setLength(4 << 20);
        }
        Oracle.require("mkfs.minix").run("-3", raw);
        Path qed = directory.resolve("minix.qed");
        Oracle.require("qemu-img").run("convert", "-f", "raw", "-O", "qed", raw, qed);
        assertThat(Guestkit.run("ls", qed, "/", "--engine", "native").status()).isEqualTo(ExitCode.UNSUPPORTED);
        Guestkit listed = Guestkit.succeed("filesystems", qed, "--output", "json");
        assertThat(listed.err())
                .contains("libguestfs reads the disks, because:")
                .contains("qed");
        assertThat(Json.object(Json.array(listed.json().get("filesystems")).getFirst()))
                .containsEntry("device", "/dev/sda")
                .containsEntry("type", "minix")
                .containsKey("used");
        assertThat(Guestkit.run("ls", raw, "/", "--engine", "native").status()).isNotZero();
        Guestkit found = Guestkit.succeed("find", raw, "/", "--device", "/dev/sda");
        assertThat(found.text()).startsWith("/\n");
        assertThat(found.err()).contains("libguestfs reads the disks, because:").contains("minix");
    }

    @Test
    void whatItCannotOpenIsRefusedBeforeItStarts() throws Exception {
        Path disk = directory.resolve("with-data-file.qcow2");
        Oracle.require("qemu-img")
                .run("create", "-q", "-f", "qcow2", "-o", "data_file=" + directory.resolve("data.raw"), disk, "1M");
        Guestkit refused = Guestkit.run("ls", disk, "/", "--engine", "libguestfs");
        assertThat(refused.status()).isEqualTo(ExitCode.UNSUPPORTED);
        assertThat(refused.err()).contains("external data file");
        Path chained = directory.resolve("chained.qed");
        Oracle.require("qemu-img").run("create", "-q", "-f", "qed", "-b", encrypted, "-F", "raw", chained);
        assertThat(Guestkit.run("ls", chained, "/").status()).isEqualTo(ExitCode.UNSUPPORTED);
        assertThat(Guestkit.run("ls", encrypted, "/", "--engine", "libguestfs", "--snapshot", "s")
                        .err())
                .contains("internal snapshots");
        assertThat(Guestkit.run("inspect", encrypted, "--engine", "libguestfs", "--stats")
                        .status())
                .isEqualTo(ExitCode.USAGE);
    }
}
