package io.guestkit.image.vmdk;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Oracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The programs and files that these tests ask, if they are here. */
final class Tools {

    private Tools() {}

    static void requireQemu() {
        Oracle.require("qemu-img");
        Oracle.require("qemu-io");
    }

    /** A folder of the corpus. */
    static Path corpus(String folder) {
        return Corpus.folder().resolve(folder);
    }

    /** Runs a program in a folder and fails unless it succeeds. */
    static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + out);
        }
        return out;
    }

    /** Makes an image, and writes to it what {@code qemu-io} is told to. */
    static Path create(Path folder, String name, String options, String size, String... writes)
            throws IOException, InterruptedException {
        run(folder, "qemu-img", "create", "-q", "-f", "vmdk", "-o", options, name, size);
        write(folder, name, writes);
        return folder.resolve(name);
    }

    static void write(Path folder, String name, String... writes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-io", "-f", "vmdk"));
        for (String write : writes) {
            command.add("-c");
            command.add("write " + write);
        }
        command.add(name);
        if (writes.length > 0) {
            run(folder, command.toArray(String[]::new));
        }
    }

    /** What QEMU reads from an image. */
    static String qemuHash(Path image) throws IOException, InterruptedException {
        Path raw = image.resolveSibling(image.getFileName() + ".raw");
        run(
                image.getParent(),
                "qemu-img",
                "convert",
                "-O",
                "raw",
                image.getFileName().toString(),
                raw.toString());
        try (DiskImage plain = Disks.openImage(raw, OpenOptions.DEFAULT.withFormat(io.guestkit.image.DiskFormat.RAW))) {
            return hash(plain, 1 << 20);
        } finally {
            Files.delete(raw);
        }
    }

    static String hash(DiskImage image, int chunk) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        ByteBuffer buffer = ByteBuffer.allocate(chunk);
        for (long at = 0; at < image.size(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(chunk, image.size() - at));
            image.read(at, buffer);
            digest.update(buffer.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
