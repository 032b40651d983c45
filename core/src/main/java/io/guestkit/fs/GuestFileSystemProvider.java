package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link java.nio.file.Files} asks of the file systems of guests. Not registered as a service: they are opened from
 * their volumes, never from a URI.
 */
final class GuestFileSystemProvider extends FileSystemProvider {

    static final GuestFileSystemProvider INSTANCE = new GuestFileSystemProvider();

    /**
     * Deeper directories are not listed: it bounds what a walk into a hostile tree keeps in memory, and is four times
     * what Linux takes as a path.
     */
    private static final int MAX_PATH = 16 << 10;

    private static final int EXECUTABLE = 0111;

    private GuestFileSystemProvider() {}

    /** The answer to every attempt to write. */
    static ReadOnlyFileSystemException readOnly() {
        return new ReadOnlyFileSystemException();
    }

    @Override
    public String getScheme() {
        return "guestkit";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException("the file systems of guests are opened from their volumes");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    @Override
    public Path getPath(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        for (OpenOption option : options) {
            if (option != StandardOpenOption.READ && option != LinkOption.NOFOLLOW_LINKS) {
                return Changes.open(guest, options, attributes);
            }
        }
        BlockSource content = guest.getFileSystem().content(guest, checkOptions(options));
        OpenResources resources = guest.getFileSystem().resources();
        return resources.add(new ContentChannel(content, resources));
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        BlockSource content = guest.getFileSystem().content(guest, checkOptions(Arrays.asList(options)));
        OpenResources resources = guest.getFileSystem().resources();
        return resources.add(new ContentStream(content, resources));
    }

    /** Refuses every option that is about writing; tells whether links are followed. */
    private static boolean checkOptions(Iterable<? extends OpenOption> options) {
        boolean follow = true;
        for (OpenOption option : options) {
            if (option == LinkOption.NOFOLLOW_LINKS) {
                follow = false;
            } else if (option != StandardOpenOption.READ) {
                throw option instanceof StandardOpenOption
                        ? readOnly()
                        : new UnsupportedOperationException("" + option);
            }
        }
        return follow;
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        GuestPath guest = GuestPath.cast(path);
        GuestFileSystem fileSystem = guest.getFileSystem();
        Place directory = fileSystem.require(guest, true);
        if (directory.node().type() != FileType.DIRECTORY) {
            throw new NotDirectoryException(path.toString());
        }
        if (guest.rawBytes().length > MAX_PATH) {
            throw new FileSystemException(path.toString(), null, "path of more than " + MAX_PATH + " bytes");
        }
        OpenResources resources = fileSystem.resources();
        return resources.add(new EntryStream(guest, directory, fileSystem.list(directory), filter, resources));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        GuestPath guest = GuestPath.cast(path);
        return cast(guest.getFileSystem().attributes(guest, GuestFileSystem.follows(options)), type);
    }

    /** As {@link #readAttributes}, without the cost of an exception for what is not there. */
    @Override
    public <A extends BasicFileAttributes> @Nullable A readAttributesIfExists(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        Place place = guest.getFileSystem().find(guest, GuestFileSystem.follows(options));
        return place == null ? null : cast(new GuestAttributes(place.node()), type);
    }

    private static <A extends BasicFileAttributes> A cast(GuestAttributes attributes, Class<A> type) {
        if (type == DosFileAttributes.class) {
            return type.cast(DosView.require(attributes));
        }
        if (type == BasicFileAttributes.class || type == PosixFileAttributes.class) {
            return type.cast(attributes);
        }
        throw new UnsupportedOperationException("no attributes of " + type);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        boolean follow = GuestFileSystem.follows(options);
        return NamedAttributes.read(
                guest.getFileSystem().attributes(guest, follow), attributes, new UserView(guest, follow));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        GuestPath guest = GuestPath.cast(path);
        boolean follow = GuestFileSystem.follows(options);
        if (type == BasicFileAttributeView.class) {
            return type.cast(new BasicView(guest, follow));
        }
        if (type == PosixFileAttributeView.class) {
            return type.cast(new PosixView(guest, follow, "posix"));
        }
        if (type == FileOwnerAttributeView.class) {
            return type.cast(new PosixView(guest, follow, "owner"));
        }
        if (type == UserDefinedFileAttributeView.class) {
            return type.cast(new UserView(guest, follow));
        }
        if (type == DosFileAttributeView.class
                && guest.getFileSystem().supportedFileAttributeViews().contains("dos")) {
            return type.cast(new DosView(guest, follow));
        }
        return null;
    }

    @Override
    public boolean exists(Path path, LinkOption... options) {
        try {
            GuestPath guest = GuestPath.cast(path);
            return guest.getFileSystem().find(guest, GuestFileSystem.follows(options)) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reading is everyone's right, executing that of whoever has a bit for it, as for a superuser; writing too, if at all. */
    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        NodeAttributes attributes =
                guest.getFileSystem().require(guest, true).node().attributes();
        List<AccessMode> wanted = Arrays.asList(modes);
        if (wanted.contains(AccessMode.WRITE) && guest.getFileSystem().isReadOnly()) {
            throw new AccessDeniedException(path.toString(), null, "read-only file system");
        }
        if (wanted.contains(AccessMode.EXECUTE)
                && attributes.type() != FileType.DIRECTORY
                && (attributes.permissions() & EXECUTABLE) == 0) {
            throw new AccessDeniedException(path.toString());
        }
    }

    /** By the stored flag where there is one, else by a name that starts with a dot. */
    @Override
    public boolean isHidden(Path path) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        GuestAttributes attributes = guest.getFileSystem().attributes(guest, false);
        GuestPath name = guest.getFileName();
        return attributes.hasDosFlags()
                ? attributes.isHidden()
                : name != null && name.toString().startsWith(".");
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        GuestPath one = GuestPath.cast(path);
        if (one.equals(other)) {
            return true;
        }
        return other instanceof GuestPath two
                && one.getFileSystem() == two.getFileSystem()
                && GuestFileSystem.isSame(
                        one.getFileSystem().require(one, true).node(),
                        two.getFileSystem().require(two, true).node());
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        GuestPath guest = GuestPath.cast(link);
        return guest.getFileSystem().linkTarget(guest);
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        GuestFileSystem fileSystem = guest.getFileSystem();
        return fileSystem.store(fileSystem.require(guest, true).node().device());
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        Changes.createDirectory(GuestPath.cast(directory), attributes);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        Changes.createSymbolicLink(GuestPath.cast(link), GuestPath.cast(target), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Changes.createLink(GuestPath.cast(link), GuestPath.cast(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        Changes.delete(GuestPath.cast(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Changes.copy(GuestPath.cast(source), GuestPath.cast(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Changes.move(GuestPath.cast(source), GuestPath.cast(target), options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Changes.setAttribute(GuestPath.cast(path), attribute, value, options);
    }
}
