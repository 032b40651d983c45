package io.guestkit.migrate.windows;

import io.guestkit.Disks;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.ChannelSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.HostFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection of drivers as virtio-win comes: a folder or an ISO with {@code driver/system/architecture/…}. The names of
 * folders only decide between drivers that are for a guest alike; which ones are, their INF says, and for which processor,
 * the programs themselves.
 */
final class VirtioWin implements Closeable {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_FILES = 100_000;
    private static final int HEADER = 4096;

    private final Path image;
    private final @Nullable BlockSource source;
    private final @Nullable GuestFileSystem fileSystem;
    private final Path root;
    private final List<String> doubts = new ArrayList<>();
    private int seen;

    /**
     * A driver that fits a guest.
     *
     * @param name of the INF without its ending, in small letters
     * @param place of the INF, for people
     */
    record Driver(String name, String place, Path inf, InfFile file, DriverInf facts) {

        /** Where all of its files are. */
        Path directory() {
            return directoryOf(inf);
        }
    }

    private VirtioWin(Path image, @Nullable BlockSource source, @Nullable GuestFileSystem fileSystem, Path root) {
        this.image = image;
        this.source = source;
        this.fileSystem = fileSystem;
        this.root = root;
    }

    /** @throws UnsupportedFeatureException if a file is no image of a file system */
    static VirtioWin open(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return new VirtioWin(place, null, null, place);
        }
        BlockSource source = ChannelSource.open(place);
        try {
            GuestFileSystem files = Disks.openFileSystem(source, place.toString())
                    .orElseThrow(() -> new UnsupportedFeatureException(
                            place + " is neither a folder nor an ISO with drivers: no file system is known in it"));
            return new VirtioWin(place, source, files, files.getPath("/"));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** What was left out because it could not be read. */
    List<String> doubts() {
        return doubts;
    }

    /** How a plan names one of its files. */
    HostFile hostFile(Path file) {
        return fileSystem == null ? HostFile.of(file) : HostFile.inside(image, file.toString());
    }

    /** The best driver of each name that fits, by name. */
    Collection<Driver> drivers(WindowsVersion windows) throws IOException {
        List<Path> infs = new ArrayList<>();
        seen = 0;
        find(root, 0, infs);
        Map<String, Driver> best = new TreeMap<>();
        for (Path inf : infs) {
            Driver driver = driver(inf, windows);
            if (driver != null) {
                best.merge(driver.name(), driver, (one, other) -> better(one, other, windows));
            }
        }
        return best.values();
    }

    private void find(Path directory, int depth, List<Path> infs) throws IOException {
        for (Path each : list(directory)) {
            if (++seen > MAX_FILES) {
                throw new CorruptDataException("%s: more than %d files".formatted(image, MAX_FILES));
            }
            if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                if (depth < MAX_DEPTH) {
                    find(each, depth + 1, infs);
                }
            } else if (name(each).endsWith(".inf")) {
                infs.add(each);
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (all.size() == MAX_FILES) {
                    throw new CorruptDataException("%s: more than %d entries".formatted(directory, MAX_FILES));
                }
                all.add(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        all.sort(null);
        return all;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private @Nullable Driver driver(Path inf, WindowsVersion windows) throws IOException {
        String place = root.relativize(inf).toString();
        try {
            InfFile file = InfFile.parse(head(inf, InfFile.MAX_SIZE + 1));
            DriverInf facts = DriverInf.of(file, windows);
            if (facts == null || !isForProcessor(file, facts, inf, windows)) {
                return null;
            }
            String name = name(inf);
            return new Driver(name.substring(0, name.length() - ".inf".length()), place, inf, file, facts);
        } catch (CorruptDataException e) {
            doubts.add("%s is left out: %s".formatted(place, e.getMessage()));
            return null;
        }
    }

    /** Whether the programs beside it that it installs, as far as they are there, are for the guest's processor. */
    private static boolean isForProcessor(InfFile file, DriverInf facts, Path inf, WindowsVersion windows)
            throws IOException {
        Set<String> sections = new HashSet<>();
        for (DriverInf.Model model : facts.models()) {
            if (!sections.add(model.install())) {
                continue;
            }
            DriverInf.Service service = facts.service(file, model, windows);
            Path binary = service == null ? null : sibling(inf, service.binary());
            if (binary != null && machine(head(binary, HEADER)) != windows.machine()) {
                return false;
            }
        }
        return true;
    }

    private static Path directoryOf(Path file) {
        Path absolute = file.toAbsolutePath();
        Path directory = absolute.getParent();
        return directory == null ? absolute : directory; // files have one
    }

    /** A file beside another one, in any case; null if there is none. */
    static @Nullable Path sibling(Path file, String name) throws IOException {
        for (Path each : list(directoryOf(file))) {
            if (name(each).equals(name.toLowerCase(Locale.ROOT)) && Files.isRegularFile(each)) {
                return each;
            }
        }
        return null;
    }

    private static byte[] head(Path file, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(length);
        }
    }

    /** Machine in the header of a program; -1 if it is none. PE format: "COFF File Header". */
    static int machine(byte[] head) {
        ByteBuffer pe = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int at = head.length < 0x40 || pe.getShort(0) != 0x5a4d ? -1 : pe.getInt(0x3c);
        return at < 0 || at > head.length - 6 || pe.getInt(at) != 0x4550 ? -1 : pe.getShort(at + 4) & 0xffff;
    }

    private static Driver better(Driver one, Driver other, WindowsVersion windows) {
        Comparator<Driver> order = Comparator.comparing(
                        (Driver driver) -> driver.facts().decoration())
                .thenComparing(driver -> isIn(driver, windows.folder()))
                .thenComparing(driver -> driver.facts().version())
                .thenComparing(driver -> driver.facts().date());
        return order.compare(other, one) > 0 ? other : one;
    }

    private static boolean isIn(Driver driver, String folder) {
        for (Path part : driver.inf()) {
            if (part.toString().equalsIgnoreCase(folder)) {
                return true;
            }
        }
        return false;
    }

    /** The files of a driver; not those that only somebody needs who looks for its mistakes. */
    List<Path> files(Driver driver) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path each : list(driver.directory())) {
            if (Files.isRegularFile(each) && !name(each).endsWith(".pdb")) {
                files.add(each);
            }
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        if (fileSystem != null) {
            fileSystem.close();
        }
        if (source != null) {
            source.close();
        }
    }
}
