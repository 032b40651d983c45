/**
 * File systems of guests as {@link java.nio.file.FileSystem}s, read-only.
 *
 * <p>A format implements {@link io.guestkit.fs.FileSystemDriver} (recognise, open) and {@link io.guestkit.fs.FsReader}
 * (look up, list, read) in terms of {@link io.guestkit.fs.Node}s and byte names; it never sees a
 * {@link java.nio.file.Path}. {@link io.guestkit.fs.GuestFileSystem} is the java.nio side, written once for all of them;
 * {@link io.guestkit.fs.MountTree} makes one reader of several, as a guest mounts them.
 *
 * <p>Reading order of the java.nio side: {@code GuestFileSystem} (what is open), {@code GuestPath} (names) with
 * {@code NameCodec} (bytes and strings), {@code Resolver} (from a path to a {@code Place}: links, {@code ..}, loops),
 * {@code GuestFileSystemProvider} (every operation of {@link java.nio.file.Files}), then one class for each attribute
 * view and for each thing that can be open.
 *
 * <p>Traps: a directory of a damaged file system may contain itself, so each step down looks for its own node above; a
 * name is compared by its bytes here and by the file system's rules in {@code FsReader.lookup} only, so paths that differ
 * in case are different paths of the same file; what a reader throws reaches the caller as it is, in
 * {@link java.nio.file.DirectoryIteratorException} or {@link java.io.UncheckedIOException} where the JDK has no other way.
 */
@NullMarked
package io.guestkit.fs;

import org.jspecify.annotations.NullMarked;
