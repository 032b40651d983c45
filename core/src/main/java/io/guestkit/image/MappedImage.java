package io.guestkit.image;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import io.guestkit.io.Warning;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Reads an image through its mapping function, so that a format has only {@link #run} to get right.
 *
 * <p>The image owns its source, and its backing file once that is open.
 */
public abstract class MappedImage implements DiskImage {

    private final ImageInfo info;
    private final BlockSource source;
    private final List<Warning> warnings = new CopyOnWriteArrayList<>();
    private final UnitCache units = new UnitCache();
    private final Backing backing;

    /** @param opener for the backing file that {@code info} names, if it names one */
    protected MappedImage(ImageInfo info, BlockSource source, ImageOpener opener) {
        this.info = info;
        this.source = source;
        this.backing = new Backing(info, name -> openBacking(opener, name), this::warn);
    }

    /**
     * Opens the image below this one; called once, when it is first needed. A format overrides this where a name alone
     * does not find the right image.
     *
     * @param name the backing file that {@link #info} names
     */
    protected DiskImage openBacking(ImageOpener opener, String name) throws IOException {
        return opener.openImage(name, Backing.declaredFormat(info));
    }

    @Override
    public final ImageInfo info() {
        return info;
    }

    @Override
    public final long size() {
        return info.virtualSize();
    }

    @Override
    public final Optional<DiskImage> backing() throws IOException {
        return backing.image();
    }

    @Override
    public final List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    protected final void warn(String message) {
        warnings.add(new Warning(info.format().id(), message));
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int end = target.limit();
        for (long at = position; target.position() < end; ) {
            Run run = run(at, end - target.position());
            target.limit(target.position() + (int) run.length());
            switch (run) {
                case Run.Data data -> data.file().read(data.fileOffset(), target);
                case Run.Zero zero -> ZeroSource.fill(target);
                case Run.Unallocated hole -> backing.read(at, target);
                case Run.Compressed part -> units.read(part, target);
            }
            target.limit(end);
            at = run.end();
        }
    }

    @Override
    public final Extent extent(long position, long length) throws IOException {
        Run run = run(position, length);
        return switch (run) {
            case Run.Data data -> ofFile(data);
            case Run.Compressed part -> new Extent(position, run.length(), Extent.Kind.DATA);
            case Run.Zero zero -> new Extent(position, run.length(), Extent.Kind.ZERO);
            case Run.Unallocated hole -> backing.extent(position, run.length());
        };
    }

    /** Room that the image has set aside may be a hole of its file. */
    private static Extent ofFile(Run.Data data) throws IOException {
        long there = Math.min(data.length(), data.file().size() - data.fileOffset());
        if (there <= 0) {
            return new Extent(data.position(), data.length(), Extent.Kind.DATA); // reading it will say what is wrong
        }
        Extent stored = data.file().extent(data.fileOffset(), there);
        Extent.Kind kind = stored.kind() == Extent.Kind.DATA ? Extent.Kind.DATA : Extent.Kind.ZERO;
        return new Extent(data.position(), stored.length(), kind);
    }

    @Override
    public final CheckReport check() throws IOException {
        CheckReport.Builder report = new CheckReport.Builder();
        check(report);
        return report.build();
    }

    /**
     * Looks for what is wrong with this image. A format that has more to check than where its runs lie overrides this,
     * and counts the units itself or calls this method too.
     */
    protected void check(CheckReport.Builder report) throws IOException {
        new RunCheck(this, report).check();
    }

    @Override
    public void close() throws IOException {
        try (source) {
            backing.close();
        }
    }
}
