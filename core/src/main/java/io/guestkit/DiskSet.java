package io.guestkit;

import io.guestkit.image.DiskImage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.Warning;
import io.guestkit.volume.LayerDriver;
import io.guestkit.volume.Location;
import io.guestkit.volume.NamedDisk;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.ScanResult;
import io.guestkit.volume.Volume;
import io.guestkit.volume.VolumeScanner;
import io.guestkit.volume.gpt.GptDriver;
import io.guestkit.volume.luks.LuksDriver;
import io.guestkit.volume.lvm2.Lvm2Driver;
import io.guestkit.volume.mbr.MbrDriver;
import io.guestkit.volume.mdraid.MdDriver;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The opened disks of one guest, and what was found on them. Owns all of it: closing the set closes every file system
 * and every image.
 */
public final class DiskSet implements Closeable {

    /** What {@link #engine} says of disks that this library has opened. */
    public static final String NATIVE = "native";

    private static final int PROBE = 512;

    private final List<Disk> disks;
    private final List<Volume> volumes;
    private final List<FoundFileSystem> fileSystems;
    private final List<NotExamined> notExamined;
    private final List<Warning> volumeWarnings;
    private final String engine;
    private final Optional<Closeable> owner;

    private DiskSet(List<Disk> disks, ScanResult scan, List<FoundFileSystem> found, String engine, Closeable... owner) {
        this.disks = List.copyOf(disks);
        this.volumes = scan.volumes();
        this.fileSystems = List.copyOf(found);
        this.volumeWarnings = scan.warnings();
        this.notExamined = scan.notExamined();
        this.engine = engine;
        this.owner = owner.length == 0 ? Optional.empty() : Optional.of(owner[0]);
    }

    /**
     * What something else than this library found on the disks of a guest.
     *
     * @param engine its name, for reports
     * @param found volumes in the order that {@link #volumes} promises, doubts about all of the disks, and everything that
     *     was not looked into
     * @param fileSystems in the order that {@link #fileSystems} promises
     * @param owner of what all of these are read through; closed last
     */
    public static DiskSet of(
            String engine, List<Disk> disks, ScanResult found, List<FoundFileSystem> fileSystems, Closeable owner) {
        return new DiskSet(disks, found, fileSystems, engine, owner);
    }

    static DiskSet open(List<Path> images, OpenOptions options) throws IOException {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("no image to open");
        }
        List<Disk> disks = new ArrayList<>();
        List<Volume> volumes = new ArrayList<>();
        FileSystemFinder finder = new FileSystemFinder();
        try {
            List<NamedDisk> named = new ArrayList<>();
            for (Path path : images) {
                Location location = Location.of(String.valueOf(path.getFileName()));
                List<String> members = options.member().isPresent() ? List.of() : ChainOpener.disks(path, options);
                if (members.size() <= 1) {
                    named.add(add(disks, path, options, location));
                }
                for (int i = 0; i < members.size() && members.size() > 1; i++) {
                    OpenOptions one = options.withMember(Integer.toString(i + 1));
                    named.add(add(disks, path, one, location.then(members.get(i))));
                }
            }
            ScanResult scan = new VolumeScanner(
                            List.of(
                                    new GptDriver(FileSystemFinder::recognises),
                                    new MbrDriver(FileSystemFinder::recognises)),
                            layers(options))
                    .scan(named);
            volumes.addAll(scan.volumes());
            finder.look(scan.volumes());
            requireVolumes(options.luksHeaders().keySet(), scan);
            List<NotExamined> missed = new ArrayList<>(scan.notExamined());
            missed.addAll(finder.notExamined());
            return new DiskSet(
                    disks, new ScanResult(scan.volumes(), scan.warnings(), missed), finder.fileSystems(), NATIVE);
        } catch (IOException | RuntimeException e) {
            closeAll(e, finder.fileSystems(), volumes, disks);
            throw e;
        }
    }

    private static NamedDisk add(List<Disk> disks, Path path, OpenOptions options, Location location)
            throws IOException {
        String device = "/dev/" + driveName(disks.size());
        DiskImage image = ChainOpener.open(path, options, device).image();
        Disk disk = new Disk(device, path, image);
        disks.add(disk);
        proveReadable(disk);
        return new NamedDisk(disk.device(), location, image);
    }

    /** A header that is for nothing would go unnoticed: what it is for looks like noise. */
    private static void requireVolumes(Set<String> named, ScanResult scan) throws NoSuchFileException {
        for (String name : named) {
            boolean known = false;
            for (Volume volume : scan.volumes()) {
                known |= LuksDriver.isNamed(volume, name);
            }
            if (!known) {
                throw new NoSuchFileException(name, null, "no volume of that name, for which a LUKS header was given");
            }
        }
    }

    /** An array may hold anything, and a degraded one is better than none when volumes are put together. */
    private static List<LayerDriver<?>> layers(OpenOptions options) {
        return List.of(MdDriver.INSTANCE, new LuksDriver(options.keys(), options.luksHeaders()), Lvm2Driver.INSTANCE);
    }

    /** What keeps the whole image from being read (a key, a missing backing file) is the image's trouble, not a volume's. */
    private static void proveReadable(Disk disk) throws IOException {
        try {
            if (disk.image().size() == 0) {
                throw new CorruptDataException("is an image of 0 bytes, on which nothing can be");
            }
            disk.image().read(0, ByteBuffer.allocate((int)
                    Math.min(PROBE, disk.image().size())));
        } catch (DiskException e) {
            throw e.in(disk.path().toString());
        }
    }

    /** sda … sdz, sdaa, sdab … as Linux counts. */
    static String driveName(int index) {
        StringBuilder letters = new StringBuilder();
        for (int i = index; i >= 0; i = i / 26 - 1) {
            letters.insert(0, (char) ('a' + i % 26));
        }
        return "sd" + letters;
    }

    /** What reads the disks: {@link #NATIVE}, or another one by its name. */
    public String engine() {
        return engine;
    }

    /** In the order in which they were given. */
    public List<Disk> disks() {
        return disks;
    }

    /** Disks, each followed by its partitions; then what layers made of them. */
    public List<Volume> volumes() {
        return volumes;
    }

    /** Every file system and swap space, readable or not, in the order of the volumes; subvolumes behind their own. */
    public List<FoundFileSystem> fileSystems() {
        return fileSystems;
    }

    /** The file system on a device such as {@code /dev/sda2} or {@code btrfsvol:/dev/sda2/@}, if one was found there. */
    public Optional<FoundFileSystem> fileSystem(String device) {
        for (FoundFileSystem found : fileSystems) {
            if (found.device().equals(device)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** What was found and could not be looked into, and why. */
    public List<NotExamined> notExamined() {
        return notExamined;
    }

    /** All doubts so far; grows while file systems are read. */
    public List<Warning> warnings() {
        List<Warning> all = new ArrayList<>();
        for (Disk disk : disks) {
            imageWarnings(String.valueOf(disk.path().getFileName()), disk.image(), all);
        }
        all.addAll(volumeWarnings);
        for (FoundFileSystem found : fileSystems) {
            // a subvolume has the doubts of its file system
            if (found.fileSystem().isPresent() && found.isWhole()) {
                for (Warning warning : found.fileSystem().get().reader().warnings()) {
                    all.add(new Warning(found.location().toString(), warning.message()));
                }
            }
        }
        return List.copyOf(all);
    }

    private static void imageWarnings(String name, DiskImage image, List<Warning> all) {
        for (Warning warning : image.warnings()) {
            all.add(new Warning(name, warning.message()));
        }
    }

    @Override
    public void close() throws IOException {
        IOException trouble = new IOException("closing the disks failed");
        closeAll(trouble, fileSystems, volumes, disks);
        try {
            if (owner.isPresent()) {
                owner.get().close();
            }
        } catch (IOException e) {
            trouble.addSuppressed(e);
        }
        if (trouble.getSuppressed().length > 0) {
            throw trouble;
        }
    }

    /** Closes everything in spite of errors, and adds these to {@code trouble}. */
    private static void closeAll(
            Exception trouble, List<FoundFileSystem> fileSystems, List<Volume> volumes, List<Disk> disks) {
        List<Closeable> all = new ArrayList<>();
        for (FoundFileSystem found : fileSystems) {
            found.fileSystem().ifPresent(all::add);
        }
        for (Volume volume : volumes.reversed()) {
            if (volume.made().isPresent()) {
                all.add(volume.content());
            }
        }
        for (Disk disk : disks) {
            all.add(disk.image());
        }
        for (Closeable each : all) {
            try {
                each.close();
            } catch (IOException e) {
                trouble.addSuppressed(e);
            }
        }
    }
}
