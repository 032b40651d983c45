package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import io.guestkit.io.ZeroSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link BlockSource} owes its readers. A subclass opens a source of a few megabytes at most that is made so
 * that neighbouring parts come from different places, and says what it must contain and where it changes.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class BlockSourceContract {

    /** What the source must contain. */
    public interface Content {

        /** The byte at that position. */
        byte at(long position);

        /** Fills what remains of {@code target} with the bytes from {@code position} on. */
        default void fill(long position, ByteBuffer target) {
            for (long at = position; target.hasRemaining(); at++) {
                target.put(at(at));
            }
        }

        /** These bytes and no others. */
        static Content of(byte[] bytes) {
            return new Content() {
                @Override
                public byte at(long position) {
                    return bytes[Math.toIntExact(position)];
                }

                @Override
                public void fill(long position, ByteBuffer target) {
                    target.put(bytes, Math.toIntExact(position), target.remaining());
                }
            };
        }
    }

    /**
     * One thing to read.
     *
     * @param boundaries positions at which something changes: block, cluster or part bounds, ends of holes. Reads of
     *     every alignment and of many lengths are made around each, so a dozen well chosen ones do
     * @param owned closed together with {@code source}, after it; what the source borrowed
     */
    public record Subject(
            BlockSource source, long size, Content content, List<Long> boundaries, List<AutoCloseable> owned) {

        public Subject(BlockSource source, long size, Content content, List<Long> boundaries) {
            this(source, size, content, boundaries, List.of());
        }

        public Subject(BlockSource source, byte[] content, Long... boundaries) {
            this(source, content.length, Content.of(content), List.of(boundaries));
        }
    }

    private static final int GIANT = 256 << 20;
    private static final int THREADS = 32;
    private static final int READS_PER_THREAD = 200;
    private static final int[] LENGTHS = {1, 2, 3, 7, 8, 9, 63, 511, 512, 513, 4095, 4097, 65537};

    private Subject subject = new Subject(new ZeroSource(0), 0, position -> 0, List.of());

    /** Opens the source anew; called before each test. */
    protected abstract Subject open() throws Exception;

    /** Whether an interrupt can reach the file below; then {@link #interruptedReaderDisturbsNobody} is run for long. */
    protected boolean readsFile() {
        return false;
    }

    @BeforeEach
    final void openSubject() throws Exception {
        subject = open();
    }

    @AfterEach
    final void closeSubject() throws Exception {
        subject.source().close();
        for (AutoCloseable owned : subject.owned()) {
            owned.close();
        }
    }

    @Test
    void hasTheSizeItShould() {
        assertThat(subject.source().size()).isEqualTo(subject.size());
    }

    @Test
    void oneGiantRead() throws IOException {
        check(0, (int) Math.min(subject.size(), GIANT));
    }

    @Test
    void piecesOfAnyLengthInOrder() throws IOException {
        Random random = new Random(1);
        long end = Math.min(subject.size(), GIANT);
        for (long at = 0; at < end; ) {
            int length = (int) Math.min(end - at, 1 + random.nextInt(1 << (1 + random.nextInt(18))));
            check(at, length);
            at += length;
        }
    }

    @Test
    void everyAlignmentAroundEveryBoundary() throws IOException {
        for (long boundary : interesting()) {
            for (int before = 0; before <= 16; before++) {
                for (int after = 0; after <= 16; after++) {
                    checkClipped(boundary - before, boundary + after);
                }
            }
        }
    }

    @Test
    void everyLengthAroundEveryBoundary() throws IOException {
        for (long boundary : interesting()) {
            for (int length : LENGTHS) {
                checkClipped(boundary - length, boundary);
                checkClipped(boundary, boundary + length);
                checkClipped(boundary - length, boundary + length);
                checkClipped(boundary - length / 3, boundary - length / 3 + length);
            }
        }
    }

    @Test
    void fromEachBoundaryToEachOther() throws IOException {
        List<Long> all = List.copyOf(interesting());
        int pairs = 0;
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size() && pairs < 400; j++) {
                if (all.get(j) - all.get(i) <= 16 << 20) {
                    check(all.get(i), (int) (all.get(j) - all.get(i)));
                    pairs++;
                }
            }
        }
    }

    @Test
    void targetIsFilledFromItsPositionToItsLimitOnly() throws IOException {
        int length = (int) Math.min(100, subject.size());
        for (ByteBuffer target : List.of(ByteBuffer.allocate(length + 20), ByteBuffer.allocateDirect(length + 20))) {
            target.position(7).limit(7 + length);
            subject.source().read(subject.size() - length, target);
            assertThat(target.position()).isEqualTo(7 + length);
            assertThat(target.limit()).isEqualTo(7 + length);
            target.clear();
            for (int i = 0; i < target.capacity(); i++) {
                boolean inside = i >= 7 && i < 7 + length;
                byte expected = inside ? subject.content().at(subject.size() - length + i - 7) : 0;
                assertThat(target.get(i)).as("byte %d of the target", i).isEqualTo(expected);
            }
        }
    }

    @Test
    void arrayBehindAnOffsetIsFilledWhereItShould() throws IOException {
        int length = (int) Math.min(100, subject.size());
        byte[] array = new byte[length + 20];
        subject.source().read(0, ByteBuffer.wrap(array, 5, length + 5).slice().limit(length));
        for (int i = 0; i < array.length; i++) {
            byte expected = i >= 5 && i < 5 + length ? subject.content().at(i - 5L) : 0;
            assertThat(array[i]).as("byte %d of the array", i).isEqualTo(expected);
        }
    }

    @Test
    void nothingIsReadAnywhereInsideAndAtTheEnd() throws IOException {
        subject.source().read(0, ByteBuffer.allocate(0));
        subject.source().read(subject.size() / 2, ByteBuffer.allocate(0));
        subject.source().read(subject.size(), ByteBuffer.allocate(0));
        assertThat(subject.source().readBytes(subject.size(), 0)).isEmpty();
    }

    @Test
    void outsideIsEndOfFileAndLeavesTheTargetAlone() {
        long size = subject.size();
        long[][] outside = {
            {-1, 1},
            {-1, 0},
            {-1, 2},
            {Long.MIN_VALUE, 1},
            {Long.MIN_VALUE, 0},
            {size, 1},
            {size + 1, 0},
            {size + 1, 1},
            {Long.MAX_VALUE, 1},
            {Long.MAX_VALUE - 1, 8},
            {Math.max(0, size - 5), 6 + 5}
        };
        for (long[] range : outside) {
            ByteBuffer target = ByteBuffer.allocate((int) range[1]);
            assertThatThrownBy(() -> subject.source().read(range[0], target))
                    .as("%d bytes at %d", range[1], range[0])
                    .isInstanceOf(EOFException.class);
            assertThat(target.position()).isZero();
            assertThat(target.limit()).isEqualTo(target.capacity());
            assertThatThrownBy(() -> subject.source().readBytes(range[0], (int) range[1]))
                    .isInstanceOf(EOFException.class);
            if (range[1] > 0) {
                assertThatThrownBy(() -> subject.source().extent(range[0], range[1]))
                        .isInstanceOf(EOFException.class);
            }
            assertThatThrownBy(() -> subject.source().extents(range[0], Math.max(1, range[1])))
                    .isInstanceOf(EOFException.class);
        }
        assertThatThrownBy(() -> subject.source().readBytes(0, -1)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> subject.source().extents(0, -1)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> subject.source().extents(1, Long.MAX_VALUE)).isInstanceOf(EOFException.class);
    }

    @Test
    void extentsTileTheSourceAndAgreeWithItsBytes() throws IOException {
        List<Extent> extents = subject.source().extents(0, subject.size());
        long at = 0;
        Extent before = null;
        for (Extent extent : extents) {
            assertThat(extent.position()).isEqualTo(at);
            if (before != null) {
                assertThat(extent.kind()).as("neighbours are joined").isNotEqualTo(before.kind());
            }
            if (extent.kind() != Extent.Kind.DATA) {
                checkZeros(extent);
            }
            at = extent.end();
            before = extent;
        }
        assertThat(at).isEqualTo(subject.size());
    }

    @Test
    void singleExtentsStartWhereAskedAndEndInBounds() throws IOException {
        for (long boundary : interesting()) {
            for (long from = boundary - 2; from <= boundary + 2; from++) {
                for (long length : new long[] {1, 2, 511, 65536, 1L << 40}) {
                    if (from >= 0 && from < subject.size()) {
                        checkExtent(from, Math.min(length, subject.size() - from));
                    }
                }
            }
        }
    }

    @Test
    void thirtyTwoThreadsReadWhatOneDoes() throws Exception {
        inThreads(Executors.newVirtualThreadPerTaskExecutor(), THREADS, seed -> {
            Random random = new Random(seed);
            List<Long> marks = List.copyOf(interesting());
            for (int i = 0; i < READS_PER_THREAD; i++) {
                long mark = random.nextBoolean()
                        ? marks.get(random.nextInt(marks.size()))
                        : (long) (random.nextDouble() * subject.size());
                int length = 1 + random.nextInt(1 << (1 + random.nextInt(16)));
                checkClipped(mark - random.nextInt(length + 1), mark + length);
            }
        });
    }

    @Test
    void interruptedReaderDisturbsNobody() throws Exception {
        int wanted = readsFile() ? 50 : 20;
        int length = (int) Math.min(subject.size(), 4 << 20);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger interrupts = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        Thread victim = Thread.ofVirtual().start(() -> {
            try {
                while (!done.get()) {
                    check(0, length);
                    if (Thread.interrupted()) { // the reader keeps the status for us, and we are done with it
                        interrupts.incrementAndGet();
                    }
                }
            } catch (Throwable e) {
                failures.add(e);
                done.set(true);
            }
        });
        Thread interrupter = Thread.ofPlatform().start(() -> {
            Random random = new Random(1);
            while (!done.get()) {
                victim.interrupt();
                LockSupport.parkNanos(random.nextInt(1_000_000)); // any moment of a read, but not each one of them
            }
        });
        try {
            // Virtual threads that only ever read a file yield to nobody, and the victim would seldom run.
            inThreads(Executors.newFixedThreadPool(4), 4, seed -> {
                for (int i = 0; interrupts.get() < wanted && !done.get(); i++) {
                    long at = i * 37L % (subject.size() + 1);
                    checkClipped(at, at + 3000);
                }
            });
        } finally {
            done.set(true);
            interrupter.join();
            victim.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void interruptStatusSurvivesARead() throws IOException {
        Thread.currentThread().interrupt();
        try {
            check(0, (int) Math.min(100, subject.size()));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            boolean cleared = Thread.interrupted();
            assertThat(cleared).isTrue();
        }
        check(0, (int) Math.min(100, subject.size()));
    }

    private interface Body {
        void run(int seed) throws IOException;
    }

    private static void inThreads(ExecutorService executor, int count, Body body) throws Exception {
        try (ExecutorService threads = executor) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int seed = i;
                tasks.add(() -> {
                    body.run(seed);
                    return null;
                });
            }
            for (Future<Void> result : threads.invokeAll(tasks)) {
                result.get();
            }
        }
    }

    /** The boundaries of the subject, its start and its end. */
    private SortedSet<Long> interesting() {
        SortedSet<Long> all = new TreeSet<>(subject.boundaries());
        all.add(0L);
        all.add(subject.size());
        return all;
    }

    private void checkClipped(long from, long to) throws IOException {
        long start = Math.clamp(from, 0, subject.size());
        check(start, (int) (Math.clamp(to, 0, subject.size()) - start));
    }

    private void check(long position, int length) throws IOException {
        byte[] actual = subject.source().readBytes(position, length);
        ByteBuffer expected = ByteBuffer.allocate(length);
        subject.content().fill(position, expected);
        int differs = Arrays.mismatch(expected.array(), actual);
        if (differs >= 0) {
            throw new AssertionError("reading %d bytes at %d: byte %d is %02x, expected %02x"
                    .formatted(length, position, position + differs, actual[differs], expected.get(differs)));
        }
    }

    private void checkExtent(long position, long length) throws IOException {
        Extent extent = subject.source().extent(position, length);
        assertThat(extent.position()).isEqualTo(position);
        assertThat(extent.length()).isBetween(1L, length);
        if (extent.kind() != Extent.Kind.DATA) {
            checkZeros(new Extent(position, Math.min(extent.length(), 1 << 20), extent.kind()));
        }
    }

    /** Reads what is said to be zeros; of very long ones both ends. */
    private void checkZeros(Extent extent) throws IOException {
        int piece = 1 << 20;
        long skipFrom = extent.position() + 64L * piece;
        long skipTo = extent.end() - 64L * piece;
        for (long at = extent.position(); at < extent.end(); at += piece) {
            if (at >= skipFrom && at < skipTo) {
                at = skipTo;
            }
            for (byte value : subject.source().readBytes(at, (int) Math.min(piece, extent.end() - at))) {
                if (value != 0) {
                    throw new AssertionError("not all zeros: " + extent);
                }
            }
        }
    }
}
