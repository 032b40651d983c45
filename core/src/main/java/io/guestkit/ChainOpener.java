package io.guestkit;

import io.guestkit.image.ApplianceFile;
import io.guestkit.image.DiskChoiceException;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ForeignDriver;
import io.guestkit.image.ImageDriver;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.ManifestCheck;
import io.guestkit.image.ova.OvaDriver;
import io.guestkit.image.qcow2.Qcow2Driver;
import io.guestkit.image.raw.RawDriver;
import io.guestkit.image.vdi.VdiDriver;
import io.guestkit.image.vhd.VhdDriver;
import io.guestkit.image.vhdx.VhdxDriver;
import io.guestkit.image.vmdk.VmdkDriver;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.FileSource;
import io.guestkit.io.Progress;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.volume.VolumeKeys;
import io.guestkit.volume.luks.LuksDriver;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opens an image from a path, and what that image names, and so on down the chain. One opener for each image of it. */
final class ChainOpener implements ImageOpener {

    private static final OvaDriver APPLIANCES = new OvaDriver();
    private static final List<ImageDriver> DRIVERS = drivers();
    /** Far more than any sane chain, far less than the stack bears. */
    private static final int MAX_DEPTH = 200;
    /** How many files are looked at to find one by its content. */
    private static final int MAX_SIBLINGS = 10_000;

    /** As it was named, which is what relative names in it are relative to. */
    private final Path path;
    /** The real paths of this image and of all above it. */
    private final List<Path> chain;
    /** The real directories into which names may lead. */
    private final List<Path> allowed;

    private final Keys keys;
    /** Told of all that is opened. */
    private final ImageChain opened;

    /**
     * For images that are encrypted.
     *
     * @param device by which they are chosen
     */
    private record Keys(VolumeKeys all, String device) {

        static final Keys NONE = new Keys(VolumeKeys.NONE, "");
    }

    private ChainOpener(Path path, List<Path> chain, List<Path> allowed, Keys keys, ImageChain opened) {
        this.keys = keys;
        this.path = path;
        this.chain = chain;
        this.allowed = allowed;
        this.opened = opened;
    }

    private static List<ImageDriver> drivers() {
        List<ImageDriver> drivers = new ArrayList<>();
        drivers.add(new Qcow2Driver());
        drivers.add(new VmdkDriver());
        drivers.add(new VhdxDriver());
        drivers.add(new VdiDriver());
        drivers.add(VhdDriver.BY_HEADER);
        drivers.add(APPLIANCES);
        drivers.addAll(ForeignDriver.all());
        // a guest can write such a footer into the last sector of a raw disk, so this one yields to all that is
        // stronger;
        // a user who names the format "raw" is never asked
        drivers.add(VhdDriver.BY_FOOTER);
        drivers.add(new RawDriver());
        return List.copyOf(drivers);
    }

    /** Opens the image at the top of a chain. */
    static ImageChain open(Path path, OpenOptions options) throws IOException {
        return open(path, options, path.toString());
    }

    /** @param device by which keys are chosen if the image is encrypted */
    static ImageChain open(Path path, OpenOptions options, String device) throws IOException {
        Path real = path.toRealPath();
        ImageChain opened = new ImageChain(options.reads());
        ChainOpener opener = new ChainOpener(
                path, List.of(real), allowed(path, real, options), new Keys(options.keys(), device), opened);
        try {
            opened.opened(
                    opener.openHere(path, options.format(), new ImageOptions(options.snapshot(), options.member())));
            return opened;
        } catch (DiskException e) {
            throw e.in(path.toString());
        }
    }

    /** The real directories into which names in the image may lead. */
    private static List<Path> allowed(Path path, Path real, OpenOptions options) throws IOException {
        List<Path> allowed = new ArrayList<>();
        allowed.add(directoryOf(real));
        allowed.add(directoryOf(path.toAbsolutePath()).toRealPath());
        for (Path directory : options.allowedPaths()) {
            allowed.add(directory.toRealPath());
        }
        return allowed;
    }

    /** What the disks of an appliance are called, in the guest's order; empty if the file is none. */
    static List<String> disks(Path path, OpenOptions options) throws IOException {
        Path real = path.toRealPath();
        ChainOpener opener = new ChainOpener(
                path, List.of(real), allowed(path, real, options), Keys.NONE, new ImageChain(options.reads()));
        try (FileSource source = FileSource.open(path)) {
            return choose(source, options.format()) == APPLIANCES ? APPLIANCES.disks(source, opener) : List.of();
        } catch (DiskException e) {
            throw e.in(path.toString());
        }
    }

    /** What a descriptor names beside itself; empty if it is none. */
    static List<ApplianceFile> applianceFiles(Path path, OpenOptions options) throws IOException {
        try (FileSource source = FileSource.open(path)) {
            return choose(source, options.format()) == APPLIANCES ? APPLIANCES.files(source) : List.of();
        } catch (DiskException e) {
            throw e.in(path.toString());
        }
    }

    /** The machine that the descriptor of an appliance describes; empty if the file is none. */
    static Optional<MachineDescription> machine(Path path, OpenOptions options) throws IOException {
        try (FileSource source = FileSource.open(path)) {
            return choose(source, options.format()) == APPLIANCES
                    ? Optional.of(APPLIANCES.machine(source))
                    : Optional.empty();
        } catch (DiskException e) {
            throw e.in(path.toString());
        }
    }

    /** Compares the files of an appliance with its manifest; empty if it has none, or is none. */
    static Optional<ManifestCheck> checkManifest(
            Path path, OpenOptions options, Progress progress, Cancellation cancellation) throws IOException {
        Path real = path.toRealPath();
        ChainOpener opener = new ChainOpener(
                path, List.of(real), allowed(path, real, options), Keys.NONE, new ImageChain(options.reads()));
        try (FileSource source = FileSource.open(path)) {
            return choose(source, options.format()) == APPLIANCES
                    ? APPLIANCES.checkManifest(
                            source, opener, String.valueOf(path.getFileName()), progress, cancellation)
                    : Optional.empty();
        } catch (DiskException e) {
            throw e.in(path.toString());
        }
    }

    /** Says what is in a file without opening it as an image. */
    static Detection detect(Path path) throws IOException {
        try (FileSource source = FileSource.open(path)) {
            for (ImageDriver driver : DRIVERS) {
                Optional<String> reason = driver.detect(source);
                if (reason.isPresent()) {
                    return new Detection(driver.format(), reason.get(), !(driver instanceof ForeignDriver));
                }
            }
        }
        throw new AssertionError("the last driver takes everything");
    }

    private DiskImage openHere(Path file, Optional<DiskFormat> format, ImageOptions options) throws IOException {
        BlockSource source = openSource(file);
        ImageDriver driver;
        try {
            driver = choose(source, format);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
        if (options.member().isPresent() && driver != APPLIANCES) {
            source.close();
            throw new DiskChoiceException(
                    "is a %s image and no appliance, so there are no disks to choose from".formatted(driver.format()));
        }
        DiskImage image = driver.open(source, this, options);
        opened.opened(image, file);
        if (driver == APPLIANCES) {
            opened.openedAppliance();
        }
        return image;
    }

    @Override
    public DiskImage openInside(BlockSource source, ImageOpener names, ImageOptions options) throws IOException {
        ImageDriver driver;
        try {
            driver = choose(source, Optional.empty());
            if (driver == APPLIANCES) {
                throw new UnsupportedFeatureException("an appliance inside of an appliance cannot be read");
            }
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
        DiskImage image = driver.open(source, names, options);
        opened.opened(image, path);
        return image;
    }

    /**
     * Opens a file of which nobody may know that it is opened, as in the middle of a read: an interrupt then is for the
     * reader to look at later, and no reason to fail.
     */
    private FileSource openSource(Path file) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    FileSource source = FileSource.open(file, opened.reads());
                    opened.opened(file.toRealPath());
                    return source;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ImageDriver choose(BlockSource source, Optional<DiskFormat> format) throws IOException {
        if (format.isEmpty()) {
            for (ImageDriver driver : DRIVERS) {
                if (driver.detect(source).isPresent()) {
                    return driver;
                }
            }
            throw new AssertionError("the last driver takes everything");
        }
        ImageDriver namesake = null;
        for (ImageDriver driver : DRIVERS) {
            if (driver.format() == format.get()) {
                namesake = driver;
                if (driver.detect(source).isPresent()) {
                    return driver;
                }
            }
        }
        throw namesake == null
                ? new UnsupportedFeatureException(format.get() + " images cannot be read")
                : new CorruptDataException("is not a " + format.get() + " image: its signature is missing");
    }

    @Override
    public DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException {
        return openBelow(follow(reference, "backing file"), format, "backing file " + reference);
    }

    @Override
    public DiskImage openDisk(String reference, Optional<DiskFormat> format) throws IOException {
        return openBelow(follow(reference, "disk"), format, "disk " + reference);
    }

    private DiskImage openBelow(Path file, Optional<DiskFormat> format, String what) throws IOException {
        Path real = file.toRealPath();
        if (chain.contains(real)) {
            throw new CorruptDataException("the backing chain is a circle: %s leads back to %s"
                    .formatted(path.getFileName(), real.getFileName()));
        }
        if (chain.size() >= MAX_DEPTH) {
            throw new UnsupportedFeatureException("the backing chain has more than " + MAX_DEPTH + " images");
        }
        List<Path> longer = new ArrayList<>(chain);
        longer.add(real);
        try {
            return new ChainOpener(file, longer, allowed, keys, opened).openHere(file, format, ImageOptions.DEFAULT);
        } catch (DiskException e) {
            throw e.in(what);
        }
    }

    @Override
    public DiskImage openSibling(String what, DiskFormat format, Sought sought) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        directories.add(directoryOf(path.toAbsolutePath()).toRealPath());
        directories.addAll(allowed);
        int budget = MAX_SIBLINGS;
        for (Path directory : directories) {
            Path found = null;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    if (--budget < 0) {
                        throw new UnsupportedFeatureException("%s: not found among the first %d files beside %s"
                                .formatted(what, MAX_SIBLINGS, path.getFileName()));
                    }
                    if (isSought(file, sought)) {
                        if (found != null && !Files.isSameFile(found, file)) {
                            throw new UnsupportedFeatureException("%s could be %s or %s; leave only one of them in %s"
                                    .formatted(what, found.getFileName(), file.getFileName(), directory));
                        }
                        found = file;
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            if (found != null) {
                return openBelow(found, Optional.of(format), what);
            }
        }
        throw new NoSuchFileException(
                path.toString(), null, what + " is neither in its directory nor in one that is allowed");
    }

    /** Whether the file is what is looked for; what cannot be read, or must not be, is not. */
    private boolean isSought(Path file, Sought sought) {
        try {
            if (!Files.isRegularFile(file) || !isAllowed(file.toRealPath())) {
                return false;
            }
            try (FileSource source = FileSource.open(file)) {
                return sought.matches(source);
            }
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public BlockSource decrypt(BlockSource header, BlockSource data) throws IOException {
        return LuksDriver.openImage(keys.all, keys.device, header, data);
    }

    @Override
    public BlockSource openFile(String reference) throws IOException {
        return openSource(follow(reference, "data file"));
    }

    /** The file that a name in the image stands for, if the image may name it. */
    private Path follow(String reference, String role) throws IOException {
        Path named;
        try {
            named = directoryOf(path.toAbsolutePath()).toRealPath().resolve(FileReference.plainName(reference, role));
        } catch (InvalidPathException e) {
            throw new CorruptDataException("%s: %s of %s is no path".formatted(reference, role, path));
        }
        Path real;
        try {
            real = named.toRealPath();
        } catch (NoSuchFileException e) {
            // say no more about places outside than that they are outside
            if (!isAllowed(named.normalize())) {
                throw refuse(reference, role);
            }
            throw new NoSuchFileException(named.toString(), null, "the %s of %s does not exist".formatted(role, path));
        }
        if (!isAllowed(real)) {
            throw refuse(reference, role);
        }
        return named;
    }

    private boolean isAllowed(Path file) {
        for (Path directory : allowed) {
            if (file.startsWith(directory)) {
                return true;
            }
        }
        return false;
    }

    private AccessDeniedException refuse(String reference, String role) {
        return new AccessDeniedException(
                reference,
                null,
                "the %s of %s is outside the image's directory; if you trust the image, allow the directory (--allow-path)"
                        .formatted(role, path));
    }

    private static Path directoryOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? file.getFileSystem().getPath("") : parent;
    }
}
