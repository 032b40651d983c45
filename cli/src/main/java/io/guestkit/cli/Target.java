package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.FoundFileSystem;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the paths of a command lead: the mount table of the guest, or the one file system that was asked for. */
final class Target implements Closeable {

    private final DiskSet disks;
    private final FileSystem files;
    private final List<Mountpoint> mounts;

    private Target(DiskSet disks, FileSystem files, List<Mountpoint> mounts) {
        this.disks = disks;
        this.files = files;
        this.mounts = mounts;
    }

    /** Opens what the first operand, {@code --add} and {@code --device} say. */
    static Target open(Invocation call) throws IOException {
        List<Path> images = call.images(1);
        DiskSet disks = call.open(images);
        try {
            NotExamined wrong = Keys.wrong(disks);
            if (wrong != null) {
                throw Keys.required(wrong);
            }
            String device = call.value(Flag.DEVICE);
            return device != null ? new Target(disks, onDevice(disks, device), List.of()) : ofGuest(disks);
        } catch (IOException | RuntimeException e) {
            disks.close();
            throw e;
        }
    }

    private static FileSystem onDevice(DiskSet disks, String device) throws IOException {
        FoundFileSystem found = found(disks, device);
        return found.fileSystem()
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "%s holds %s, which cannot be read".formatted(device, found.type())));
    }

    /** The file system that a device holds, or is one of several to hold. */
    static FoundFileSystem found(DiskSet disks, String device) throws IOException {
        for (FoundFileSystem found : disks.fileSystems()) {
            if (found.device().equals(device) || found.isWhole() && isMember(found, device)) {
                return found;
            }
        }
        refuseLocked(disks);
        throw new IOException("no file system on " + device + "; " + listed(disks));
    }

    private static boolean isMember(FoundFileSystem found, String device) {
        for (Volume member : found.members()) {
            if (member.device().equals(device)) {
                return true;
            }
        }
        return false;
    }

    private static Target ofGuest(DiskSet disks) throws IOException {
        List<Guest> guests = Inspector.guests(disks);
        if (guests.size() == 1) {
            Guest guest = guests.getFirst();
            return new Target(disks, guest.fileSystem(), guest.mountpoints());
        }
        if (guests.isEmpty()) {
            return new Target(disks, onlyOne(disks), List.of());
        }
        List<String> roots = new ArrayList<>();
        for (Guest guest : guests) {
            roots.add(guest.root());
        }
        throw new IOException(
                "several guests; take one of their file systems by --device: " + String.join(", ", roots));
    }

    private static FileSystem onlyOne(DiskSet disks) throws IOException {
        List<FileSystem> readable = new ArrayList<>();
        for (FoundFileSystem found : disks.fileSystems()) {
            if (found.isWhole()) {
                found.fileSystem().ifPresent(readable::add);
            }
        }
        if (readable.size() == 1) {
            return readable.getFirst();
        }
        if (readable.isEmpty()) {
            refuseLocked(disks);
        }
        String problem =
                readable.isEmpty() ? "no file system that can be read" : "no guest; take a file system by --device";
        throw new IOException(problem + "; " + listed(disks));
    }

    /** What was asked for may be in what is encrypted. */
    private static void refuseLocked(DiskSet disks) throws IOException {
        NotExamined locked = Keys.missing(disks);
        if (locked != null) {
            throw Keys.required(locked);
        }
    }

    private static String listed(DiskSet disks) {
        List<String> all = new ArrayList<>();
        for (FoundFileSystem found : disks.fileSystems()) {
            all.add(found.device() + " (" + found.type() + ")");
        }
        for (NotExamined left : disks.notExamined()) {
            all.add(left.location() + " (" + left.reason() + ")");
        }
        return all.isEmpty() ? "nothing was found on the disk" : "there are " + String.join(", ", all);
    }

    /** Paths are absolute whether they say so or not. */
    Path path(String name) {
        try {
            return files.getPath("/").resolve(name);
        } catch (InvalidPathException e) {
            throw new UsageException(name + ": " + e.getReason());
        }
    }

    /** Roots of all file systems that can be read. */
    List<Path> others() {
        List<Path> roots = new ArrayList<>();
        for (FoundFileSystem found : disks.fileSystems()) {
            found.fileSystem().ifPresent(fileSystem -> roots.add(fileSystem.getPath("/")));
        }
        return roots;
    }

    /** Prints, as notes, what the guest mounts below {@code start} and is not there, lest a tree look complete. */
    void printMissingMounts(Path start, Streams streams) {
        for (Mountpoint mount : mounts) {
            String source = mount.source().orElse("");
            boolean storage = source.startsWith("/dev/") || source.contains("UUID=") || source.contains("LABEL=");
            if (!storage || !mount.path().startsWith("/") || !path(mount.path()).startsWith(start)) {
                continue;
            }
            String device = mount.device().orElse("");
            if (device.isEmpty()) {
                streams.note(mount.path() + " is not mounted: " + source + " is not on the disks given");
            } else if (!isReadable(device)) {
                streams.note(mount.path() + " is not mounted: " + device + " (" + mount.fsType() + ") cannot be read");
            }
        }
    }

    private boolean isReadable(String device) {
        for (FoundFileSystem found : disks.fileSystems()) {
            if (found.device().equals(device)) {
                return found.fileSystem().isPresent();
            }
        }
        return false;
    }

    /** Prints, as notes, the doubts that arose while reading. */
    void printWarnings(Streams streams) {
        Warnings.print(disks.warnings(), streams);
    }

    @Override
    public void close() throws IOException {
        disks.close();
    }
}
