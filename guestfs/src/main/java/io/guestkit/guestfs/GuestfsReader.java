package io.guestkit.guestfs;

import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.NameCodec;
import io.guestkit.fs.Node;
import io.guestkit.guestfs.struct.Dirent;
import io.guestkit.guestfs.struct.Statns;
import io.guestkit.guestfs.struct.Statvfs;
import io.guestkit.guestfs.struct.Xattr;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is mounted in an appliance, read file by file. Borrows the handle. */
class GuestfsReader implements FsReader {

    /** What one message of the library's protocol holds for sure, in bytes: the limit is 4 MiB with everything. */
    static final int CHUNK = 2 << 20;

    /** How much more than what is asked for is read at once from a file that is read from one end to the other. */
    private static final int READ_AHEAD = CHUNK;

    /** How many targets of symbolic links are remembered: the same few are on the way to most files. */
    private static final int MAX_LINKS = 10_000;

    /** How many entries of a directory are asked for at once. */
    private static final int BATCH = 500;

    final Guestfs guestfs;
    private final FsInfo info;
    /** Where it is mounted in the appliance. */
    private final String top;

    private final boolean ignoresCase;
    private final Map<String, String> links = new ConcurrentHashMap<>();
    private final List<Long> devices = new ArrayList<>();

    /** Of what is mounted on {@code /}. */
    GuestfsReader(Guestfs guestfs) throws IOException {
        this(guestfs, describe(guestfs, "/", namesOfRoot(guestfs)), "/");
    }

    /** @param top where it is mounted */
    GuestfsReader(Guestfs guestfs, FsInfo info, String top) {
        this.guestfs = guestfs;
        this.info = info;
        this.top = top;
        this.ignoresCase = info.type().equals("ntfs"); // what mounts it does not, other than Windows
    }

    private static GuestfsFileSystem.Names namesOfRoot(Guestfs guestfs) throws IOException {
        String device = deviceOfRoot(guestfs);
        String type = guestfs.vfsType(device);
        // the tool that reads labels of NTFS refuses what is mounted
        Optional<String> label = type.equals("ntfs") ? Optional.empty() : present(guestfs.vfsLabel(device));
        return new GuestfsFileSystem.Names(type, label, present(guestfs.vfsUuid(device)));
    }

    private static String deviceOfRoot(Guestfs guestfs) throws IOException {
        for (Map.Entry<String, String> mount : guestfs.mountpoints().entrySet()) {
            if (mount.getValue().equals("/")) {
                return mount.getKey();
            }
        }
        // of several subvolumes of one device, a map has only the last; what is on / was mounted before all below it
        List<String> devices = guestfs.mounts();
        if (!devices.isEmpty() && devices.lastIndexOf(devices.getFirst()) > 0) {
            return devices.getFirst();
        }
        throw new FileSystemException("/", null, "nothing is mounted there in the appliance");
    }

    static FsInfo describe(Guestfs guestfs, String top, GuestfsFileSystem.Names names) throws IOException {
        Statvfs space = guestfs.statvfs(top);
        try {
            long used = Math.multiplyExact(Math.subtractExact(space.blocks(), space.bfree()), space.frsize());
            return new FsInfo(
                    names.type(),
                    names.label(),
                    names.uuid(),
                    total(space),
                    OptionalLong.of(used),
                    Math.toIntExact(space.bsize()),
                    List.of());
        } catch (ArithmeticException e) {
            throw new CorruptDataException(top + ": a size of " + space.blocks() + " blocks of " + space.frsize());
        }
    }

    private static long total(Statvfs space) {
        return Math.multiplyExact(space.blocks(), space.frsize());
    }

    /** As the kernel of the appliance counts it. */
    @Override
    public Optional<FsSpace> space() throws IOException {
        Statvfs space = guestfs.statvfs(top);
        boolean countsInodes = space.files() > 0 && !info.type().equals("ntfs");
        try {
            return Optional.of(new FsSpace(
                    total(space),
                    Math.multiplyExact(space.bfree(), space.frsize()),
                    Math.multiplyExact(space.bavail(), space.frsize()),
                    countsInodes ? OptionalLong.of(space.files()) : OptionalLong.empty(),
                    countsInodes ? OptionalLong.of(space.ffree()) : OptionalLong.empty()));
        } catch (ArithmeticException e) {
            return Optional.empty(); // numbers that contradict each other
        }
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public FsInfo info() {
        return info;
    }

    @Override
    public Node root() throws IOException {
        GuestfsNode root = stat(top);
        if (root == null) {
            throw new NoSuchFileException(top);
        }
        return root;
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        GuestfsNode parent = (GuestfsNode) directory;
        String decoded = NameCodec.decode(name);
        GuestfsNode found = stat(parent.child(decoded));
        if (found == null && ignoresCase) {
            for (String stored : names(parent)) {
                if (stored.equalsIgnoreCase(decoded)) {
                    return stat(parent.child(stored));
                }
            }
        }
        return found;
    }

    /** Null if nothing is there; no name that is too long to be there is. */
    @Nullable
    GuestfsNode stat(String path) throws IOException {
        try {
            return node(path, guestfs.lstatns(path));
        } catch (GuestfsException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENAMETOOLONG) {
                return null;
            }
            throw translated(e, path);
        }
    }

    private GuestfsNode node(String path, Statns stat) throws CorruptDataException {
        return GuestfsNode.of(path, device(stat.stDev()), stat);
    }

    private synchronized int device(long number) {
        int known = devices.indexOf(number);
        if (known < 0) {
            known = devices.size();
            devices.add(number);
        }
        return known;
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        GuestfsNode parent = (GuestfsNode) directory;
        return new Listing(parent, names(parent));
    }

    private List<String> names(GuestfsNode directory) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (Dirent entry : guestfs.readdir(directory.path())) {
                if (!entry.name().equals(".") && !entry.name().equals("..")) {
                    names.add(entry.name());
                }
            }
        } catch (GuestfsException e) {
            throw translated(e, directory.path());
        }
        return names;
    }

    /** Asks for what the names stand for in batches, as each question costs a round trip. */
    private final class Listing implements EntryCursor {

        private final GuestfsNode directory;
        private final List<String> names;
        private int next;
        private int start;
        private List<Statns> batch = List.of();

        Listing(GuestfsNode directory, List<String> names) {
            this.directory = directory;
            this.names = names;
        }

        @Override
        public @Nullable Entry next() throws IOException {
            if (next == names.size()) {
                return null;
            }
            if (next == start + batch.size()) {
                start = next;
                List<String> asked = names.subList(start, Math.min(names.size(), start + BATCH));
                try {
                    batch = guestfs.lstatnslist(directory.path(), asked);
                } catch (GuestfsException e) {
                    throw translated(e, directory.path());
                }
                if (batch.size() != asked.size()) {
                    throw new IOException(directory.path() + ": " + batch.size() + " answers to " + asked.size()
                            + " questions for attributes");
                }
            }
            String name = names.get(next);
            Statns stat = batch.get(next - start);
            next++;
            return new Found(directory.child(name), NameCodec.encode(name), stat);
        }
    }

    private final class Found implements Entry {

        private final String path;
        private final byte[] name;
        private final Statns stat;

        Found(String path, byte[] name, Statns stat) {
            this.path = path;
            this.name = name;
            this.stat = stat;
        }

        @Override
        public byte[] name() {
            return name.clone();
        }

        @Override
        public Node node() throws IOException {
            if (stat.stIno() == -1) { // how a batch says that one of it failed
                GuestfsNode again = stat(path);
                if (again == null) {
                    throw new NoSuchFileException(path);
                }
                return again;
            }
            return GuestfsReader.this.node(path, stat);
        }
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        String path = ((GuestfsNode) link).path();
        String known = links.get(path);
        if (known == null) {
            known = target(path);
            if (links.size() < MAX_LINKS) {
                links.put(path, known);
            }
        }
        return NameCodec.encode(known);
    }

    /** Asks the appliance. */
    String target(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        try {
            // that of one link starts a process in the appliance, that of a list does not
            List<String> targets = guestfs.readlinklist(
                    slash == 0 ? "/" : path.substring(0, slash), List.of(path.substring(slash + 1)));
            boolean answered = targets.size() == 1 && !targets.getFirst().isEmpty();
            return answered ? targets.getFirst() : guestfs.readlink(path); // which says what is wrong
        } catch (GuestfsException e) {
            throw translated(e, path);
        }
    }

    @Override
    public BlockSource content(Node file) {
        return new GuestfsContent(guestfs, (GuestfsNode) file, READ_AHEAD);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        String path = ((GuestfsNode) node).path();
        try {
            Map<String, byte[]> xattrs = new TreeMap<>();
            for (Xattr xattr : guestfs.lgetxattrs(path)) {
                xattrs.put(xattr.attrname(), xattr.attrval());
            }
            return xattrs;
        } catch (GuestfsException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                return Map.of();
            }
            throw translated(e, path);
        }
    }

    @Override
    public List<Warning> warnings() {
        return List.of();
    }

    /** The exception that java.nio has for an error. */
    static IOException translated(GuestfsException e, String path) {
        FileSystemException translated = switch (e.errno()) {
            case Errno.ENOENT -> new NoSuchFileException(path);
            case Errno.EEXIST -> new FileAlreadyExistsException(path);
            case Errno.ENOTDIR -> new NotDirectoryException(path);
            case Errno.ENOTEMPTY -> new DirectoryNotEmptyException(path);
            default -> new FileSystemException(path, null, e.getMessage());
        };
        translated.initCause(e);
        return translated;
    }
}
