package io.guestkit.bench;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Locale;

/**
 * The same lines of Java over the files of an image and over the kernel's mount of it, in turns: what a program that
 * embeds guestkit gets, without the start of a process.
 */
public final class MountComparison {

    private static final int PIECE = 256 << 10;

    private MountComparison() {}

    private interface Work {

        /** @return bytes read, or files seen */
        long on(Path root) throws IOException;
    }

    /** Takes an image, the place where it is mounted, and how often to run; prints seconds, the first run apart. */
    public static void main(String[] arguments) throws IOException {
        Path mount = Path.of(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        try (DiskSet disks = Disks.open(Path.of(arguments[0]))) {
            Path own = disks.fileSystems()
                    .getFirst()
                    .fileSystem()
                    .orElseThrow()
                    .getRootDirectories()
                    .iterator()
                    .next();
            compare("read 1 GB", root -> read(root.resolve("large")), own, mount, runs);
            compare("walk 100 000", MountComparison::walk, own, mount, runs);
        }
    }

    private static void compare(String what, Work work, Path own, Path mount, int runs) throws IOException {
        double[] ownSeconds = new double[runs];
        double[] mountSeconds = new double[runs];
        for (int run = 0; run < runs; run++) {
            long start = System.nanoTime();
            long one = work.on(own);
            long middle = System.nanoTime();
            long other = work.on(mount);
            long end = System.nanoTime();
            if (one != other) {
                throw new IllegalStateException(what + ": " + one + " in the image, " + other + " in the mount");
            }
            ownSeconds[run] = (middle - start) / 1e9;
            mountSeconds[run] = (end - middle) / 1e9;
        }
        double ownFirst = ownSeconds[0];
        double mountFirst = mountSeconds[0];
        Arrays.sort(ownSeconds);
        Arrays.sort(mountSeconds);
        System.out.printf(
                Locale.ROOT,
                "%-13s guestkit %6.3f s   mount %6.3f s   %5.2fx   (first: %.3f s, %.3f s)%n",
                what,
                ownSeconds[runs / 2],
                mountSeconds[runs / 2],
                ownSeconds[runs / 2] / mountSeconds[runs / 2],
                ownFirst,
                mountFirst);
    }

    private static long read(Path file) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        long total = 0;
        try (SeekableByteChannel content = Files.newByteChannel(file)) {
            for (int count = content.read(piece); count >= 0; count = content.read(piece.clear())) {
                total += count;
            }
        }
        return total;
    }

    /** Files, and the bytes in them: each one's attributes are asked for. */
    private static long walk(Path root) throws IOException {
        long[] seen = new long[1];
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                seen[0] += 1 + attributes.size() * 31;
                return FileVisitResult.CONTINUE;
            }
        });
        return seen[0];
    }
}
