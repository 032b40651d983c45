package io.guestkit.inspect.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of initramfs files against lsinitramfs, on files that initramfs-tools, cpio and the compressors made. */
@Tag("oracle")
class InitramfsOracleTest {

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd", "lz4", "lzma"})
    @Proves(
            area = "guests",
            feature = "kernel modules in an initramfs: gzip, xz, zstd, lz4, lzma, with microcode in front",
            verdict = "reported",
            referee = "lsinitramfs")
    void modulesAreThoseThatLsinitramfsLists(String kind) throws IOException {
        Path made = Fixtures.of("boot-guests");
        TreeSet<String> expected = new TreeSet<>();
        int entries = 0;
        for (String line : Files.readAllLines(made.resolve("initrd." + kind + ".list"))) {
            String name = line.substring(line.lastIndexOf('/') + 1);
            entries++;
            if (name.contains(".ko")) {
                expected.add(name.substring(0, name.indexOf(".ko")).replace('-', '_'));
            }
        }
        Initramfs plain = read(made.resolve("initrd." + kind));
        assertThat(plain.layers()).containsExactly(kind);
        assertThat(plain.modules()).containsExactlyElementsOf(expected).hasSizeGreaterThan(20);
        assertThat(plain.entries()).isEqualTo(entries);
        assertThat(plain.versions())
                .containsExactly(
                        Files.readString(made.resolve("kernel-version")).strip());
        assertThat(plain.init()).isTrue();
        assertThat(plain.microcode()).isFalse();

        Initramfs early = read(made.resolve("early." + kind));
        assertThat(early.layers()).containsExactly("cpio", kind);
        assertThat(early.modules()).isEqualTo(plain.modules());
        assertThat(early.microcode()).isTrue();
    }

    /** The file that update-initramfs made, in a compression that the kernel unpacks, too. */
    @ParameterizedTest
    @ValueSource(strings = {"bzip2 -1", "lzop -1", "lzop -6 --crc32", "lzop -3 -F"})
    @Proves(
            area = "guests",
            feature = "kernel modules in an initramfs: bzip2, lzo",
            verdict = "reported",
            referee = "lsinitramfs; bzip2 and lzop made it")
    void recompressed(String command, @TempDir Path folder) throws IOException {
        Path made = Fixtures.of("boot-guests");
        Path packed = folder.resolve("initrd");
        String program = command.substring(0, command.indexOf(' '));
        Oracle.require(program);
        Oracle.require("bash")
                .run(
                        "-c",
                        "set -o pipefail; gzip -dc \"$0\" | " + command + " -c > \"$1\"",
                        made.resolve("initrd.gzip"),
                        packed);
        Initramfs expected = read(made.resolve("initrd.gzip"));
        Initramfs found = read(packed);
        assertThat(found.layers()).containsExactly(program.equals("lzop") ? "lzo" : program);
        assertThat(found.entries())
                .isEqualTo(Files.readAllLines(made.resolve("initrd.gzip.list")).size());
        assertThat(found.modules()).isEqualTo(expected.modules());
    }

    /** As dracut's module squash lays it out: nearly everything is in an image inside the archive. */
    @ParameterizedTest
    @ValueSource(strings = {"squash-root.img zstd", "squashfs-root.img gzip", "squashfs-root.img xz"})
    @Proves(
            area = "guests",
            feature = "kernel modules in a squashfs inside an initramfs",
            verdict = "reported",
            referee = "unsquashfs; mksquashfs and cpio made it")
    void imageInside(String kind, @TempDir Path folder) throws IOException {
        String name = kind.substring(0, kind.indexOf(' '));
        Path tree = folder.resolve("image");
        Path modules = Files.createDirectories(tree.resolve("usr/lib/modules/6.1.0/kernel/drivers"));
        for (int i = 0; i < 300; i++) {
            Files.writeString(modules.resolve("driver-" + i + ".ko.xz"), "x".repeat(i));
        }
        Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
        Path outer = Files.createDirectories(folder.resolve("outer"));
        Files.writeString(outer.resolve("init"), "#!/bin/sh\n");
        Oracle.require("mksquashfs")
                .run(tree, outer.resolve(name), "-comp", kind.substring(name.length() + 1), "-quiet", "-no-progress");
        TreeSet<String> expected = new TreeSet<>();
        for (String line :
                Oracle.require("unsquashfs").run("-l", outer.resolve(name)).lines()) {
            int start = line.lastIndexOf('/') + 1;
            if (line.endsWith(".ko.xz")) {
                expected.add(line.substring(start, line.length() - 6).replace('-', '_'));
            }
        }
        byte[] archive = Oracle.require("bash")
                .run("-c", "cd \"$0\" && find . -mindepth 1 | cpio -o -H newc --quiet", outer)
                .out();
        Initramfs found = Initramfs.read(new ByteArrayInputStream(compress(archive, folder, "zstd", "-c")));
        assertThat(found.layers()).containsExactly("zstd", "squashfs");
        assertThat(found.modules()).containsExactlyElementsOf(expected).hasSize(300);
        assertThat(found.versions()).containsExactly("6.1.0");
        assertThat(found.init()).isTrue();
        assertThat(found.nested()).isEmpty();

        Files.writeString(outer.resolve(name), "no image");
        byte[] bad = Oracle.require("bash")
                .run("-c", "cd \"$0\" && find . | cpio -o -H newc --quiet", outer)
                .out();
        assertThat(Initramfs.read(new ByteArrayInputStream(bad)).nested())
                .contains("/" + name + ": it is no file system that is known");
    }

    private static Initramfs read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Initramfs.read(in);
        }
    }

    @Test
    void severalBehindOneAnother(@TempDir Path folder) throws IOException {
        byte[] first = archive(folder, "one", "lib/modules/6.1/kernel/virtio-blk.ko");
        byte[] second = archive(folder, "two", "lib/modules/6.1/kernel/nvme.ko.xz");
        byte[] third = archive(folder, "three", "init");
        byte[] all = join(
                first,
                new byte[512],
                compress(second, folder, "gzip", "-c"),
                compress(third, folder, "zstd", "-c", "-19"),
                compress(second, folder, "xz", "-c", "--check=crc32"),
                compress(third, folder, "bzip2", "-c"),
                compress(first, folder, "lzop", "-c"),
                new byte[3],
                compress(first, folder, "lz4", "-l", "-c"));
        Initramfs found = Initramfs.read(new ByteArrayInputStream(all));
        assertThat(found.layers()).containsExactly("cpio", "gzip", "zstd", "xz", "bzip2", "lzo", "lz4");
        assertThat(found.modules()).containsExactly("nvme", "virtio_blk");
        assertThat(found.init()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd", "lz4", "lzma", "bzip2", "lzop"})
    void everyCutIsCorrupt(String kind, @TempDir Path folder) throws IOException {
        byte[] archive = archive(folder, "one", "lib/modules/6.1/kernel/virtio-blk.ko");
        List<String> options = switch (kind) {
            case "lz4" -> List.of("-l", "-c");
            case "lzop" -> List.of("-9", "-c"); // the other of its two compressors
            default -> List.of("-c");
        };
        byte[] whole = compress(archive, folder, kind, options.toArray(String[]::new));
        assertThat(Initramfs.read(new ByteArrayInputStream(whole)).modules()).containsExactly("virtio_blk");
        for (int length = 0; length < whole.length - 8; length += 7) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Initramfs.read(new ByteArrayInputStream(cut)))
                    .as("%s, %d of %d bytes", kind, length, whole.length)
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    /** By cpio, with random content so that compressors have something to do. */
    private static byte[] archive(Path folder, String name, String file) throws IOException {
        Path tree = folder.resolve(name);
        Path path = tree.resolve(file);
        Files.createDirectories(path.getParent());
        byte[] content = new byte[5000];
        new java.util.Random(name.hashCode()).nextBytes(content);
        Files.write(path, content);
        return Oracle.require("bash")
                .run("-c", "cd \"$0\" && find . | cpio -o -H newc --quiet", tree)
                .out();
    }

    private static byte[] compress(byte[] bytes, Path folder, String program, String... options) throws IOException {
        Path file = folder.resolve("input");
        Files.write(file, bytes);
        return Oracle.require("bash")
                .run("-c", program + " " + String.join(" ", options) + " < \"$0\"", file)
                .out();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
