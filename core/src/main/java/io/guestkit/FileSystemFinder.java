package io.guestkit;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Subvolume;
import io.guestkit.fs.btrfs.BtrfsDriver;
import io.guestkit.fs.exfat.ExfatDriver;
import io.guestkit.fs.ext4.Ext4Driver;
import io.guestkit.fs.fat.FatDriver;
import io.guestkit.fs.iso9660.IsoDriver;
import io.guestkit.fs.ntfs.NtfsDriver;
import io.guestkit.fs.squashfs.SquashfsDriver;
import io.guestkit.fs.xfs.XfsDriver;
import io.guestkit.io.BlockSource;
import io.guestkit.volume.DynamicDisk;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.NotExamined.Code;
import io.guestkit.volume.Signature;
import io.guestkit.volume.Signatures;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Looks for a file system on each volume, and remembers what it could not look into. */
final class FileSystemFinder {

    private static final List<FileSystemDriver> DRIVERS = List.of(
            Ext4Driver.INSTANCE,
            XfsDriver.INSTANCE,
            BtrfsDriver.INSTANCE,
            FatDriver.INSTANCE,
            ExfatDriver.INSTANCE,
            NtfsDriver.INSTANCE,
            SquashfsDriver.INSTANCE,
            IsoDriver.INSTANCE);

    /** A volume whose beginning is all zeros is empty rather than unknown. */
    private static final int EMPTY_CHECK = 64 << 10;

    private final List<FoundFileSystem> fileSystems = new ArrayList<>();
    private final List<NotExamined> notExamined = new ArrayList<>();
    /** Devices that belong to a file system that was found on another one. */
    private final Set<String> members = new HashSet<>();

    List<FoundFileSystem> fileSystems() {
        return List.copyOf(fileSystems);
    }

    List<NotExamined> notExamined() {
        return List.copyOf(notExamined);
    }

    /** Whether something that is known by a signature starts where {@code content} does. */
    static boolean recognises(BlockSource content) throws IOException {
        for (FileSystemDriver driver : DRIVERS) {
            if (driver.detect(content).isPresent()) {
                return true;
            }
        }
        return Signatures.probe(content).isPresent();
    }

    /** The file system that starts where {@code content} does; empty if there is none that is known. */
    static Optional<FsReader> open(BlockSource content) throws IOException {
        for (FileSystemDriver driver : DRIVERS) {
            if (driver.detect(content).isPresent()) {
                return Optional.of(driver.open(content));
            }
        }
        return Optional.empty();
    }

    /** Looks at all volumes; those that hold one file system together are opened together, on the first of them. */
    void look(List<Volume> volumes) {
        for (Volume volume : volumes) {
            if (mayHoldFiles(volume) && !members.contains(volume.device())) {
                look(volume, volumes);
            }
        }
    }

    private static boolean mayHoldFiles(Volume volume) {
        boolean divided = volume.partition().isEmpty() && volume.table().isPresent();
        return !divided && volume.memberOf().isEmpty() && volume.content().size() > 0;
    }

    private void look(Volume volume, List<Volume> all) {
        try {
            if (DynamicDisk.isPart(volume, all) && !ofDynamicDisk(volume)) {
                return;
            }
            Optional<Signature> signature = Signatures.probe(volume.content());
            if (!isPart(signature) && readable(volume, all)) {
                return;
            }
            if (signature.isPresent()) {
                known(volume, signature.get());
            } else if (!damaged(volume)) {
                unknown(volume);
            }
        } catch (IOException e) {
            missed(volume, e);
        }
    }

    /** Whether what starts there is whole; what cannot be put together is named, be it all or what is behind that. */
    private boolean ofDynamicDisk(Volume volume) {
        BlockSource content = volume.content();
        OptionalLong size = sizeOfFileSystem(content);
        boolean whole = size.isPresent() && size.getAsLong() <= content.size();
        if (!whole) {
            dynamic(volume, "holds parts of volumes of a dynamic disk of Windows, which cannot be put together yet");
        } else if (content.size() - size.getAsLong() >= DynamicDisk.SMALLEST_VOLUME) {
            dynamic(
                    volume,
                    "has room behind its file system, where parts of further volumes of a dynamic disk of Windows may be,"
                            + " which cannot be put together yet");
        }
        return whole;
    }

    private void dynamic(Volume volume, String reason) {
        notExamined.add(new NotExamined(volume.location(), Code.UNSUPPORTED, reason));
    }

    private static OptionalLong sizeOfFileSystem(BlockSource content) {
        try {
            Optional<FsReader> reader = open(content);
            return reader.isPresent() ? OptionalLong.of(reader.get().info().size()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // what is behind the first part is missing
        }
    }

    /** The start of an array's member may look like the file system that is on the array. */
    private static boolean isPart(Optional<Signature> signature) {
        return signature.isPresent() && signature.get().role() == Signature.Role.CONTAINER;
    }

    private boolean readable(Volume volume, List<Volume> all) throws IOException {
        for (FileSystemDriver driver : DRIVERS) {
            Optional<String> type = driver.detect(volume.content());
            if (type.isPresent()) {
                open(volume, driver, type.get(), all);
                return true;
            }
        }
        return false;
    }

    private boolean damaged(Volume volume) throws IOException {
        for (FileSystemDriver driver : DRIVERS) {
            Optional<String> type = driver.detectDamaged(volume.content());
            if (type.isPresent()) {
                open(volume, driver, type.get(), List.of());
                return true;
            }
        }
        return false;
    }

    private void open(Volume volume, FileSystemDriver driver, String type, List<Volume> all) {
        List<Volume> further = List.of();
        try {
            further = further(driver, volume, all);
            List<BlockSource> contents = new ArrayList<>();
            contents.add(volume.content());
            for (Volume each : further) {
                contents.add(each.content());
                members.add(each.device());
            }
            opened(volume, further, driver.open(contents));
        } catch (IOException e) {
            fileSystems.add(FoundFileSystem.unreadable(volume, further, type, Optional.empty(), Optional.empty()));
            missed(volume, e);
        }
    }

    /** The other volumes of a file system that is on several. */
    private List<Volume> further(FileSystemDriver driver, Volume first, List<Volume> all) throws IOException {
        Optional<String> group = driver.group(first.content());
        List<Volume> further = new ArrayList<>();
        for (Volume volume : group.isPresent() ? all : List.<Volume>of()) {
            if (volume != first && mayHoldFiles(volume) && !members.contains(volume.device())) {
                try {
                    BlockSource content = volume.content();
                    if (driver.detect(content).isPresent()
                            && driver.group(content).equals(group)
                            && !isPart(Signatures.probe(content))) {
                        further.add(volume);
                    }
                } catch (IOException e) {
                    continue; // its own turn comes, and says so
                }
            }
        }
        return further;
    }

    private void opened(Volume volume, List<Volume> further, FsReader reader) throws IOException {
        FoundFileSystem whole = FoundFileSystem.readable(volume, further, reader);
        List<FoundFileSystem> parts = new ArrayList<>();
        for (Subvolume subvolume : reader.subvolumes()) {
            if (!whole.subvolume().equals(Optional.of(subvolume))) {
                parts.add(FoundFileSystem.readable(volume, further, subvolume, reader.subvolume(subvolume)));
            }
        }
        fileSystems.add(whole);
        fileSystems.addAll(parts);
    }

    /** Something that has a name and cannot be read. */
    private void known(Volume volume, Signature signature) {
        if (signature.role() != Signature.Role.CONTAINER) {
            fileSystems.add(FoundFileSystem.unreadable(
                    volume, List.of(), signature.type(), signature.label(), signature.uuid()));
        }
        if (signature.role() != Signature.Role.SWAP) {
            notExamined.add(new NotExamined(
                    volume.location().then(signature.type()),
                    Code.UNSUPPORTED,
                    signature.type() + " cannot be read yet"));
        }
    }

    private void unknown(Volume volume) {
        BlockSource content = volume.content();
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(EMPTY_CHECK, content.size()));
        try {
            content.read(0, start);
        } catch (IOException e) {
            missed(volume, e);
            return;
        }
        for (byte b : start.array()) {
            if (b != 0) {
                notExamined.add(
                        new NotExamined(volume.location(), Code.UNKNOWN, "holds something without a known signature"));
                return;
            }
        }
    }

    private void missed(Volume volume, IOException e) {
        notExamined.add(NotExamined.of(volume.location(), e));
    }
}
