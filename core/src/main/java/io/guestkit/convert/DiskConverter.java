package io.guestkit.convert;

import io.guestkit.Detection;
import io.guestkit.Disks;
import io.guestkit.ImageChain;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageSpec;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.io.posix.PosixFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Converts disk images from one format to another.
 *
 * <pre>{@code
 * ConversionResult result = new DiskConverter().convert(
 *         Conversion.of(Path.of("disk.vmdk"), Path.of("disk.qcow2"), DiskFormat.QCOW2).verify(true).build());
 * }</pre>
 *
 * <p>The source is only read. The output appears at its place whole and at once, or not at all: whatever fails, is
 * cancelled or killed, what was there before is there afterwards. A converter may be used by many threads; it runs no
 * more conversions at a time than it was made for, and the others wait.
 */
public final class DiskConverter {

    private final Semaphore places;

    /** A converter that runs as many conversions at a time as there are cores. */
    public DiskConverter() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param atOnce how many conversions may run at the same time, at least 1 */
    public DiskConverter(int atOnce) {
        if (atOnce < 1) {
            throw new IllegalArgumentException(atOnce + " conversions at once");
        }
        this.places = new Semaphore(atOnce, true);
    }

    /**
     * Starts to bind what conversions call of the system, on a thread of its own. Nobody has to call this; a process that
     * is there for one conversion has it sooner if it does so first.
     */
    public static void prepare() {
        Thread.ofPlatform().name("guestkit-prepare").daemon().start(PosixFile::prepare);
    }

    /** Says which format an image has; the content decides. */
    public DiskFormat detectFormat(Path image) throws IOException {
        return Disks.detect(image).format();
    }

    /** What an image says of itself. */
    public ImageInfo info(Path image) throws IOException {
        try (DiskImage opened = Disks.openImage(image, OpenOptions.DEFAULT)) {
            return opened.info();
        }
    }

    /**
     * Converts an image.
     *
     * @param compress whether to compress with the format's usual method
     * @param flatten as in {@link Conversion}
     * @throws IOException as {@link #convert(Conversion)}
     */
    public ConversionResult convert(Path source, Path output, DiskFormat format, boolean compress, boolean flatten)
            throws IOException {
        return convert(Conversion.of(source, output, format)
                .compression(compress ? ImageSpec.Compression.ZLIB : ImageSpec.Compression.NONE)
                .flatten(flatten)
                .build());
    }

    /**
     * Converts an image.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something at the output's place
     * @throws FileSystemException if a file cannot be read or written
     * @throws io.guestkit.io.DiskException if the source is corrupt, encrypted or of an unsupported kind
     * @throws ConversionException if the output does not hold what the source does
     * @throws CommandFailedException if another program did the work, and failed
     * @throws InterruptedIOException if the conversion was cancelled, or this thread interrupted
     * @throws IllegalArgumentException if the format cannot have what is asked for
     */
    public ConversionResult convert(Conversion conversion) throws IOException {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        try {
            return conversion.retryPolicy().call(() -> attempt(conversion));
        } finally {
            places.release();
        }
    }

    /** Converts in the background. Cancelling the future stops the conversion, which then leaves nothing behind. */
    public CompletableFuture<ConversionResult> convertAsync(Conversion conversion) {
        CompletableFuture<ConversionResult> future = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                conversion.cancellation().request();
                return super.cancel(mayInterrupt);
            }
        };
        Thread.ofPlatform().daemon().name("guestkit-convert").start(() -> {
            try {
                future.complete(convert(conversion));
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    private static ConversionResult attempt(Conversion conversion) throws IOException {
        return switch (conversion.engine()) {
            case NATIVE -> run(conversion, null, List.of());
            case QEMU_IMG -> runOther(conversion, QemuImg.find().orElseThrow(QemuImg::missing), List.of());
            case AUTO -> {
                try {
                    yield run(conversion, null, List.of());
                } catch (UnsupportedFeatureException e) {
                    QemuImg other = QemuImg.find().orElseThrow(() -> e);
                    if (!Disks.members(conversion.source(), conversion.open()).isEmpty()) {
                        throw e; // the other engine does not read appliances
                    }
                    Warning why = new Warning(QemuImg.NAME, "did the work, because: " + e.getMessage());
                    yield runOther(conversion, other, List.of(why));
                }
            }
        };
    }

    private static ConversionResult runOther(Conversion conversion, QemuImg qemuImg, List<Warning> doubts)
            throws IOException {
        if (conversion.open().format().isEmpty()) {
            Detection detection = Disks.detect(conversion.source());
            if (!detection.readable()) {
                return runUnread(conversion, detection.format(), qemuImg, doubts);
            }
        }
        return run(conversion, qemuImg, doubts);
    }

    /** @param qemuImg does the work; null for the native engine */
    private static ConversionResult run(Conversion conversion, @Nullable QemuImg qemuImg, List<Warning> doubts)
            throws IOException {
        long start = System.nanoTime();
        try (ImageChain source = Disks.openChain(conversion.source(), conversion.open());
                NewFiles files = NewFiles.create(conversion.output(), conversion.replace(), filesOf(source))) {
            DiskImage image = source.image();
            if (qemuImg != null && source.hasAppliance()) {
                throw new UnsupportedFeatureException(
                        "the engine qemu-img does not read appliances; leave it to native");
            }
            Optional<ImageSpec.BackingLink> backing = backing(conversion, source);
            ProgressMeter meter = new ProgressMeter(conversion.progress(), ConversionProgress.Stage.COPY, image.size());
            long virtualSize = image.size();
            if (qemuImg == null) {
                virtualSize = NativeEngine.convert(conversion, source, backing, files, meter);
            } else {
                qemuImg.convert(
                        conversion, image.info().format(), image.size(), pathBelow(source), backing, files, meter);
            }
            meter.finish();
            Optional<String> hash = conversion.verify()
                    ? Optional.of(Verification.verify(conversion, source, backing, files))
                    : Optional.empty();
            conversion.cancellation().check();
            long outputSize = files.commit();
            List<Warning> warnings = new ArrayList<>(doubts);
            warnings.addAll(image.warnings());
            return new ConversionResult(
                    conversion.source(),
                    conversion.output(),
                    image.info().format(),
                    conversion.format(),
                    virtualSize,
                    outputSize,
                    files.places(),
                    Duration.ofNanos(System.nanoTime() - start),
                    qemuImg == null ? Engine.NATIVE : Engine.QEMU_IMG,
                    hash,
                    warnings);
        }
    }

    /** Converts an image of a format that is not read here. */
    private static ConversionResult runUnread(
            Conversion conversion, DiskFormat format, QemuImg qemuImg, List<Warning> doubts) throws IOException {
        long start = System.nanoTime();
        long size = qemuImg.sizeOfLoneImage(conversion.source(), format, conversion.cancellation());
        try (NewFiles files = NewFiles.create(
                conversion.output(),
                conversion.replace(),
                Set.of(conversion.source().toRealPath()))) {
            ProgressMeter meter = new ProgressMeter(conversion.progress(), ConversionProgress.Stage.COPY, size);
            qemuImg.convert(conversion, format, size, Optional.empty(), Optional.empty(), files, meter);
            meter.finish();
            if (conversion.verify()) {
                qemuImg.compare(
                        conversion.source(),
                        format,
                        files.workshop().resolve(files.name()),
                        conversion.format(),
                        conversion.cancellation());
            }
            long outputSize = files.commit();
            return new ConversionResult(
                    conversion.source(),
                    conversion.output(),
                    format,
                    conversion.format(),
                    size,
                    outputSize,
                    files.places(),
                    Duration.ofNanos(System.nanoTime() - start),
                    Engine.QEMU_IMG,
                    Optional.empty(),
                    doubts);
        }
    }

    /** Every file that the source is in; none of them may be replaced by the output. */
    private static Set<Path> filesOf(ImageChain source) throws IOException {
        for (DiskImage image : source.images()) {
            if (image.size() > 0) {
                image.run(0, 1); // data files are opened when the first byte is asked for
            }
        }
        return new LinkedHashSet<>(source.files());
    }

    /** How the output names the source's backing file, if it is to lie upon it. */
    private static Optional<ImageSpec.BackingLink> backing(Conversion conversion, ImageChain source)
            throws IOException {
        Optional<Path> below = pathBelow(source);
        if (conversion.flatten() || below.isEmpty()) {
            return Optional.empty();
        }
        if (source.hasAppliance()) {
            throw new UnsupportedFeatureException("the backing file is inside of an appliance; flatten the output");
        }
        Path path = below.get();
        Path directory = conversion.output().toAbsolutePath().getParent();
        boolean beside = directory != null
                && Files.isDirectory(directory)
                && directory.toRealPath().equals(path.getParent());
        String name = String.valueOf(beside ? path.getFileName() : path);
        ImageInfo info = source.images().get(1).info();
        return Optional.of(new ImageSpec.BackingLink(name, info.format(), Optional.of(info)));
    }

    /** The real path of the image right below the top one, if there is one. */
    private static Optional<Path> pathBelow(ImageChain source) throws IOException {
        List<DiskImage> images = source.images();
        return images.size() < 2
                ? Optional.empty()
                : Optional.of(source.pathOf(images.get(1)).orElseThrow().toRealPath());
    }
}
