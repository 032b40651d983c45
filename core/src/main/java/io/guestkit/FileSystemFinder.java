package io.guestkit;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.ext4.Ext4Driver;
import io.guestkit.fs.fat.FatDriver;
import io.guestkit.fs.xfs.XfsDriver;
import io.guestkit.io.BlockSource;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.NotExamined.Code;
import io.guestkit.volume.Signature;
import io.guestkit.volume.Signatures;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for a file system on each volume, and remembers what it could not look into. */
final class FileSystemFinder {

    private static final List<FileSystemDriver> DRIVERS =
            List.of(Ext4Driver.INSTANCE, XfsDriver.INSTANCE, FatDriver.INSTANCE);

    /** A volume whose beginning is all zeros is empty rather than unknown. */
    private static final int EMPTY_CHECK = 64 << 10;

    private final List<FoundFileSystem> fileSystems = new ArrayList<>();
    private final List<NotExamined> notExamined = new ArrayList<>();

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

    void look(Volume volume) {
        boolean divided = volume.partition().isEmpty() && volume.table().isPresent();
        if (divided || volume.memberOf().isPresent() || volume.content().size() == 0) {
            return;
        }
        try {
            Optional<Signature> signature = Signatures.probe(volume.content());
            // The start of an array's member may look like the file system that is on the array.
            boolean member = signature.isPresent() && signature.get().role() == Signature.Role.CONTAINER;
            if (member || !readable(volume)) {
                signature.ifPresentOrElse(known -> known(volume, known), () -> unknown(volume));
            }
        } catch (IOException e) {
            missed(volume, e);
        }
    }

    private boolean readable(Volume volume) throws IOException {
        for (FileSystemDriver driver : DRIVERS) {
            Optional<String> type = driver.detect(volume.content());
            if (type.isPresent()) {
                try {
                    GuestFileSystem fileSystem = GuestFileSystem.of(driver.open(volume.content()), volume.device());
                    fileSystems.add(FoundFileSystem.readable(volume, fileSystem));
                } catch (IOException e) {
                    fileSystems.add(FoundFileSystem.unreadable(volume, type.get(), Optional.empty(), Optional.empty()));
                    missed(volume, e);
                }
                return true;
            }
        }
        return false;
    }

    /** Something that has a name and cannot be read. */
    private void known(Volume volume, Signature signature) {
        if (signature.role() != Signature.Role.CONTAINER) {
            fileSystems.add(FoundFileSystem.unreadable(volume, signature.type(), signature.label(), signature.uuid()));
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
