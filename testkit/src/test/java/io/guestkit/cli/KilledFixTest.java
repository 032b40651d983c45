package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that applies fixes is killed, and another one applies them. */
@Tag("oracle")
class KilledFixTest {

    @TempDir
    Path folder;

    private Process start(String... words) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.guestkit.cli.Main"),
                        Stream.of(words))
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("words").toFile())
                .start();
    }

    private List<String> overlays() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("new.qcow2"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @Tag("long")
    @Proves(
            area = "fix",
            feature = "killed (SIGKILL) while it is applied",
            verdict = "no overlay; the next one leaves nothing of it",
            referee = "the kernel's signals, qemu-img check, debugfs")
    void theNextOneLeavesNothingOfIt() throws Exception {
        Oracle.require("guestfish");
        Path tree = Files.createDirectories(folder.resolve("tree"));
        for (String each : List.of("etc", "bin", "usr", "var", "boot", "root", "lib", "tmp")) {
            Files.createDirectories(tree.resolve(each));
        }
        Files.writeString(tree.resolve("etc/os-release"), "ID=debian\nVERSION_ID=12\n");
        Files.writeString(tree.resolve("etc/fstab"), "/dev/sda / ext4 defaults 0 1\n");
        Path image = folder.resolve("vm.raw");
        Oracle.require("mke2fs").run("-q", "-t", "ext4", "-d", tree, image, "16M");
        Path overlay = folder.resolve("new.qcow2");
        String[] words = {"customize", image.toString(), overlay.toString(), "--write", "/etc/motd:hello"};

        Process killed = start(words);
        for (int i = 0; i < 600 && !overlays().contains(".new.qcow2.guestkit-new") && killed.isAlive(); i++) {
            Thread.sleep(100);
        }
        killed.destroyForcibly().waitFor();
        assertThat(overlays())
                .as(Files.readString(folder.resolve("words")))
                .containsExactly(".new.qcow2.guestkit-lock", ".new.qcow2.guestkit-new");

        Process next = start(words);
        assertThat(next.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(next.exitValue())
                .as(Files.readString(folder.resolve("words")))
                .isZero();
        assertThat(overlays()).containsExactly("new.qcow2", "new.qcow2.fix.yaml");
        Oracle.require("qemu-img").run("check", overlay);
        Path raw = folder.resolve("raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, raw);
        assertThat(Oracle.require("debugfs").run("-R", "cat /etc/motd", raw).text())
                .isEqualTo("hello");
    }
}
