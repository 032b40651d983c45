package io.guestkit.migrate.fix;

import io.guestkit.Disks;
import io.guestkit.codec.tar.TarArchive;
import io.guestkit.codec.tar.TarMember;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.ChannelSource;
import io.guestkit.io.SliceSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of this machine, or one inside an image of a file system on it, such as an ISO, or inside a tar. Plans write the
 * others as {@code /place/disc.iso!/folder/file}.
 */
public final class HostFile {

    private static final String INSIDE = "!/";

    private final Path file;
    private final @Nullable String inside;

    private HostFile(Path file, @Nullable String inside) {
        this.file = file;
        this.inside = inside;
    }

    public static HostFile of(Path file) {
        return new HostFile(file.toAbsolutePath(), null);
    }

    /**
     * @param image of a file system, without partitions, or a tar
     * @param path in it, absolute; in a tar, the name of a member behind a slash
     */
    public static HostFile inside(Path image, String path) {
        return new HostFile(image.toAbsolutePath(), path);
    }

    /** The one that a plan, or somebody, names. */
    public static HostFile named(String name) {
        int end = Files.exists(Path.of(name)) ? -1 : name.indexOf(INSIDE);
        return end < 0 ? of(Path.of(name)) : inside(Path.of(name.substring(0, end)), name.substring(end + 1));
    }

    /** As plans write it. */
    @Override
    public String toString() {
        return inside == null ? file.toString() : file + "!" + inside;
    }

    /** Something that reads a file's content. */
    interface Reader<T> {
        T read(InputStream content) throws IOException;
    }

    <T> T read(Reader<T> reader) throws IOException {
        if (inside == null) {
            if (Files.exists(file) && !Files.isRegularFile(file)) { // it is read more than once, and to its end
                throw new FileSystemException(file.toString(), null, "is no regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return reader.read(in);
            }
        }
        try (BlockSource source = ChannelSource.open(file)) {
            if (TarArchive.isOne(source)) {
                return reader.read(member(source, inside.substring(1)));
            }
            return read(source, inside, reader);
        }
    }

    private InputStream member(BlockSource source, String name) throws IOException {
        TarArchive tar = TarArchive.read(source);
        TarMember member =
                tar.file(name).orElseThrow(() -> new NoSuchFileException(toString(), null, "no such file in the tar"));
        return new SourceStream(new SliceSource(source, tar.readable(member).offset(), member.size()));
    }

    private <T> T read(BlockSource source, String path, Reader<T> reader) throws IOException {
        try (GuestFileSystem files = Disks.openFileSystem(source, file.toString())
                        .orElseThrow(() -> new UnsupportedFeatureException(file + ": no file system is known in it"));
                InputStream in = Files.newInputStream(files.getPath(path))) {
            return reader.read(in);
        }
    }

    /** Its first bytes, fewer if it is shorter. */
    public byte[] head(int length) throws IOException {
        return read(in -> in.readNBytes(length));
    }

    String sha256() throws IOException {
        return read(Draft::sha256);
    }

    /** Something that needs a file of this machine. */
    interface User {
        void use(Path file) throws IOException;
    }

    /** Lets somebody use it as a file, which lives no longer than that. */
    void use(User user) throws IOException {
        if (inside == null) {
            user.use(file);
            return;
        }
        Path copy = Files.createTempFile("guestkit-", ".file");
        try {
            read(in -> {
                try (OutputStream out = Files.newOutputStream(copy)) {
                    return in.transferTo(out);
                }
            });
            user.use(copy);
        } finally {
            Files.delete(copy);
        }
    }

    /** A source from its start to its end. */
    private static final class SourceStream extends InputStream {
        private final BlockSource source;
        private long position;

        SourceStream(BlockSource source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = (int) Math.min(length, source.size() - position);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            source.read(position, ByteBuffer.wrap(bytes, offset, count));
            position += count;
            return count;
        }
    }
}
