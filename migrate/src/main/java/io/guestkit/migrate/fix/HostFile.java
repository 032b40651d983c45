package io.guestkit.migrate.fix;

import io.guestkit.Disks;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.ChannelSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of this machine, or one inside an image of a file system on it, such as an ISO. Plans write the second as
 * {@code /place/disc.iso!/folder/file}.
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
     * @param image of a file system, without partitions
     * @param path in it, absolute
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
            try (InputStream in = Files.newInputStream(file)) {
                return reader.read(in);
            }
        }
        try (BlockSource source = ChannelSource.open(file);
                GuestFileSystem files = Disks.openFileSystem(source, file.toString())
                        .orElseThrow(() -> new UnsupportedFeatureException(file + ": no file system is known in it"));
                InputStream in = Files.newInputStream(files.getPath(inside))) {
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
}
