package io.guestkit.embed;

import io.guestkit.cli.Documents;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.NameCodec;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files of a file system, or of a guest with all that it mounts. Paths are the bytes that the guest has, absolute or
 * from the root on. Valid as long as the disks are open; for several threads.
 */
public final class FileTree {

    /** Longest file that {@link #read} takes, in bytes. */
    public static final int MAX_READ = 1 << 22;

    private static final int FIELDS = 11;
    private static final LinkOption[] FOLLOWING = {};
    private static final LinkOption[] NOT_FOLLOWING = {LinkOption.NOFOLLOW_LINKS};

    private final GuestFileSystem files;

    FileTree(GuestFileSystem files) {
        this.files = files;
    }

    /**
     * What {@code stat(2)} tells: mode with the bits of the type, inode, number of the file system among those of the
     * tree, links, owner, group, device of a device node, size in bytes; last changes of content, last access and last
     * change of the inode in nanoseconds since 1970, each at the end of the range if it lies outside. Eleven numbers of
     * eight bytes, big-endian.
     *
     * @param follow whether a symbolic link that is the last name is followed
     */
    public byte[] stat(byte[] path, boolean follow) throws ToldException {
        return ToldException.telling(() -> encoded(path(path), follow));
    }

    /** What a directory holds, without {@code .} and {@code ..}. */
    public EntryBatches list(byte[] directory) throws ToldException {
        return ToldException.telling(() -> new EntryBatches(Files.newDirectoryStream(path(directory))));
    }

    /**
     * All of a regular file, if it is small.
     *
     * @return null if it is longer than {@link #MAX_READ}
     */
    public byte @Nullable [] read(byte[] path) throws ToldException {
        return ToldException.asking(() -> {
            try (BlockSource content = GuestFileSystem.content(path(path))) {
                return content.size() > MAX_READ ? null : content.readBytes(0, (int) content.size());
            }
        });
    }

    /** A regular file. Closing is not needed. */
    public Content open(byte[] path) throws ToldException {
        return ToldException.telling(() -> new Content(GuestFileSystem.content(path(path))));
    }

    /** Where a symbolic link leads, as it is stored. */
    public byte[] readLink(byte[] link) throws ToldException {
        return ToldException.telling(() -> bytes(Files.readSymbolicLink(path(link))));
    }

    /** The way to a file without symbolic links, its names as they are stored. */
    public byte[] realPath(byte[] path) throws ToldException {
        return ToldException.telling(() -> bytes(path(path).toRealPath()));
    }

    /** Extended attributes: a JSON object of base64 by full name. */
    public byte[] xattrs(byte[] path, boolean follow) throws ToldException {
        return ToldException.telling(() -> Documents.json(GuestFileSystem.xattrs(path(path), links(follow))));
    }

    /** How full the file system at the root is, a JSON object of bytes and inodes; empty if that is not known. */
    public byte[] space() throws ToldException {
        return ToldException.telling(() -> {
            Map<String, Long> nothing = Map.of();
            FsSpace space = files.space().orElse(null);
            return Documents.json(space == null ? nothing : space);
        });
    }

    private Path path(byte[] path) throws FileSystemException {
        for (byte b : path) {
            if (b == 0) {
                throw new FileSystemException(NameCodec.decode(path), null, "a name holds no NUL");
            }
        }
        return files.getPath("/").resolve(files.getPath(path));
    }

    private static LinkOption[] links(boolean follow) {
        return follow ? FOLLOWING : NOT_FOLLOWING;
    }

    static byte[] bytes(Path path) {
        return NameCodec.encode(path.toString());
    }

    static byte[] encoded(Path path, boolean follow) throws IOException {
        Node node = GuestFileSystem.node(path, links(follow));
        NodeAttributes stat = node.attributes();
        return ByteBuffer.allocate(FIELDS * Long.BYTES)
                .putLong(stat.type().bits() | stat.permissions())
                .putLong(node.id())
                .putLong(node.device())
                .putLong(stat.links())
                .putLong(stat.uid())
                .putLong(stat.gid())
                .putLong(stat.device().isPresent() ? stat.device().get().toLong() : 0)
                .putLong(stat.size())
                .putLong(nanos(stat.modified()))
                .putLong(nanos(stat.accessed()))
                .putLong(nanos(stat.changed()))
                .array();
    }

    private static long nanos(Instant time) {
        try {
            return Math.addExact(
                    Math.multiplyExact(time.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)), time.getNano());
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
