package io.guestkit.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A file system of a guest that can be changed, too. A {@link GuestFileSystem} over one remembers nothing of what it has
 * read. Exceptions are java.nio's own where it has one: {@link java.nio.file.FileAlreadyExistsException},
 * {@link java.nio.file.DirectoryNotEmptyException} …
 *
 * <p>Names are single names, neither {@code .} nor {@code ..}; a node tells what was there when it was looked up.
 */
public interface FsWriter extends FsReader {

    /** The same node with its attributes as they are now. */
    Node refresh(Node node) throws IOException;

    /**
     * Makes an empty file where there is nothing yet.
     *
     * @param permissions the lower twelve bits of {@code st_mode}
     */
    Node createFile(Node directory, byte[] name, int permissions) throws IOException;

    /** @param permissions the lower twelve bits of {@code st_mode} */
    void createDirectory(Node directory, byte[] name, int permissions) throws IOException;

    void createSymbolicLink(Node directory, byte[] name, byte[] target) throws IOException;

    /** Gives a file one more name. */
    void createLink(Node directory, byte[] name, Node existing) throws IOException;

    /** Removes a name, and what it stands for with its last one; a directory only when it is empty. */
    void delete(Node directory, byte[] name, Node node) throws IOException;

    /** Moves in one step; what has the new name is replaced as rename(2) does. */
    void rename(Node fromDirectory, byte[] from, Node toDirectory, byte[] to) throws IOException;

    /**
     * Writes all that remains of {@code source}.
     *
     * @param position in bytes; past the end of the file it leaves a hole
     */
    void write(Node file, long position, ByteBuffer source) throws IOException;

    /** @param size in bytes; what is added reads as zeros */
    void resize(Node file, long size) throws IOException;

    /** @param permissions the lower twelve bits of {@code st_mode} */
    void setPermissions(Node node, int permissions) throws IOException;

    /** @param uid and {@code gid} unsigned 32 bits */
    void setOwner(Node node, long uid, long gid) throws IOException;

    void setTimes(Node node, Instant modified, Instant accessed) throws IOException;

    /** @param name in full, such as {@code user.comment} */
    void setXattr(Node node, String name, byte[] value) throws IOException;

    /** @param name in full, such as {@code user.comment} */
    void removeXattr(Node node, String name) throws IOException;
}
