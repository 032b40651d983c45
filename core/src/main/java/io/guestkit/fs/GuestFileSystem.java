package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file system of a guest as java.nio sees one, with symbolic links followed inside its own root: read-only, unless it is
 * over an {@link FsWriter}. Safe for use by several threads.
 *
 * <p>The attribute views are {@code basic}, {@code owner}, {@code posix}, {@code unix} and {@code user} as the JDK has
 * them on Linux, and {@code dos} where such attributes are stored. Owners and groups are named by number. What java.nio
 * has no words for is here: {@link #xattrs} and {@link #content}.
 *
 * <p>Closing it closes the channels, streams and directory streams that are open in it, and nothing below: the reader's
 * volume stays its opener's.
 */
public final class GuestFileSystem extends FileSystem {

    private final FsReader reader;
    private final String name;
    private final Resolver resolver;
    private final OpenResources resources = new OpenResources();
    private final GuestPath root = GuestPath.of(this, new byte[] {'/'});

    private GuestFileSystem(FsReader reader, String name) {
        this.reader = reader;
        this.name = name;
        this.resolver = new Resolver(reader);
    }

    /**
     * @param reader what is to be seen; a {@link MountTree} shows several file systems as one
     * @param name for people, such as the device that the file system is on
     */
    public static GuestFileSystem of(FsReader reader, String name) {
        return new GuestFileSystem(reader, name);
    }

    public FsReader reader() {
        return reader;
    }

    /** What the file system says of itself; of a {@link MountTree} the one at its root. */
    public FsInfo info() {
        return reader.info();
    }

    /** How full it is; of several mounted ones, the root. Empty where that is not known. */
    public Optional<FsSpace> space() throws IOException {
        resources.checkOpen();
        return reader.space();
    }

    public String name() {
        return name;
    }

    /**
     * All extended attributes of a file of a guest by full name, such as {@code security.selinux}, sorted. The view named
     * {@code user} shows those of the class {@code user} only.
     *
     * @throws java.nio.file.ProviderMismatchException if the path is not a guest's
     */
    public static Map<String, byte[]> xattrs(Path path, LinkOption... options) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        return guest.getFileSystem().xattrs(guest, follows(options));
    }

    /**
     * What {@code stat} tells of a file of a guest: all of it at once, where the views of java.nio take a name for each
     * part of it.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws java.nio.file.ProviderMismatchException if the path is not a guest's
     */
    public static Node node(Path path, LinkOption... options) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        return guest.getFileSystem().require(guest, follows(options)).node();
    }

    /**
     * The content of a regular file of a guest; {@link BlockSource#extent} shows its holes. Valid while the file system is
     * open; closing it is not needed.
     *
     * @throws FileSystemException if it is no regular file
     * @throws java.nio.file.ProviderMismatchException if the path is not a guest's
     */
    public static BlockSource content(Path path, LinkOption... options) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        return guest.getFileSystem().content(guest, follows(options));
    }

    static boolean follows(LinkOption... options) {
        return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    }

    /** @throws java.nio.file.ReadOnlyFileSystemException if this file system cannot be changed */
    FsWriter writer() {
        if (reader instanceof FsWriter writer) {
            resources.checkOpen();
            return writer;
        }
        throw GuestFileSystemProvider.readOnly();
    }

    GuestPath root() {
        return root;
    }

    OpenResources resources() {
        return resources;
    }

    /**
     * @param follow whether a symbolic link that is the last name is followed
     * @return null if there is no such file
     */
    @Nullable
    Place find(GuestPath path, boolean follow) throws IOException {
        resources.checkOpen();
        Place known = reader instanceof FsWriter ? null : path.remembered();
        if (known == null) {
            Resolver resolver = reader instanceof FsWriter ? new Resolver(reader) : this.resolver;
            return resolver.find(resolver.root(), path.rawBytes(), follow, path);
        }
        if (follow && known.node().type() == FileType.SYMLINK) {
            return resolver.find(known.up(), known.name(), true, path);
        }
        return known;
    }

    Place require(GuestPath path, boolean follow) throws IOException {
        Place place = find(path, follow);
        if (place == null) {
            throw new NoSuchFileException(path.toString());
        }
        return place;
    }

    GuestAttributes attributes(GuestPath path, boolean follow) throws IOException {
        return new GuestAttributes(require(path, follow).node());
    }

    Map<String, byte[]> xattrs(GuestPath path, boolean follow) throws IOException {
        return reader.xattrs(require(path, follow).node());
    }

    BlockSource content(GuestPath path, boolean follow) throws IOException {
        Node node = require(path, follow).node();
        return switch (node.type()) {
            case REGULAR -> reader.content(node);
            case DIRECTORY -> throw new FileSystemException(path.toString(), null, "Is a directory");
            case SYMLINK -> throw new FileSystemException(path.toString(), null, "Is a symbolic link");
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET, UNKNOWN ->
                throw new FileSystemException(path.toString(), null, "Is not a regular file");
        };
    }

    GuestPath linkTarget(GuestPath link) throws IOException {
        Node node = require(link, false).node();
        if (node.type() != FileType.SYMLINK) {
            throw new NotLinkException(link.toString());
        }
        byte[] target = reader.readLink(node);
        for (byte b : target) {
            if (b == 0) {
                throw new CorruptDataException(link + ": the target of the symbolic link holds a NUL");
            }
        }
        return GuestPath.of(this, target);
    }

    /** The way from the root without links, its names as they are stored where the file system ignores case. */
    GuestPath realPath(GuestPath path, boolean follow) throws IOException {
        Deque<Place> places = new ArrayDeque<>();
        for (Place at = require(path, follow); at.parent() != null; at = at.up()) {
            places.push(at);
        }
        GuestPath real = root;
        for (Place place : places) {
            real = real.resolve(GuestPath.of(this, storedName(place)));
        }
        return real;
    }

    private byte[] storedName(Place place) throws IOException {
        byte[] sameNode = place.name();
        FsReader.EntryCursor entries = reader.list(place.up().node());
        for (FsReader.Entry entry = entries.next(); entry != null; entry = entries.next()) {
            if (Arrays.equals(entry.name(), place.name())) {
                return place.name();
            }
            if (NameCodec.decode(entry.name()).equalsIgnoreCase(NameCodec.decode(place.name()))
                    && isSame(entry.node(), place.node())) {
                sameNode = entry.name();
            }
        }
        return sameNode;
    }

    static boolean isSame(Node one, Node other) {
        return one.id() == other.id() && one.device() == other.device();
    }

    FsReader.EntryCursor list(Place directory) throws IOException {
        return reader.list(directory.node());
    }

    /** The file system that a device number of a node stands for. */
    GuestFileStore store(int device) {
        FsReader one = reader instanceof MountTree tree ? tree.readers().get(device) : reader;
        return new GuestFileStore(device == 0 ? name : name + "#" + device, one, storesDosFlags(one));
    }

    /** Whoever stores such flags has them on the root as well. */
    private static boolean storesDosFlags(FsReader reader) {
        try {
            return reader.root().attributes().dosFlags().isPresent();
        } catch (IOException e) {
            return false; // a root that cannot be read stores nothing; whoever reads it meets the exception
        }
    }

    @Override
    public FileSystemProvider provider() {
        return GuestFileSystemProvider.INSTANCE;
    }

    @Override
    public void close() throws IOException {
        resources.close();
    }

    @Override
    public boolean isOpen() {
        return resources.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return !(reader instanceof FsWriter);
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        resources.checkOpen();
        return List.of(root);
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        resources.checkOpen();
        int count = reader instanceof MountTree tree ? tree.readers().size() : 1;
        List<FileStore> stores = new ArrayList<>();
        for (int device = 0; device < count; device++) {
            stores.add(store(device));
        }
        return stores;
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        resources.checkOpen();
        Set<String> views = new LinkedHashSet<>(List.of("basic", "owner", "posix", "unix", "user"));
        for (FileStore store : getFileStores()) {
            if (store.supportsFileAttributeView("dos")) {
                views.add("dos");
            }
        }
        return views;
    }

    /** The path of a string, in which U+DC80 to U+DCFF stand for bytes that are not UTF-8. */
    @Override
    public GuestPath getPath(String first, String... more) {
        StringBuilder path = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        return getPath(NameCodec.encode(path.toString()));
    }

    /** The path of these bytes, whatever their encoding. */
    public GuestPath getPath(byte[] path) {
        resources.checkOpen();
        return GuestPath.of(this, path);
    }

    /** Matches exactly, also where the file system ignores case. */
    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        return PathPattern.matcher(syntaxAndPattern);
    }

    /** Knows each user and group by its number, in decimal. */
    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return new UserPrincipalLookupService() {

            @Override
            public UserPrincipal lookupPrincipalByName(String name) throws IOException {
                return lookupPrincipalByGroupName(name);
            }

            @Override
            public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
                try {
                    return new GuestAttributes.NumberedPrincipal(
                            Integer.toUnsignedLong(Integer.parseUnsignedInt(group)));
                } catch (NumberFormatException e) {
                    throw new UserPrincipalNotFoundException(group);
                }
            }
        };
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("nothing changes here");
    }

    @Override
    public String toString() {
        return name;
    }
}
