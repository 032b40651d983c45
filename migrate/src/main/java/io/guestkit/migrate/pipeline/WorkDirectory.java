package io.guestkit.migrate.pipeline;

import io.guestkit.migrate.pipeline.io.ProcessLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a migration keeps what is not finished. Only its owner may look into it, for it holds what guests hold; one run
 * at a time is at work in it, which a lock of the system ensures that goes with the process.
 */
final class WorkDirectory implements Closeable {

    private static final String LOCK = "lock";
    private static final String OWNERS_ONLY = "rwx------";
    /** The journal of a migration that is over. */
    private static final String FINISHED = "finished.json";

    private static final int MAX_ATTEMPTS = 100;

    private final Path directory;
    private final ProcessLock lock;

    private WorkDirectory(Path directory, ProcessLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes possession of the directory, which is made if need be; one that is there and empty becomes its owner's alone.
     *
     * @throws FileSystemException if another run is at work in it, or if somebody else's files are in it
     */
    static WorkDirectory take(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new NoSuchFileException(String.valueOf(parent), null, "the directory for the work has to exist");
        }
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<ProcessLock> lock;
            try {
                prepare(directory, parent);
                lock = ProcessLock.take(directory.resolve(LOCK));
            } catch (NoSuchFileException e) {
                continue; // another run has finished, and removed it
            }
            return new WorkDirectory(
                    directory,
                    lock.orElseThrow(
                            () -> new FileSystemException(directory.toString(), null, "another run is at work in it")));
        }
        throw new FileSystemException(directory.toString(), null, "other runs make and remove it");
    }

    private static void prepare(Path directory, Path parent) throws IOException {
        if (!Files.isDirectory(directory)) {
            try {
                Files.createDirectory(directory, ownersOnly(parent));
                return;
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(directory)) {
                    throw new FileSystemException(directory.toString(), null, "is no directory");
                }
            }
        }
        if (!isEmpty(directory)) { // looked at before the lock, which is the first file in it
            if (!Files.exists(directory.resolve(LOCK))) {
                throw new FileSystemException(
                        directory.toString(), null, "holds other files, so it is not taken for a work directory");
            }
            return;
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            closeToOthers(directory);
        }
    }

    private static void closeToOthers(Path directory) throws IOException {
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OWNERS_ONLY));
        } catch (NoSuchFileException e) {
            // removed by another run this very moment; it is made again
        } catch (FileSystemException e) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "is somebody else's, who could look into it; name a directory that does not exist yet");
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path parent) {
        return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNERS_ONLY))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    Path path() {
        return directory;
    }

    /** The place of a stage, which may not exist. */
    Path of(Stage stage) {
        return directory.resolve(stage.id());
    }

    /** Removes everything but the journal and the lock. */
    void clear() throws IOException {
        for (Stage stage : Stage.values()) {
            deleteTree(of(stage));
        }
    }

    /** Removes it if there is nothing in it yet. */
    void removeIfNew() throws IOException {
        if (isNew()) {
            remove();
        }
    }

    private boolean isNew() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!entry.endsWith(LOCK)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether a stage has left files in its place. */
    boolean holdsFiles(Stage stage) throws IOException {
        if (!Files.isDirectory(of(stage))) {
            return false;
        }
        try (Stream<Path> all = Files.walk(of(stage))) {
            return all.anyMatch(Files::isRegularFile);
        }
    }

    /** Leaves all of it to whoever wants to look at it; there is nothing to go on with. */
    void keep() throws IOException {
        Files.move(
                directory.resolve(Journal.NAME),
                directory.resolve(FINISHED),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes all of it, the journal after everything that it tells of. */
    void remove() throws IOException {
        clear();
        Files.deleteIfExists(directory.resolve(Journal.NAME));
        Files.deleteIfExists(directory.resolve(FINISHED));
        lock.delete();
        close();
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // another run has it already, or somebody's files are in it
        }
    }

    /** Removes a tree, if it is there; links are not followed. */
    static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Lets others have it. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
