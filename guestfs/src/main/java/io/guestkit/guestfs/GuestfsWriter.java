package io.guestkit.guestfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsWriter;
import io.guestkit.fs.NameCodec;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;

/** What is mounted in an appliance, read and changed. */
final class GuestfsWriter extends GuestfsReader implements FsWriter {

    private static final int REGULAR = 0100000;

    GuestfsWriter(Guestfs guestfs) throws IOException {
        super(guestfs);
    }

    /** What is read may be changed before it is read again. */
    @Override
    public BlockSource content(Node file) {
        return new GuestfsContent(guestfs, (GuestfsNode) file, 0);
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        return NameCodec.encode(target(path(link)));
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void change(String path, Change change) throws IOException {
        try {
            change.make();
        } catch (GuestfsException e) {
            throw translated(e, path);
        }
    }

    private static String path(Node node) {
        return ((GuestfsNode) node).path();
    }

    private static String path(Node directory, byte[] name) {
        return ((GuestfsNode) directory).child(NameCodec.decode(name));
    }

    @Override
    public Node refresh(Node node) throws IOException {
        GuestfsNode now = stat(path(node));
        if (now == null) {
            throw new NoSuchFileException(path(node));
        }
        return now;
    }

    /** By mknod, which is the one that refuses what is there already. */
    @Override
    public Node createFile(Node directory, byte[] name, int permissions) throws IOException {
        String path = path(directory, name);
        change(path, () -> {
            guestfs.mknod(REGULAR | permissions, 0, 0, path);
            guestfs.chmod(permissions, path); // whatever the appliance's umask is
        });
        GuestfsNode made = stat(path);
        if (made == null) {
            throw new NoSuchFileException(path);
        }
        return made;
    }

    @Override
    public void createDirectory(Node directory, byte[] name, int permissions) throws IOException {
        String path = path(directory, name);
        change(path, () -> {
            guestfs.mkdirMode(path, permissions);
            guestfs.chmod(permissions, path);
        });
    }

    @Override
    public void createSymbolicLink(Node directory, byte[] name, byte[] target) throws IOException {
        String path = path(directory, name);
        change(path, () -> guestfs.lnS(NameCodec.decode(target), path));
    }

    @Override
    public void createLink(Node directory, byte[] name, Node existing) throws IOException {
        String path = path(directory, name);
        change(path, () -> guestfs.ln(path(existing), path));
    }

    @Override
    public void delete(Node directory, byte[] name, Node node) throws IOException {
        String path = path(directory, name);
        change(path, () -> {
            switch (node.type()) {
                case DIRECTORY -> guestfs.rmdir(path);
                case REGULAR, SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET, UNKNOWN -> guestfs.rm(path);
            }
        });
    }

    @Override
    public void rename(Node fromDirectory, byte[] from, Node toDirectory, byte[] to) throws IOException {
        String path = path(fromDirectory, from);
        change(path, () -> guestfs.rename(path, path(toDirectory, to)));
    }

    @Override
    public void write(Node file, long position, ByteBuffer source) throws IOException {
        String path = path(file);
        change(path, () -> {
            long at = position;
            while (source.hasRemaining()) {
                byte[] bytes = new byte[Math.min(source.remaining(), CHUNK)];
                source.get(source.position(), bytes);
                int written = guestfs.pwrite(path, bytes, at);
                if (written <= 0) {
                    throw new FileSystemException(path, null, "nothing can be written at " + at);
                }
                source.position(source.position() + written);
                at += written;
            }
        });
    }

    @Override
    public void resize(Node file, long size) throws IOException {
        change(path(file), () -> guestfs.truncateSize(path(file), size));
    }

    /** Linux keeps no permissions of symbolic links, and would change those of the link's target. */
    @Override
    public void setPermissions(Node node, int permissions) throws IOException {
        if (node.type() == FileType.SYMLINK) {
            throw new FileSystemException(path(node), null, "a symbolic link has no permissions of its own");
        }
        change(path(node), () -> guestfs.chmod(permissions, path(node)));
    }

    @Override
    public void setOwner(Node node, long uid, long gid) throws IOException {
        change(path(node), () -> guestfs.lchown((int) uid, (int) gid, path(node)));
    }

    @Override
    public void setTimes(Node node, Instant modified, Instant accessed) throws IOException {
        change(
                path(node),
                () -> guestfs.utimens(
                        path(node),
                        accessed.getEpochSecond(),
                        accessed.getNano(),
                        modified.getEpochSecond(),
                        modified.getNano()));
    }

    /** The library's protocol ends values at a NUL: one that holds a NUL is refused rather than cut. */
    @Override
    public void setXattr(Node node, String name, byte[] value) throws IOException {
        for (byte b : value) {
            if (b == 0) {
                throw new FileSystemException(
                        path(node), null, "libguestfs cannot set attribute " + name + " to a value that holds a NUL");
            }
        }
        change(path(node), () -> guestfs.lsetxattr(name, NameCodec.decode(value), value.length, path(node)));
    }

    @Override
    public void removeXattr(Node node, String name) throws IOException {
        change(path(node), () -> guestfs.lremovexattr(name, path(node)));
    }
}
