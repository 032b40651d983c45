package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One opened file system of a guest. Safe for use by several threads; never writes; follows no symbolic link: that is
 * the caller's business, who knows where the root is.
 *
 * <p>Every {@link Node} that is handed in came from this reader. Hostile bytes surface as {@link CorruptDataException},
 * never as an unchecked exception, and nothing is allocated by a size that was not checked.
 */
public interface FsReader {

    FsInfo info();

    /**
     * How full it is; empty where the file system does not say, or its numbers contradict each other. Counted when it is
     * asked for.
     *
     * @throws IOException if what says it cannot be read
     */
    default Optional<FsSpace> space() throws IOException {
        return FsSpace.of(info());
    }

    Node root() throws IOException;

    /**
     * The entry of that name, by the file system's own rules of case.
     *
     * @param directory a node of type {@link FileType#DIRECTORY}
     * @param name without separators; never {@code .} or {@code ..}
     * @return null if there is no such entry
     */
    @Nullable
    Node lookup(Node directory, byte[] name) throws IOException;

    /**
     * The entries of a directory in the order in which they are stored, without {@code .} and {@code ..}.
     *
     * @param directory a node of type {@link FileType#DIRECTORY}
     */
    EntryCursor list(Node directory) throws IOException;

    /** The target of a node of type {@link FileType#SYMLINK}, as stored. */
    byte[] readLink(Node link) throws IOException;

    /**
     * The content of a node of type {@link FileType#REGULAR}, exactly as long as its size says; holes are extents.
     * Closing it is not needed.
     */
    BlockSource content(Node file) throws IOException;

    /** Extended attributes by full name, such as {@code user.comment} or {@code security.selinux}, sorted by name. */
    Map<String, byte[]> xattrs(Node node) throws IOException;

    /**
     * The trees of the file system that can be mounted by themselves, by id; empty where there is but one. Nodes of those
     * below {@link #root} are this reader's, too.
     */
    default List<Subvolume> subvolumes() throws IOException {
        return List.of();
    }

    /** Which of the {@link #subvolumes} has the {@link #root}; without being asked, that which is mounted by default. */
    default Optional<Subvolume> mounted() throws IOException {
        return Optional.empty();
    }

    /**
     * The file system as it is when one of its {@link #subvolumes} is mounted. Its {@link #warnings} are this reader's.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    default FsReader subvolume(Subvolume subvolume) throws IOException {
        throw new IllegalArgumentException("no such subvolume: " + subvolume);
    }

    /** Doubts found so far, such as a journal that was replayed or a backup superblock that was used. */
    List<Warning> warnings();

    /** Steps through a directory; not safe for several threads. */
    @FunctionalInterface
    interface EntryCursor {

        /** The next entry, or null after the last one. */
        @Nullable
        Entry next() throws IOException;
    }

    /** A name in a directory. */
    interface Entry {

        /** The name's bytes; not empty, without {@code /} and NUL. */
        byte[] name();

        /**
         * What the name stands for.
         *
         * @throws CorruptDataException if that cannot be read; the other entries of the directory may be fine
         */
        Node node() throws IOException;
    }
}
