package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What java.nio's operations change, in terms of {@link FsWriter}. Each first asks for the writer, so that a file system
 * without one refuses by {@link java.nio.file.ReadOnlyFileSystemException} whatever the path is.
 */
final class Changes {

    private static final int FILE_PERMISSIONS = 0644;
    private static final int DIRECTORY_PERMISSIONS = 0755;
    private static final int COPY_CHUNK = 1 << 20;

    private Changes() {}

    private static FsWriter writer(GuestPath path) {
        return path.getFileSystem().writer();
    }

    /** The directory that a new name goes into. */
    private static Node parent(GuestPath path) throws IOException {
        GuestPath parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Node node = path.getFileSystem().require(parent, true).node();
        if (node.type() != FileType.DIRECTORY) {
            throw new NotDirectoryException(parent.toString());
        }
        return node;
    }

    private static byte[] name(GuestPath path) throws IOException {
        GuestPath last = path.getFileName();
        if (last == null
                || last.rawBytes().length == 0
                || Resolver.isDot(last.rawBytes())
                || Resolver.isDotDot(last.rawBytes())) {
            throw new FileSystemException(path.toString(), null, "does not end with a name");
        }
        return last.rawBytes();
    }

    private static void requireAbsent(GuestPath path) throws IOException {
        if (path.getFileSystem().find(path, false) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    /** What {@code posix:permissions} among the attributes of something new says. */
    private static int permissions(int otherwise, FileAttribute<?>... attributes) {
        int permissions = otherwise;
        for (FileAttribute<?> attribute : attributes) {
            if (!attribute.name().equals("posix:permissions")) {
                throw new UnsupportedOperationException("attribute " + attribute.name() + " of something new");
            }
            permissions = Permissions.bits((Set<?>) attribute.value());
        }
        return permissions;
    }

    static void createDirectory(GuestPath path, FileAttribute<?>... attributes) throws IOException {
        FsWriter writer = writer(path);
        requireAbsent(path);
        writer.createDirectory(parent(path), name(path), permissions(DIRECTORY_PERMISSIONS, attributes));
    }

    static void createSymbolicLink(GuestPath path, GuestPath target, FileAttribute<?>... attributes)
            throws IOException {
        FsWriter writer = writer(path);
        if (attributes.length > 0) {
            throw new UnsupportedOperationException("attributes of a symbolic link");
        }
        requireAbsent(path);
        writer.createSymbolicLink(parent(path), name(path), target.rawBytes());
    }

    static void createLink(GuestPath path, GuestPath existing) throws IOException {
        FsWriter writer = writer(path);
        requireAbsent(path);
        writer.createLink(
                parent(path),
                name(path),
                existing.getFileSystem().require(existing, false).node());
    }

    static void delete(GuestPath path) throws IOException {
        FsWriter writer = writer(path);
        Node node = path.getFileSystem().require(path, false).node();
        writer.delete(parent(path), name(path), node);
    }

    static void move(GuestPath source, GuestPath target, CopyOption... options) throws IOException {
        FsWriter writer = writer(target);
        List<CopyOption> wanted = List.of(options);
        GuestFileSystem fileSystem = source.getFileSystem();
        if (fileSystem != target.getFileSystem()) {
            throw new UnsupportedOperationException("a move between two guests");
        }
        Node moved = fileSystem.require(source, false).node();
        Place there = fileSystem.find(target, false);
        if (there != null && GuestFileSystem.isSame(moved, there.node())) {
            return;
        }
        if (there != null && !wanted.contains(StandardCopyOption.ATOMIC_MOVE)) {
            replace(writer, target, there, wanted);
        }
        writer.rename(parent(source), name(source), parent(target), name(target));
    }

    private static void replace(FsWriter writer, GuestPath target, Place there, List<CopyOption> wanted)
            throws IOException {
        if (!wanted.contains(StandardCopyOption.REPLACE_EXISTING)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        writer.delete(parent(target), name(target), there.node());
    }

    /** As {@link java.nio.file.Files#copy} has it: not what is in a directory. */
    static void copy(GuestPath source, GuestPath target, CopyOption... options) throws IOException {
        FsWriter writer = writer(target);
        List<CopyOption> wanted = List.of(options);
        GuestFileSystem to = target.getFileSystem();
        GuestFileSystem from = source.getFileSystem();
        Node node = from.require(source, !wanted.contains(LinkOption.NOFOLLOW_LINKS))
                .node();
        Place there = to.find(target, false);
        if (there != null) {
            if (from == to && GuestFileSystem.isSame(node, there.node())) {
                return;
            }
            replace(writer, target, there, wanted);
        }
        NodeAttributes attributes = node.attributes();
        int permissions = attributes.permissions();
        switch (node.type()) {
            case DIRECTORY -> writer.createDirectory(parent(target), name(target), permissions);
            case SYMLINK -> {
                writer.createSymbolicLink(
                        parent(target), name(target), from.reader().readLink(node));
                return;
            }
            case REGULAR ->
                copyContent(
                        from.reader().content(node),
                        writer,
                        writer.createFile(parent(target), name(target), permissions));
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET, UNKNOWN ->
                throw new FileSystemException(source.toString(), target.toString(), "is no file, directory or link");
        }
        if (wanted.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
            Node made = to.require(target, false).node();
            writer.setOwner(made, attributes.uid(), attributes.gid());
            for (Map.Entry<String, byte[]> xattr : from.reader().xattrs(node).entrySet()) {
                writer.setXattr(made, xattr.getKey(), xattr.getValue());
            }
            writer.setPermissions(made, permissions); // after the owner, whose change clears set-user-id
            writer.setTimes(made, attributes.modified(), attributes.accessed());
        }
    }

    private static void copyContent(BlockSource content, FsWriter writer, Node file) throws IOException {
        for (long at = 0; at < content.size(); ) {
            int count = (int) Math.min(COPY_CHUNK, content.size() - at);
            writer.write(file, at, ByteBuffer.wrap(content.readBytes(at, count)));
            at += count;
        }
    }

    /** Opens for writing, which at least one of the options asks for. */
    static SeekableByteChannel open(GuestPath path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        for (OpenOption option : options) {
            if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("" + option);
            }
        }
        FsWriter writer = writer(path);
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean write = append || options.contains(StandardOpenOption.WRITE);
        boolean read = options.contains(StandardOpenOption.READ) || !write;
        if (append && (read || options.contains(StandardOpenOption.TRUNCATE_EXISTING))) {
            throw new IllegalArgumentException("APPEND with READ or TRUNCATE_EXISTING");
        }
        GuestFileSystem fileSystem = path.getFileSystem();
        boolean createNew = write && options.contains(StandardOpenOption.CREATE_NEW);
        if (createNew) {
            requireAbsent(path);
        }
        Place place = fileSystem.find(path, !options.contains(LinkOption.NOFOLLOW_LINKS));
        Node file;
        if (place == null) {
            if (!createNew && !(write && options.contains(StandardOpenOption.CREATE))) {
                throw new NoSuchFileException(path.toString());
            }
            file = writer.createFile(parent(path), name(path), permissions(FILE_PERMISSIONS, attributes));
        } else {
            file = place.node();
            if (file.type() != FileType.REGULAR) {
                throw new FileSystemException(path.toString(), null, "Is not a regular file");
            }
            if (write && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                writer.resize(file, 0);
            }
        }
        boolean delete = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
        OpenResources resources = fileSystem.resources();
        return resources.add(new ChangeChannel(path, writer, file, read, write, append, delete));
    }

    static void setTimes(GuestPath path, boolean follow, @Nullable FileTime modified, @Nullable FileTime accessed)
            throws IOException {
        FsWriter writer = writer(path);
        if (modified == null && accessed == null) {
            return;
        }
        Node node = path.getFileSystem().require(path, follow).node();
        NodeAttributes now = node.attributes();
        writer.setTimes(
                node,
                modified == null ? now.modified() : modified.toInstant(),
                accessed == null ? now.accessed() : accessed.toInstant());
    }

    static void setOwner(GuestPath path, boolean follow, @Nullable UserPrincipal owner, @Nullable GroupPrincipal group)
            throws IOException {
        FsWriter writer = writer(path);
        Node node = path.getFileSystem().require(path, follow).node();
        NodeAttributes now = node.attributes();
        writer.setOwner(node, owner == null ? now.uid() : number(owner), group == null ? now.gid() : number(group));
    }

    private static long number(UserPrincipal principal) {
        if (principal instanceof GuestAttributes.NumberedPrincipal numbered) {
            return numbered.number();
        }
        throw new ProviderMismatchException();
    }

    /** Changes the nine bits of rwx and leaves the other three. */
    static void setPermissions(GuestPath path, boolean follow, Set<PosixFilePermission> permissions)
            throws IOException {
        FsWriter writer = writer(path);
        Node node = path.getFileSystem().require(path, follow).node();
        writer.setPermissions(node, (node.attributes().permissions() & ~0777) | Permissions.bits(permissions));
    }

    static void setXattr(GuestPath path, boolean follow, String name, byte @Nullable [] value) throws IOException {
        FsWriter writer = writer(path);
        Node node = path.getFileSystem().require(path, follow).node();
        if (value == null) {
            writer.removeXattr(node, name);
        } else {
            writer.setXattr(node, name, value);
        }
    }

    /** {@code "posix:permissions"}, {@code "unix:mode"}, {@code "lastModifiedTime"} and their like. */
    static void setAttribute(GuestPath path, String attribute, Object value, LinkOption... options) throws IOException {
        FsWriter writer = writer(path);
        boolean follow = GuestFileSystem.follows(options);
        int colon = attribute.indexOf(':');
        String view = colon < 0 ? "basic" : attribute.substring(0, colon);
        String name = attribute.substring(colon + 1);
        if (view.equals("user")) {
            byte[] bytes;
            if (value instanceof ByteBuffer buffer) {
                bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
            } else {
                bytes = ((byte[]) value).clone();
            }
            setXattr(path, follow, UserView.PREFIX + name, bytes);
            return;
        }
        if (!List.of("basic", "posix", "owner", "unix").contains(view)) {
            throw new UnsupportedOperationException("view " + view);
        }
        switch (name) {
            case "lastModifiedTime" -> setTimes(path, follow, (FileTime) value, null);
            case "lastAccessTime" -> setTimes(path, follow, null, (FileTime) value);
            case "owner" -> setOwner(path, follow, (UserPrincipal) value, null);
            case "group" -> setOwner(path, follow, null, (GroupPrincipal) value);
            case "permissions" -> {
                Node node = path.getFileSystem().require(path, follow).node();
                writer.setPermissions(
                        node, (node.attributes().permissions() & ~0777) | Permissions.bits((Set<?>) value));
            }
            case "mode" ->
                writer.setPermissions(path.getFileSystem().require(path, follow).node(), (Integer) value & 07777);
            case "uid" -> {
                Node node = path.getFileSystem().require(path, follow).node();
                writer.setOwner(
                        node,
                        Integer.toUnsignedLong((Integer) value),
                        node.attributes().gid());
            }
            case "gid" -> {
                Node node = path.getFileSystem().require(path, follow).node();
                writer.setOwner(node, node.attributes().uid(), Integer.toUnsignedLong((Integer) value));
            }
            default -> throw new IllegalArgumentException("attribute " + attribute + " cannot be set");
        }
    }
}
