package io.guestkit.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes what an unfinished copy left. */
final class Leftovers {

    private static final int OWNER_ALL = 0x1c0;

    private Leftovers() {}

    /** Deletes as much of a tree as can be deleted; links are not followed. */
    static void delete(Path tree) {
        try {
            Files.walkFileTree(tree, new Deleting());
        } catch (IOException e) {
            // It stays; its name says whose it is.
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {

        private final Set<Path> opened = new HashSet<>();

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            open(directory);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (opened.contains(file)) {
                throw e;
            }
            open(file);
            Files.walkFileTree(file, this);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }

        /** The modes of the copied directories may be closed to their owner. */
        private void open(Path directory) throws IOException {
            opened.add(directory);
            Files.setAttribute(directory, "unix:mode", OWNER_ALL);
        }
    }
}
