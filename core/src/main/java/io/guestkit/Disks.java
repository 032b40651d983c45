package io.guestkit;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.image.ApplianceFile;
import io.guestkit.image.DiskImage;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.ManifestCheck;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens the disks of a guest that is not running.
 *
 * <pre>{@code
 * try (DiskSet disks = Disks.open(Path.of("disk.qcow2"))) {
 *     for (FoundFileSystem found : disks.fileSystems()) {
 *         System.out.println(found.device() + " " + found.type());
 *     }
 * }
 * }</pre>
 */
public final class Disks {

    private Disks() {}

    /** Opens one image that holds all of a guest. As {@link #open(List, OpenOptions)} otherwise. */
    public static DiskSet open(Path image) throws IOException {
        return open(List.of(image), OpenOptions.DEFAULT);
    }

    /**
     * Opens the disks of one guest and finds volumes and file systems on them.
     *
     * @param images in the order in which the guest sees them: the first one is {@code /dev/sda}; an appliance or a machine
     *     stands for all its disks, in its order, unless {@link OpenOptions#member} chooses one
     * @throws java.nio.file.FileSystemException if an image cannot be opened as a file
     * @throws io.guestkit.io.DiskException if an image is corrupt, encrypted or of an unsupported kind; what is wrong with
     *     volumes and file systems is no error but {@link DiskSet#notExamined}
     */
    public static DiskSet open(List<Path> images, OpenOptions options) throws IOException {
        return DiskSet.open(images, options);
    }

    /**
     * Opens an image alone, without looking for volumes.
     *
     * @return an image that can be asked for its {@link DiskImage#info} even if its content cannot be read
     */
    public static DiskImage openImage(Path image, OpenOptions options) throws IOException {
        return ChainOpener.open(image, options).image();
    }

    /**
     * Opens a file system that is in a file, such as a snap inside a guest.
     *
     * @param content stays the caller's to close, and open as long as the file system is
     * @param name for messages
     * @return empty if no file system is known that starts so
     */
    public static Optional<GuestFileSystem> openFileSystem(BlockSource content, String name) throws IOException {
        return FileSystemFinder.open(content).map(reader -> GuestFileSystem.of(reader, name));
    }

    /** As {@link #openImage}, with what lies below the image and the files that all of it is in. */
    public static ImageChain openChain(Path image, OpenOptions options) throws IOException {
        return ChainOpener.open(image, options);
    }

    /**
     * What the disks of an appliance (OVA, or a description beside its disks: OVF, VMX, VirtualBox's settings, a domain of libvirt) are called, in the guest's order:
     * {@link OpenOptions#withMember} takes these names, and numbers from 1 on.
     *
     * @return empty if the file is an image and no appliance
     */
    public static List<String> members(Path appliance, OpenOptions options) throws IOException {
        return ChainOpener.disks(appliance, options);
    }

    /**
     * The files that the description of a machine names beside itself: its disks and others. They need not be there.
     *
     * @return empty if the file is no descriptor: an OVA has all of them in itself
     */
    public static List<ApplianceFile> applianceFiles(Path descriptor, OpenOptions options) throws IOException {
        return ChainOpener.applianceFiles(descriptor, options);
    }

    /**
     * The machine that a guest had, as its hypervisor describes it.
     *
     * @return empty if the file is an image and no appliance
     */
    public static Optional<MachineDescription> machine(Path appliance, OpenOptions options) throws IOException {
        return ChainOpener.machine(appliance, options);
    }

    /**
     * Reads all files of an appliance that its manifest lists, and compares their digests.
     *
     * @param progress told of the bytes that were read
     * @return empty if it has no manifest, or is no appliance
     */
    public static Optional<ManifestCheck> checkManifest(
            Path appliance, OpenOptions options, Progress progress, Cancellation cancellation) throws IOException {
        return ChainOpener.checkManifest(appliance, options, progress, cancellation);
    }

    /** Says which format an image has. The content decides, never the name. */
    public static Detection detect(Path image) throws IOException {
        return ChainOpener.detect(image);
    }
}
