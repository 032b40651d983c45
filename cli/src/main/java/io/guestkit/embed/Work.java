package io.guestkit.embed;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.cli.Documents;
import io.guestkit.convert.Conversion;
import io.guestkit.convert.DiskConverter;
import io.guestkit.inspect.Inspector;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes long, on a thread of its own: whoever waits for it can look at its signals now and then, and go
 * away. The thread is a daemon and keeps no process alive.
 */
public final class Work {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Object result;
    private @Nullable Throwable failure;
    private boolean abandoned;

    private Work(Callable<?> task) {
        Thread.ofPlatform()
                .daemon()
                .name("guestkit-work-" + NUMBER.incrementAndGet())
                .start(() -> run(task));
    }

    /** {@link Documents#detection}. */
    public static Work detect(Path image) {
        return new Work(() -> Documents.detection(image));
    }

    /** {@link Documents#info}. */
    public static Work info(Path image, OpenOptions options, boolean chain) {
        return new Work(() -> Documents.info(image, options, chain));
    }

    /** Opens the disks of one guest: {@link OpenedDisks}. */
    public static Work open(List<Path> images, OpenOptions options) {
        return new Work(() -> {
            DiskSet disks = Disks.open(images, options);
            return new OpenedDisks(disks);
        });
    }

    /** Looks for guests: {@link OpenedDisks#guestFacts}. */
    public static Work guests(OpenedDisks disks) {
        return new Work(disks::guestFacts);
    }

    /** {@link OpenedDisks#inspect}. */
    public static Work inspect(OpenedDisks disks, Set<Inspector.Extra> extras, boolean explain) {
        return new Work(() -> disks.inspect(extras, explain));
    }

    /** {@link OpenedDisks#packages}. */
    public static Work packages(OpenedDisks disks, boolean all) {
        return new Work(() -> disks.packages(all));
    }

    /** {@link OpenedDisks#sbom}. */
    public static Work sbom(OpenedDisks disks, boolean all, String format, @Nullable String time) {
        return new Work(() -> disks.sbom(all, format, time));
    }

    /** {@link DiskConverter#convert(Conversion)}, as a document. */
    public static Work convert(DiskConverter converter, Conversion conversion) {
        return new Work(() -> Documents.conversion(converter.convert(conversion)));
    }

    static Work of(Callable<?> task) {
        return new Work(task);
    }

    private void run(Callable<?> task) {
        Object made = null;
        Throwable thrown = null;
        try {
            made = task.call();
        } catch (Throwable e) { // whatever it is, it is the caller's
            thrown = e;
        }
        synchronized (this) {
            result = made;
            failure = thrown;
            done.countDown();
            if (abandoned) {
                discard();
            }
        }
    }

    /**
     * Waits for the end, at most so long.
     *
     * @return whether it is done
     */
    public boolean await(long millis) throws InterruptedException {
        return done.await(millis, TimeUnit.MILLISECONDS);
    }

    /**
     * What came out. Asked for once it is done.
     *
     * @throws ToldException what the work ended with
     */
    public synchronized @Nullable Object result() throws ToldException {
        if (done.getCount() > 0) {
            throw new IllegalStateException("it is not done yet");
        }
        if (failure != null) {
            throw ToldException.of(failure);
        }
        return result;
    }

    /** Nobody will ask for the result: what has to be closed is closed as soon as it is there. */
    public synchronized void abandon() {
        abandoned = true;
        if (done.getCount() == 0) {
            discard();
        }
    }

    private void discard() {
        if (result instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException e) {
                // nobody is there to be told
            }
        }
        result = null;
    }
}
