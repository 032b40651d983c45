package io.guestkit.convert;

import io.guestkit.image.ImageTarget;
import io.guestkit.io.BlockSink;
import io.guestkit.io.FileSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The files of a new image, written under other names beside their places and put there when they are complete. Until
 * then, and if it never comes to that, what is at their places stays as it is.
 */
final class NewFiles implements ImageTarget, Closeable {

    private record NewFile(Path place, FileSink sink) {}

    private final boolean replace;
    /** The image first, as it was created first. */
    private final List<NewFile> files = new ArrayList<>();

    private NewFiles(boolean replace) {
        this.replace = replace;
    }

    /**
     * @param output where the image is to be; a link is followed
     * @param replace whether a regular file that is there may be replaced
     * @throws FileAlreadyExistsException if something is there that must not be replaced
     */
    static NewFiles create(Path output, boolean replace) throws IOException {
        NewFiles files = new NewFiles(replace);
        files.add(Files.exists(output) ? output.toRealPath() : output);
        return files;
    }

    @Override
    public String name() {
        return String.valueOf(files.getFirst().place().getFileName());
    }

    @Override
    public BlockSink file() {
        return files.getFirst().sink();
    }

    @Override
    public BlockSink createBeside(String name) throws IOException {
        return add(files.getFirst().place().resolveSibling(name));
    }

    private FileSink add(Path place) throws IOException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(place)) {
                throw new FileSystemException(
                        place.toString(), null, "is no regular file; images are written to files");
            }
            if (!replace) {
                throw new FileAlreadyExistsException(place.toString());
            }
        }
        Path parent = place.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new NoSuchFileException(parent.toString(), null, "is no directory to write into");
        }
        String name = "." + place.getFileName() + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + ".partial";
        FileSink sink = FileSink.create(place.resolveSibling(name));
        files.add(new NewFile(place, sink));
        return sink;
    }

    /** All files of the image at their places, the image itself first. */
    List<Path> places() {
        return files.stream().map(NewFile::place).toList();
    }

    /**
     * Brings all files to stable storage and then to their places, the image itself last.
     *
     * @throws FileAlreadyExistsException if something was put there meanwhile
     */
    void commit() throws IOException {
        for (NewFile file : files) {
            file.sink().force();
            file.sink().close();
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
        Path directory = files.getFirst().place().toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // the files are complete and in their places; only a power cut this very moment could undo the move
        }
    }

    /** Deletes what was not put in its place. */
    @Override
    public void close() throws IOException {
        IOException trouble = null;
        for (NewFile file : files) {
            try {
                file.sink().close();
                Files.deleteIfExists(file.sink().path());
            } catch (IOException e) {
                trouble = e;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }
}
