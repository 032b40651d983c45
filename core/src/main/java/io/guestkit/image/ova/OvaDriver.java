package io.guestkit.image.ova;

import io.guestkit.image.ApplianceFile;
import io.guestkit.image.DiskChoiceException;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageDriver;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.ManifestCheck;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.Progress;
import io.guestkit.io.SliceSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Opens one disk of an appliance: the only one, or the one that the user chose. */
public final class OvaDriver implements ImageDriver {

    private static final int MAX_FILES = 1000;

    @Override
    public DiskFormat format() {
        return DiskFormat.OVA;
    }

    @Override
    public Optional<String> detect(BlockSource source) throws IOException {
        return Appliance.detect(source);
    }

    /**
     * What the disks of an appliance are called, in the order in which the guest sees them.
     *
     * @param source a tar or a descriptor; stays the caller's
     * @param opener for files beside it
     */
    public List<String> disks(BlockSource source, ImageOpener opener) throws IOException {
        return Appliance.read(source, opener).diskNames();
    }

    /**
     * The machine that the guest had.
     *
     * @param source stays the caller's
     */
    public MachineDescription machine(BlockSource source) throws IOException {
        return Appliance.read(source, ImageOpener.NONE).descriptor().machine();
    }

    /**
     * The files that a descriptor names beside itself.
     *
     * @param source stays the caller's
     * @return empty for a tar, which has all of them in it
     * @throws CorruptDataException if it is no descriptor, has more than 1000 files, or a size that is none
     */
    public List<ApplianceFile> files(BlockSource source) throws IOException {
        Appliance appliance = Appliance.read(source, ImageOpener.NONE);
        if (appliance.tar() != null) {
            return List.of();
        }
        List<Descriptor.File> named = appliance.descriptor().files();
        if (named.size() > MAX_FILES) {
            throw new CorruptDataException("%s: names %d files, expected at most %d"
                    .formatted(appliance.descriptor().kind(), named.size(), MAX_FILES));
        }
        List<ApplianceFile> files = new ArrayList<>();
        for (Descriptor.File file : named) {
            files.add(
                    new ApplianceFile(file.href(), size(file), !file.chunkSize().isEmpty()));
        }
        return List.copyOf(files);
    }

    private static OptionalLong size(Descriptor.File file) throws CorruptDataException {
        if (file.size().isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long size = Long.parseLong(file.size());
            if (size >= 0) {
                return OptionalLong.of(size);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CorruptDataException(
                "OVF descriptor: the size of %s is \"%s\", expected a number".formatted(file.href(), file.size()));
    }

    /**
     * Compares the files of an appliance with its manifest.
     *
     * @param source a tar or a descriptor; stays the caller's
     * @param name of the source, which the manifest of a descriptor is named after
     * @param progress told of each byte that is read
     * @return empty if there is no manifest
     */
    public Optional<ManifestCheck> checkManifest(
            BlockSource source, ImageOpener opener, String name, Progress progress, Cancellation cancellation)
            throws IOException {
        Appliance appliance = Appliance.read(source, opener);
        Optional<Manifest> manifest = appliance.manifest(name);
        return manifest.isEmpty()
                ? Optional.empty()
                : Optional.of(manifest.get().check(appliance, progress, cancellation));
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        try {
            Appliance appliance = Appliance.read(source, opener);
            Descriptor.Disk disk = choose(appliance, options.member());
            ImageOptions inner = new ImageOptions(options.snapshot(), Optional.empty());
            DiskImage image = open(appliance, disk, opener, inner);
            if (image.info().format() == DiskFormat.RAW && disk.format().contains("vmdk")) {
                image.close();
                throw new CorruptDataException(disk.name() + ": is not a vmdk image: its signature is missing");
            }
            return image;
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static Descriptor.Disk choose(Appliance appliance, Optional<String> wanted) throws IOException {
        List<Descriptor.Disk> disks = appliance.descriptor().disks();
        if (wanted.isEmpty() && disks.size() == 1) {
            return disks.get(0);
        }
        for (int i = 0; i < disks.size(); i++) {
            Descriptor.Disk disk = disks.get(i);
            String text = wanted.orElse("");
            if (text.equals(Integer.toString(i + 1)) || text.equals(disk.name()) || text.equals(disk.id())) {
                return disk;
            }
        }
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < disks.size(); i++) {
            names.append(i == 0 ? "" : ", ")
                    .append(i + 1)
                    .append(" = ")
                    .append(disks.get(i).name());
        }
        if (disks.isEmpty()) {
            throw new UnsupportedFeatureException(appliance.descriptor().kind() + ": names no disks");
        }
        throw new DiskChoiceException(
                wanted.isPresent()
                        ? "the appliance has no disk %s; it has %s".formatted(wanted.get(), names)
                        : "the appliance has %d disks; choose one by its number or name (--disk): %s"
                                .formatted(disks.size(), names));
    }

    private static DiskImage open(Appliance appliance, Descriptor.Disk disk, ImageOpener opener, ImageOptions options)
            throws IOException {
        if (disk.file().isEmpty()) {
            BlockSource blank = new ZeroSource(Capacity.parse(disk.capacity(), disk.capacityUnits()));
            return ofSource(appliance, opener.openInside(blank, ImageOpener.NONE, options));
        }
        Descriptor.File file = disk.file().get();
        if (!file.compression().isEmpty() && !file.compression().equals("identity")) {
            throw new UnsupportedFeatureException("OVF descriptor: the disk %s is compressed by %s; decompress it first"
                    .formatted(disk.name(), file.compression()));
        }
        if (!file.chunkSize().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "OVF descriptor: the disk %s is in chunks; join them first".formatted(disk.name()));
        }
        if (appliance.tar() == null) {
            if (options.snapshot().isPresent()) {
                throw new UnsupportedFeatureException(
                        "a snapshot of a disk that the descriptor of an appliance names; open %s itself"
                                .formatted(disk.name()));
            }
            return ofSource(appliance, opener.openDisk(file.href(), disk.certain()));
        }
        try (BlockSource member = appliance.file(file.href())) {
            // closes nothing: that is left to the image, which is given the tar along with its place in it
            SliceSource owner = ((SliceSource) member).owning();
            return opener.openInside(owner, MemberOpener.of(appliance, opener, file.href()), options);
        } catch (DiskException e) {
            throw e.in(disk.name());
        }
    }

    /** The image does not need the source any more. */
    private static DiskImage ofSource(Appliance appliance, DiskImage image) throws IOException {
        appliance.source().close();
        return image;
    }
}
