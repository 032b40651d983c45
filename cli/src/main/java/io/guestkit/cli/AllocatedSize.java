package io.guestkit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** How much storage a file occupies. Java cannot tell, so {@code stat} is asked. */
final class AllocatedSize {

    private static final long STAT_BLOCK = 512;

    private AllocatedSize() {}

    /** Bytes on this machine's disk; empty where there is no {@code stat} that says so. */
    static OptionalLong of(Path file) {
        if (!Files.isRegularFile(file)) {
            return OptionalLong.empty();
        }
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        String name = file.toAbsolutePath().toString();
        ProcessBuilder stat = mac
                ? new ProcessBuilder("stat", "-L", "-f", "%b", name)
                : new ProcessBuilder("stat", "-L", "-c", "%b", name);
        try {
            Process process =
                    stat.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            String blocks = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(blocks), STAT_BLOCK));
        } catch (IOException | NumberFormatException | ArithmeticException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }
}
