package io.guestkit.cli;

import io.guestkit.fs.FileType;
import io.guestkit.io.Cancellation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Copies files of a guest to this machine.
 *
 * <p>Names and links of a guest are hostile. Everything is built inside a new temporary directory or file beside its
 * destination, which only then gets its name: nothing that exists is written to. Inside, directories and files are
 * created, never opened, so a link that was copied before cannot lead a later entry astray.
 */
final class CopyOut {

    /** Linux' PATH_MAX allows for no more directories inside each other. */
    private static final int MAX_DEPTH = 1024;

    private final Trouble trouble;
    private final Streams streams;
    private final CopiedAttributes attributes;
    private final Set<Object> above = new HashSet<>();
    private Cancellation cancellation = new Cancellation();

    /**
     * @param archive whether to keep what only root can: owners, set-user-id bits
     * @param trouble what could not be copied while the rest was
     */
    CopyOut(boolean archive, Trouble trouble, Streams streams) {
        this.trouble = trouble;
        this.streams = streams;
        this.attributes = new CopiedAttributes(archive);
    }

    /**
     * @param source in the guest; if it is a link, it is copied itself with {@code recursive}, else what it leads to
     * @param destination on this machine; a directory gets the copy inside
     * @param force whether a file may be replaced
     */
    void copy(Path source, Path destination, boolean recursive, boolean force) throws IOException {
        Entry entry = Entry.of(source);
        if (entry.type() == FileType.SYMLINK && !recursive) {
            entry = Entry.of(source.toRealPath());
        }
        if (entry.isDirectory() && !recursive) {
            throw new FileSystemException(
                    source.toString(), null, "is a directory; -r copies it with all that is in it");
        }
        Path target = target(source, destination);
        check(entry, target, force);
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new FileAlreadyExistsException(target.toString());
        }
        try (Workshop workshop = new Workshop(directory)) {
            Path copy = workshop.place();
            cancellation = workshop.cancellation();
            if (!copyEntry(entry, copy, 0)) {
                throw new FileSystemException(source.toString(), null, "is " + kind(entry) + ", which is not copied");
            }
            cancellation.check();
            if (force && !entry.isDirectory()) {
                Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(copy, target); // refuses what came into being in the meantime
            }
            if (entry.isDirectory()) {
                attributes.apply(entry, target); // only now: a directory closed to its owner cannot be moved
            }
        }
    }

    private static Path target(Path source, Path destination) throws IOException {
        if (!Files.isDirectory(destination)) {
            return destination;
        }
        Path name = source.normalize().getFileName();
        if (name == null || name.toString().isEmpty() || name.toString().equals("..")) {
            throw new FileAlreadyExistsException(
                    destination.toString(), null, source + " has no name of its own, so DEST has to be new");
        }
        return destination.resolve(hostName(name.toString()));
    }

    private static void check(Entry entry, Path target, boolean force) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (entry.isDirectory() || Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString(), null, "directories are never replaced");
        }
        if (!force) {
            throw new FileAlreadyExistsException(target.toString(), null, "--force replaces it");
        }
    }

    /** @return false if it is a file of a kind that is not copied */
    private boolean copyEntry(Entry entry, Path copy, int depth) throws IOException {
        switch (entry.type()) {
            case REGULAR -> SparseCopy.copy(entry.path(), copy, cancellation);
            case SYMLINK -> Files.createSymbolicLink(copy, linkTarget(entry.path()));
            case DIRECTORY -> {
                Files.createDirectory(copy);
                copyBelow(entry, copy, depth);
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET, UNKNOWN -> {
                return false;
            }
        }
        if (depth > 0 || !entry.isDirectory()) {
            attributes.apply(entry, copy);
        }
        return true;
    }

    private static String kind(Entry entry) {
        return switch (entry.type()) {
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "a device node";
            case FIFO -> "a pipe";
            case SOCKET -> "a socket";
            case REGULAR, DIRECTORY, SYMLINK, UNKNOWN -> "of an unknown type";
        };
    }

    private static Path linkTarget(Path link) throws IOException {
        try {
            return Path.of(Files.readSymbolicLink(link).toString());
        } catch (InvalidPathException e) {
            throw new FileSystemException(link.toString(), null, "leads to a name that cannot be spelled here");
        }
    }

    private void copyBelow(Entry directory, Path copy, int depth) throws IOException {
        if (depth >= MAX_DEPTH) {
            throw new FileSystemException(
                    directory.path().toString(), null, "lies inside more than " + MAX_DEPTH + " directories");
        }
        if (!above.add(directory.id())) {
            throw new FileSystemException(directory.path().toString(), null, "the directory contains itself");
        }
        Listing listing = Listing.of(directory.path());
        IOException failure = listing.failure();
        if (failure != null) {
            trouble.add(directory.path().toString(), failure);
        }
        for (Path each : listing.entries()) {
            copyInto(each, copy, depth + 1);
        }
        above.remove(directory.id());
    }

    /** Copies one entry of a directory; its failure is no reason not to copy the others. */
    private void copyInto(Path source, Path directory, int depth) throws IOException {
        cancellation.check();
        try {
            String name = String.valueOf(source.getFileName());
            String here = hostName(name);
            if (!here.equals(name)) {
                streams.note(source + ": copied as " + here + ", because the name cannot be spelled here");
            }
            Entry entry = Entry.of(source);
            if (!copyEntry(entry, directory.resolve(here), depth)) {
                streams.note(source + ": skipped, it is " + kind(entry));
            }
        } catch (LocalFailure | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            trouble.add(source.toString(), e);
        }
    }

    /** A name that is one component here too; bytes that are no UTF-8 become {@code %XX}. */
    static String hostName(String name) throws IOException {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
            throw new FileSystemException(name, null, "is no name for a file here");
        }
        StringBuilder here = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1));
            if (pair) {
                here.append(c).append(name.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                here.append('%').append(Integer.toHexString(c & 0xff).toUpperCase(java.util.Locale.ROOT));
            } else {
                here.append(c);
            }
        }
        Path path;
        try {
            path = Path.of(here.toString());
        } catch (InvalidPathException e) {
            throw new FileSystemException(name, null, "cannot be spelled here");
        }
        if (path.isAbsolute() || path.getNameCount() != 1) {
            throw new FileSystemException(name, null, "is no name for a file here");
        }
        return here.toString();
    }
}
