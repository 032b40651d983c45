package io.guestkit.convert;

import io.guestkit.image.ImageTarget;
import io.guestkit.io.BlockSink;
import io.guestkit.io.FileSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The files of a new image, written in a directory of their own beside their places and put there when they are complete.
 * Until then, and if it never comes to that, what is at their places stays as it is.
 */
final class NewFiles implements ImageTarget, Closeable {

    private record NewFile(Path place, FileSink sink) {}

    private final Path place;
    private final boolean replace;
    private final Set<Path> sacred;
    private final Path workshop;
    private final List<NewFile> files = new ArrayList<>();

    private NewFiles(Path place, boolean replace, Set<Path> sacred, Path workshop) {
        this.place = place;
        this.replace = replace;
        this.sacred = sacred;
        this.workshop = workshop;
    }

    /**
     * @param output where the image is to be; a link to a file is followed
     * @param replace whether a regular file that is there may be replaced
     * @param sacred real paths of files that must not be replaced in any case: what the image is made of
     * @throws FileAlreadyExistsException if something is there that must not be replaced
     */
    static NewFiles create(Path output, boolean replace, Set<Path> sacred) throws IOException {
        Path place = Files.exists(output) ? output.toRealPath() : output.toAbsolutePath();
        Path directory = place.getParent();
        if (directory == null || place.getFileName() == null) {
            throw new FileSystemException(output.toString(), null, "is no name for a file");
        }
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "the directory for the output has to exist");
        }
        checkFree(place, replace, sacred);
        return new NewFiles(place, replace, sacred, createWorkshop(directory, "." + place.getFileName() + ".partial-"));
    }

    /**
     * As {@link Files#createTempDirectory}, with a number that need not be hard to guess, for a directory that is there
     * is never taken: starting the generator of those that are takes longer than to convert a small image.
     */
    private static Path createWorkshop(Path directory, String prefix) throws IOException {
        FileAttribute<?>[] ownersOnly =
                directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(EnumSet.of(
                                    PosixFilePermission.OWNER_READ,
                                    PosixFilePermission.OWNER_WRITE,
                                    PosixFilePermission.OWNER_EXECUTE))
                        }
                        : new FileAttribute<?>[0];
        for (int attempt = 1; ; attempt++) {
            Path workshop = directory.resolve(
                    prefix + Long.toHexString(ThreadLocalRandom.current().nextLong()));
            try {
                return Files.createDirectory(workshop, ownersOnly);
            } catch (FileAlreadyExistsException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    private static void checkFree(Path place, boolean replace, Set<Path> sacred) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(place)) {
            throw new FileSystemException(
                    place.toString(), null, "is no regular file; images are written to files only");
        }
        if (sacred.contains(place.toRealPath())) {
            throw new FileSystemException(
                    place.toString(), null, "is a part of the source; give the output another name");
        }
        if (!replace) {
            throw new FileAlreadyExistsException(place.toString());
        }
    }

    @Override
    public String name() {
        return String.valueOf(place.getFileName());
    }

    @Override
    public BlockSink file() throws IOException {
        return files.isEmpty() ? add(place) : files.getFirst().sink();
    }

    @Override
    public BlockSink createBeside(String name) throws IOException {
        file(); // the image itself is the first of them
        Path beside = place.resolveSibling(name);
        checkFree(beside, replace, sacred);
        return add(beside);
    }

    private FileSink add(Path place) throws IOException {
        FileSink sink = FileSink.create(workshop.resolve(String.valueOf(place.getFileName())), place);
        files.add(new NewFile(place, sink));
        return sink;
    }

    /** Where the files are until they are committed, each under the name that it will have. */
    Path workshop() {
        return workshop;
    }

    /** Takes over files that another program has written into the {@link #workshop}. */
    void adopt() throws IOException {
        try (DirectoryStream<Path> written = Files.newDirectoryStream(workshop)) {
            for (Path file : written) {
                Path beside = place.resolveSibling(String.valueOf(file.getFileName()));
                checkFree(beside, replace, sacred);
                NewFile adopted = new NewFile(beside, FileSink.open(file, beside));
                if (beside.equals(place)) {
                    files.addFirst(adopted);
                } else {
                    files.add(adopted);
                }
            }
        }
    }

    /** All files of the image at their places, the image itself first. */
    List<Path> places() {
        return files.stream().map(NewFile::place).toList();
    }

    /**
     * Brings all files to stable storage and then to their places, the image itself last.
     *
     * @return size of all of them, in bytes
     * @throws FileAlreadyExistsException if something was put there meanwhile
     */
    long commit() throws IOException {
        long size = 0;
        for (NewFile file : files) {
            file.sink().force();
            file.sink().close();
            size += Files.size(file.sink().path());
        }
        for (NewFile file : files.reversed()) {
            if (replace) {
                Files.move(
                        file.sink().path(),
                        file.place(),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } else {
                moveIfFree(file);
            }
        }
        forceDirectory();
        return size;
    }

    private static void moveIfFree(NewFile file) throws IOException {
        try {
            Files.createLink(file.place(), file.sink().path()); // fails if something is there, as no atomic move does
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(file.sink().path(), file.place()); // a file system without hard links
            return;
        }
        Files.delete(file.sink().path());
    }

    /** Makes the new names as durable as the files, where the system lets a directory be opened for that. */
    private void forceDirectory() {
        try (FileChannel channel = FileChannel.open(workshop.resolveSibling(""), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // the files are complete and in their places; only a power cut this very moment could undo the move
        }
    }

    /** Deletes what was not put in its place. */
    @Override
    public void close() throws IOException {
        for (NewFile file : files) {
            file.sink().close();
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(workshop)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        Files.delete(workshop);
    }
}
