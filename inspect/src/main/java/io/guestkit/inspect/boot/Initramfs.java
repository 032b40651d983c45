package io.guestkit.inspect.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.guestkit.Disks;
import io.guestkit.codec.CompressedStream;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.inspect.parse.CpioArchive;
import io.guestkit.inspect.parse.LimitedStream;
import io.guestkit.inspect.parse.LvmConfiguration;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is in an initramfs: archives of cpio one behind the other, each as it is or compressed, with zeros between them.
 * Linux: Documentation/driver-api/early-userspace/buffer-format.rst. Of the first ones that are not compressed the kernel
 * itself takes microcode and tables, long before it unpacks the rest.
 *
 * @param layers how each part is stored: {@code cpio} or the name of a compression; at the end {@code squashfs} if
 *     files were found in such an image inside, as dracut's module squash makes it
 * @param entries number of files, directories and so on
 * @param modules names of kernel modules, with underscores, sorted
 * @param directories of the modules, one for each kernel, such as {@code usr/lib/modules/6.1.0-50-amd64}, sorted
 * @param microcode whether there is some for the processor
 * @param init whether there is a program that the kernel would start
 * @param lvmDevices path of LVM's list of the only devices that it uses, if there is one
 * @param lvmFilters LVM's configuration by its path, where that takes some devices and none of virtio
 * @param crypttab which encrypted volumes are opened in it, if it says so
 * @param nested path of an image inside in which further files are, and why it was not looked into; empty if there is
 *     none such
 */
public record Initramfs(
        List<String> layers,
        int entries,
        List<String> modules,
        List<String> directories,
        boolean microcode,
        boolean init,
        Optional<String> lvmDevices,
        Map<String, LvmConfiguration> lvmFilters,
        Optional<Crypttab> crypttab,
        Optional<String> nested) {

    /** A file of encrypted volumes: that of Debian's cryptsetup-initramfs, or of systemd in dracut's. */
    public record Crypttab(String path, String text) {

        /** Devices that it waits for by names that they do not have on virtio, or in another slot. */
        public List<String> elsewhere() {
            List<String> elsewhere = new ArrayList<>();
            for (var entry : io.guestkit.inspect.parse.Crypttab.parse(text).entries()) {
                if (DeviceNames.isElsewhereOnVirtio(entry.spec())) {
                    elsewhere.add(entry.spec());
                }
            }
            return elsewhere;
        }
    }

    private static final int MAX_CRYPTTAB = 64 << 10;

    private static final int BUFFER = 64 << 10;
    /** The kernel needs as much memory for it, and more for what it unpacks. */
    private static final long MAX_UNPACKED = 2L << 30;

    private static final int MAX_ENTRIES = 1_000_000;
    private static final int MAX_PARTS = 64;
    /** An image inside is held in memory while it is looked into. */
    private static final int MAX_IMAGE = 64 << 20;

    private static final int MAX_DEPTH = 64;
    /** What dracut calls the image that it puts most files into. */
    private static final List<String> IMAGES = List.of("squash-root.img", "squashfs-root.img", "erofs-root.img");

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    public Initramfs {
        layers = List.copyOf(layers);
        modules = List.copyOf(modules);
        directories = List.copyOf(directories);
        lvmFilters = Map.copyOf(lvmFilters);
    }

    /** The versions of the kernels that the modules are for, sorted. */
    List<String> versions() {
        TreeSet<String> versions = new TreeSet<>();
        for (String directory : directories) {
            versions.add(directory.substring(directory.lastIndexOf('/') + 1));
        }
        return List.copyOf(versions);
    }

    /** Counts what is unpacked, and refuses to go on without end. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int got = in.read(bytes, offset, length);
            left -= Math.max(got, 0);
            if (left < 0) {
                throw new CorruptDataException("initramfs: it unpacks to more than %d bytes".formatted(MAX_UNPACKED));
            }
            return got;
        }
    }

    private static final class Contents implements CpioArchive.Visitor {
        private final TreeSet<String> modules = new TreeSet<>();
        private final TreeSet<String> directories = new TreeSet<>();
        private int entries;
        private boolean microcode;
        private boolean init;
        private Optional<String> lvmDevices = Optional.empty();
        private final Map<String, LvmConfiguration> lvmFilters = new TreeMap<>();
        private Optional<Crypttab> crypttab = Optional.empty();
        private @Nullable String imagePath;
        private byte @Nullable [] image;

        @Override
        public void entry(String name, int mode, LimitedStream content) throws IOException {
            boolean regular = (mode & TYPE) == REGULAR;
            String last = name.substring(name.lastIndexOf('/') + 1);
            if (regular && IMAGES.contains(last)) {
                imagePath = "/" + name;
                image = content.left() > MAX_IMAGE ? null : content.readNBytes(MAX_IMAGE);
            }
            boolean filled = content.left() > 0;
            if (name.equals("cryptroot/crypttab") || name.equals("etc/crypttab")) {
                crypttab = regular
                        ? Optional.of(new Crypttab(name, new String(content.readNBytes(MAX_CRYPTTAB), UTF_8)))
                        : Optional.empty();
            }
            if (LvmConfiguration.PATHS.contains(name)) {
                lvmFilters.remove(name); // a later archive replaces what an earlier one has
                boolean small = regular && content.left() <= LvmConfiguration.MAX_LENGTH;
                String text = small ? new String(content.readNBytes(LvmConfiguration.MAX_LENGTH), UTF_8) : "";
                LvmConfiguration configuration = LvmConfiguration.parse(text);
                if (!configuration.withoutVirtio().isEmpty()) {
                    lvmFilters.put(name, configuration);
                }
            }
            found(name, regular, filled);
        }

        private void found(String name, boolean regular, boolean filled) throws CorruptDataException {
            if (++entries > MAX_ENTRIES) {
                throw new CorruptDataException("initramfs: more than %d entries".formatted(MAX_ENTRIES));
            }
            String last = name.substring(name.lastIndexOf('/') + 1);
            int ko = last.indexOf(".ko");
            if (ko > 0 && (last.length() == ko + 3 || last.charAt(ko + 3) == '.')) {
                modules.add(last.substring(0, ko).replace('-', '_'));
                int at = name.indexOf("lib/modules/");
                int end = at < 0 ? -1 : name.indexOf('/', at + 12);
                if (end > 0) {
                    directories.add(name.substring(0, end));
                }
            }
            microcode |= name.startsWith("kernel/x86/microcode/") && filled;
            if (name.equals("etc/lvm/devices/system.devices")) {
                // a later archive replaces what an earlier one has, perhaps by a link that leads nowhere
                lvmDevices = regular ? Optional.of(name) : Optional.empty();
            }
            init |= name.equals("init") || name.equals("sbin/init");
        }

        /** Adds what is in the image inside, if there is one; what keeps it from that is the answer. */
        private Optional<String> lookInside(List<String> layers) throws CorruptDataException {
            if (imagePath == null) {
                return Optional.empty();
            }
            if (image == null) {
                return Optional.of("%s: it has more than %d bytes".formatted(imagePath, MAX_IMAGE));
            }
            try (GuestFileSystem files = Disks.openFileSystem(new BytesSource(image), imagePath)
                    .orElseThrow(() -> new UnsupportedFeatureException("it is no file system that is known"))) {
                walk(files.getPath("/"));
                layers.add(files.info().type());
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(imagePath + ": " + LinuxRules.describe(e));
            }
        }

        private void walk(Path top) throws IOException {
            Deque<Path> ahead = new ArrayDeque<>(List.of(top));
            while (!ahead.isEmpty()) { // the number of entries is bounded
                Path directory = ahead.pop();
                try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
                    for (Path child : children) {
                        BasicFileAttributes attributes =
                                Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                        found(child.toString().substring(1), attributes.isRegularFile(), attributes.size() > 0);
                        if (attributes.isDirectory()) {
                            if (child.getNameCount() > MAX_DEPTH) {
                                throw new CorruptDataException("directories are nested too deep");
                            }
                            ahead.push(child);
                        }
                    }
                } catch (DirectoryIteratorException e) {
                    throw e.getCause();
                }
            }
        }
    }

    /**
     * Reads one.
     *
     * @param file stays the caller's to close
     * @throws CorruptDataException if nothing in it is an archive, or one is cut off
     */
    public static Initramfs read(InputStream file) throws IOException {
        PushbackInputStream in = new PushbackInputStream(new BufferedInputStream(file, BUFFER), BUFFER);
        Contents contents = new Contents();
        List<String> layers = new ArrayList<>();
        long left = MAX_UNPACKED;
        byte[] magic = nextMagic(in);
        while (magic.length == CompressedStream.MAGIC_LENGTH && layers.size() < MAX_PARTS) {
            Optional<CompressedStream.Kind> kind = CompressedStream.Kind.of(magic);
            if (CpioArchive.isMagic(magic)) {
                CpioArchive.read(in, contents);
                layers.add("cpio");
            } else if (kind.isPresent()) {
                try (Bounded unpacked = new Bounded(CompressedStream.open(kind.get(), in), left)) {
                    archives(new PushbackInputStream(new BufferedInputStream(unpacked, BUFFER), BUFFER), contents);
                    left = unpacked.left;
                }
                layers.add(kind.get().name().toLowerCase(Locale.ROOT));
            } else if (layers.isEmpty()) {
                throw new CorruptDataException("initramfs: it starts like no archive and no compression");
            } else {
                break; // the kernel says so, and goes on with what it has
            }
            magic = nextMagic(in);
        }
        if (layers.isEmpty()) {
            throw new CorruptDataException("initramfs: it is empty, or cut off in its first bytes");
        }
        Optional<String> notInside = contents.lookInside(layers);
        return new Initramfs(
                layers,
                contents.entries,
                List.copyOf(contents.modules),
                List.copyOf(contents.directories),
                contents.microcode,
                contents.init,
                contents.lvmDevices,
                contents.lvmFilters,
                contents.crypttab,
                notInside);
    }

    /** All archives in what was compressed as one. */
    private static void archives(PushbackInputStream in, Contents contents) throws IOException {
        byte[] magic = nextMagic(in);
        boolean empty = true;
        while (CpioArchive.isMagic(magic)) {
            CpioArchive.read(in, contents);
            magic = nextMagic(in);
            empty = false;
        }
        if (empty || magic.length > 0) {
            throw new CorruptDataException("initramfs: what was compressed is no archive of cpio");
        }
    }

    /** The first bytes behind zeros, which stay to be read; fewer at the end. */
    private static byte[] nextMagic(PushbackInputStream in) throws IOException {
        int next = in.read();
        while (next == 0) {
            next = in.read();
        }
        if (next < 0) {
            return new byte[0];
        }
        in.unread(next);
        byte[] magic = in.readNBytes(CompressedStream.MAGIC_LENGTH);
        in.unread(magic);
        return magic;
    }
}
