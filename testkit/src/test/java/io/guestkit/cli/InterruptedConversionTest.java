package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that converts is sent signals in the middle of it. It is the JVM that the launcher becomes, with the same
 * main class; the launcher itself would build what is being tested a second time.
 */
@Timeout(180)
@Proves(
        area = "converter",
        feature = "killed in mid-conversion (SIGTERM, SIGKILL)",
        verdict = "the target is absent or the old file",
        referee = "the kernel's signals")
class InterruptedConversionTest {

    private static final int MIB = 1 << 20;
    /** What no compressor of this machine gets through before the signal comes. */
    private static final int SOURCE_MIB = 96;

    @TempDir
    Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void makeSource() throws IOException {
        source = folder.resolve("source.raw");
        target = folder.resolve("target.qcow2");
        Random random = new Random(1);
        byte[] piece = new byte[MIB];
        try (OutputStream out = Files.newOutputStream(source)) {
            for (int i = 0; i < SOURCE_MIB; i++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }

    /** Starts a conversion, and returns when it has begun to write. */
    private Process startConversion() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.guestkit.cli.Main",
                        "convert",
                        "-c",
                        "--threads",
                        "1",
                        "--force",
                        source.toString(),
                        target.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("words").toFile())
                .start();
        while (!hasWritten()) {
            assertThat(process.isAlive())
                    .as("the conversion goes on: " + Files.readString(folder.resolve("words")))
                    .isTrue();
            Thread.sleep(10);
        }
        return process;
    }

    private boolean hasWritten() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Path partial = file.resolve("target.qcow2");
                if (Files.exists(partial) && Files.size(partial) > MIB) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void aRequestToEndLeavesNothing() throws Exception {
        Process process = startConversion();
        process.destroy(); // SIGTERM
        assertThat(end(process)).isEqualTo(128 + 15);
        assertThat(names()).containsExactly("source.raw", "words");
    }

    @Test
    void aRequestToEndLeavesTheOldFile() throws Exception {
        Files.writeString(target, "old");
        Process process = startConversion();
        process.destroy();
        assertThat(end(process)).isEqualTo(128 + 15);
        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("source.raw", "target.qcow2", "words");
    }

    @Test
    void aKilledProcessLeavesNoHalfTarget() throws Exception {
        Process process = startConversion();
        process.destroyForcibly(); // SIGKILL
        assertThat(end(process)).isEqualTo(128 + 9);
        assertThat(target).doesNotExist();
        Files.writeString(target, "old");
        deletePartial();
        process = startConversion();
        process.destroyForcibly();
        assertThat(end(process)).isEqualTo(128 + 9);
        assertThat(target).hasContent("old");
    }

    private void deletePartial() throws IOException {
        for (String name : names()) {
            if (name.startsWith(".target.qcow2.partial-")) {
                Files.deleteIfExists(folder.resolve(name).resolve("target.qcow2"));
                Files.delete(folder.resolve(name));
            }
        }
    }
}
