package io.guestkit.guestfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Whether qemu can use KVM. A device that can be opened proves nothing: on some hosts, which are virtual machines or
 * containers themselves, the first register or the first instruction fails, and qemu aborts or waits for ever. So it is
 * tried out.
 */
final class Kvm {

    private static final Path DEVICE = Path.of("/dev/kvm");
    /** How long a machine runs before it is asked how it is, in milliseconds. */
    private static final long TRIAL = 200;

    private static final long PATIENCE = 10_000;

    private static final ConcurrentHashMap<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    private Kvm() {}

    /** @param qemu the program; what is found out about it is remembered */
    static boolean works(String qemu) {
        return Files.isReadable(DEVICE)
                && Files.isWritable(DEVICE)
                && KNOWN.computeIfAbsent(qemu, program -> runs(program));
    }

    private static boolean runs(String qemu) {
        Process process = null;
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                    qemu,
                    "-nodefaults",
                    "-no-user-config",
                    "-display",
                    "none",
                    "-machine",
                    "accel=kvm",
                    "-cpu",
                    "max",
                    "-m",
                    "16",
                    "-monitor",
                    "stdio"));
            process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            if (process.waitFor(TRIAL, TimeUnit.MILLISECONDS)) {
                return false;
            }
            Process running = process;
            Thread watch = Thread.ofVirtual().start(() -> end(running));
            String answer;
            try (var in = process.getInputStream()) {
                try (var out = process.getOutputStream()) {
                    out.write("info status\nquit\n".getBytes(StandardCharsets.US_ASCII));
                }
                answer = new String(in.readNBytes(1 << 16), StandardCharsets.US_ASCII);
            }
            int status = process.waitFor();
            watch.interrupt();
            return status == 0 && answer.contains("VM status: running");
        } catch (IOException | UncheckedIOException e) {
            return false; // whatever is wrong with that program: emulation will show it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(PATIENCE, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            return; // it has answered
        }
    }
}
