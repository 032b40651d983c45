package io.guestkit.guestfs;

import io.guestkit.guestfs.option.DiskCreateOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an appliance writes what it changes on drives that stay as they are. The library has overlays itself, but lets qemu
 * guess, from the guest's own first bytes, that the disk is one more image in an image, whose backing file could be any
 * file of the host.
 */
final class Overlays {

    private final Path directory;
    private int made;

    private Overlays(Path directory) {
        this.directory = directory;
    }

    /** Ones that are gone when the handle is closed. */
    static Overlays of(Guestfs guestfs) throws IOException {
        Overlays overlays = new Overlays(Files.createTempDirectory("guestkit-appliance-"));
        try {
            EventRegistration _ = guestfs.listen(event -> overlays.delete(), GuestfsEvent.CLOSE);
        } catch (IOException | RuntimeException e) {
            overlays.delete();
            throw e;
        }
        return overlays;
    }

    /** A new qcow2 file upon the drive. */
    Path over(Guestfs guestfs, Drive drive) throws IOException {
        Path overlay = directory.resolve(made++ + ".qcow2");
        guestfs.diskCreate(
                overlay.toString(),
                "qcow2",
                -1, // as large as what is below
                DiskCreateOptions.builder()
                        .backingfile(drive.image().toRealPath().toString())
                        .backingformat(drive.format())
                        .build());
        return overlay;
    }

    /** Called when the appliance has stopped. */
    private void delete() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            directory.toFile().deleteOnExit(); // a temporary file that is left is no reason to fail
        }
    }
}
