package io.guestkit;

import io.guestkit.image.DiskImage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.Warning;
import io.guestkit.volume.Location;
import io.guestkit.volume.NamedDisk;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.ScanResult;
import io.guestkit.volume.Volume;
import io.guestkit.volume.VolumeScanner;
import io.guestkit.volume.gpt.GptDriver;
import io.guestkit.volume.mbr.MbrDriver;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The opened disks of one guest, and what was found on them. Owns all of it: closing the set closes every file system
 * and every image.
 */
public final class DiskSet implements Closeable {

    private static final int PROBE = 512;

    private final List<Disk> disks;
    private final List<Volume> volumes;
    private final List<FoundFileSystem> fileSystems;
    private final List<NotExamined> notExamined;
    private final List<Warning> tableWarnings;

    private DiskSet(List<Disk> disks, ScanResult scan, FileSystemFinder found) {
        this.disks = List.copyOf(disks);
        this.volumes = scan.volumes();
        this.fileSystems = found.fileSystems();
        this.tableWarnings = scan.warnings();
        List<NotExamined> all = new ArrayList<>(scan.notExamined());
        all.addAll(found.notExamined());
        this.notExamined = List.copyOf(all);
    }

    static DiskSet open(List<Path> images, OpenOptions options) throws IOException {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("no image to open");
        }
        List<Disk> disks = new ArrayList<>();
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
            ScanResult scan = new VolumeScanner(List.of(
                            new GptDriver(FileSystemFinder::recognises), new MbrDriver(FileSystemFinder::recognises)))
                    .scan(named);
            finder.look(scan.volumes());
            return new DiskSet(disks, scan, finder);
        } catch (IOException | RuntimeException e) {
            closeAll(e, finder.fileSystems(), disks);
            throw e;
        }
    }

    private static NamedDisk add(List<Disk> disks, Path path, OpenOptions options, Location location)
            throws IOException {
        DiskImage image = ChainOpener.open(path, options).image();
        Disk disk = new Disk("/dev/" + driveName(disks.size()), path, image);
        disks.add(disk);
        proveReadable(disk);
        return new NamedDisk(disk.device(), location, image);
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

    /** In the order in which they were given. */
    public List<Disk> disks() {
        return disks;
    }

    /** Disks, each followed by its partitions. */
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
        all.addAll(tableWarnings);
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
        closeAll(trouble, fileSystems, disks);
        if (trouble.getSuppressed().length > 0) {
            throw trouble;
        }
    }

    /** Closes everything in spite of errors, and adds these to {@code trouble}. */
    private static void closeAll(Exception trouble, List<FoundFileSystem> fileSystems, List<Disk> disks) {
        List<Closeable> all = new ArrayList<>();
        for (FoundFileSystem found : fileSystems) {
            found.fileSystem().ifPresent(all::add);
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
