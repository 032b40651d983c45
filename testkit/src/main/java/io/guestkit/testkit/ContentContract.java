package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.GuestPath;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes come out as they went in, whichever way they are asked for and by however many threads. */
interface ContentContract extends ContractSubject {

    int THREADS = 16;

    @Test
    default void textIsReadAsText() throws IOException {
        assertThat(Files.readString(path("hello.txt"))).isEqualTo("hello, guest\n");
        assertThat(Files.readAllLines(path("lines.txt"))).containsExactly("one", "two", "three");
        assertThat(Files.readString(fileSystem().getPath("deep", "leaf"))).isEqualTo("leaf\n");
        assertThat(Files.readString(path("deep/../deep/./leaf"))).isEqualTo("leaf\n");
        assertThat(Files.readString(path("../../hello.txt"))).isEqualTo("hello, guest\n");
        assertThat(Files.mismatch(path("block.bin"), path("block+1.bin"))).isEqualTo(4096);
    }

    @Test
    default void channelsSeek() throws IOException {
        byte[] expected = StoredBytes.numbered(AwkwardTree.LARGE);
        try (SeekableByteChannel channel = Files.newByteChannel(path("large.bin"))) {
            assertThat(channel.size()).isEqualTo(expected.length);
            assertThat(channel.position()).isZero();
            for (int position :
                    new int[] {expected.length - 5, 0, 1, 4095, 65_537, 1 << 19, 511, expected.length - 1}) {
                ByteBuffer target = ByteBuffer.allocate(5000);
                channel.position(position);
                int count = readFully(channel, target);
                assertThat(count).isEqualTo(Math.min(5000, expected.length - position));
                assertThat(Arrays.copyOf(target.array(), count))
                        .isEqualTo(Arrays.copyOfRange(expected, position, position + count));
                assertThat(channel.position()).isEqualTo(position + count);
            }
        }
    }

    @Test
    default void channelsEndWhereTheFileEnds() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path("hello.txt"), StandardOpenOption.READ)) {
            assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
            channel.position(channel.size());
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            channel.position(Long.MAX_VALUE);
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
            ByteBuffer direct = ByteBuffer.allocateDirect(100).position(10).limit(15);
            channel.position(7);
            assertThat(channel.read(direct)).isEqualTo(5);
            assertThat(direct.position()).isEqualTo(15);
            assertThat(direct.get(10)).isEqualTo((byte) 'g');
        }
        try (SeekableByteChannel channel = Files.newByteChannel(path("empty"))) {
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    default void streamsReadSkipAndEnd() throws IOException {
        byte[] expected = StoredBytes.numbered(AwkwardTree.LARGE);
        try (InputStream in = Files.newInputStream(path("large.bin"))) {
            assertThat(in.available()).isEqualTo(expected.length);
            assertThat(in.readNBytes(7)).isEqualTo(Arrays.copyOf(expected, 7));
            assertThat(in.read()).isEqualTo(expected[7] & 0xff);
            assertThat(in.skip(100_000)).isEqualTo(100_000);
            assertThat(in.readNBytes(9)).isEqualTo(Arrays.copyOfRange(expected, 100_008, 100_017));
            assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(expected.length - 100_017);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.skip(-1)).isZero();
        }
    }

    private static int readFully(SeekableByteChannel channel, ByteBuffer target) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int count = channel.read(target);
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    @Test
    default void holesReadAsZerosAndAreExtents() throws IOException {
        needs(Capability.HOLES);
        for (String name : List.of("holes.img", "nothing-but-a-hole")) {
            byte[] expected = ContractSubject.content(tree().get(name));
            BlockSource content = GuestFileSystem.content(path(name));
            assertThat(content.size()).isEqualTo(expected.length);
            assertThat(content.readBytes(0, expected.length)).isEqualTo(expected);
            List<Extent> extents = content.extents(0, content.size());
            assertThat(extents.getFirst().kind()).as(name).isNotEqualTo(Extent.Kind.DATA);
            assertThat(extents.getLast().kind()).as(name).isNotEqualTo(Extent.Kind.DATA);
            long end = 0;
            for (Extent extent : extents) {
                assertThat(extent.position()).isEqualTo(end);
                end = extent.end();
            }
            assertThat(end).isEqualTo(expected.length);
        }
    }

    @Test
    default void copiesToAnotherFileSystem(@TempDir Path target) throws IOException {
        Path copy = target.resolve("copy");
        Files.copy(path("large.bin"), copy, StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(copy).hasBinaryContent(StoredBytes.numbered(AwkwardTree.LARGE));
        if (stores(Capability.MODIFIED_TIMES)) {
            assertThat(Files.getLastModifiedTime(copy)).isEqualTo(FileTime.from(FileTree.MODIFIED));
        }
        try (FileChannel out =
                        FileChannel.open(target.resolve("2"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                SeekableByteChannel in = Files.newByteChannel(path("large.bin"))) {
            assertThat(out.transferFrom(in, 0, Long.MAX_VALUE)).isEqualTo(AwkwardTree.LARGE);
        }
        assertThat(Files.mismatch(target.resolve("2"), copy)).isEqualTo(-1);
    }

    @Test
    default void manyThreadsReadAtOnce() throws Exception {
        byte[] expected = StoredBytes.numbered(AwkwardTree.LARGE);
        List<String> names = tree().items().stream()
                .map(item -> ContractSubject.hex(path(item)))
                .sorted()
                .toList();
        inParallel(thread -> {
            for (int round = 0; round < 3; round++) {
                assertThat(Files.readAllBytes(path("large.bin"))).isEqualTo(expected);
                try (SeekableByteChannel channel = Files.newByteChannel(path("large.bin"))) {
                    int position = 40_009 * thread + round;
                    ByteBuffer some = ByteBuffer.allocate(10_000);
                    readFully(channel.position(position), some);
                    assertThat(some.array()).isEqualTo(Arrays.copyOfRange(expected, position, position + 10_000));
                }
                try (Stream<Path> walk = Files.walk(path(""))) {
                    assertThat(walk.filter(this::belongs)
                                    .map(path -> ContractSubject.hex((GuestPath) path))
                                    .sorted()
                                    .toList())
                            .isEqualTo(names);
                }
            }
        });
    }

    @Test
    default void manyThreadsShareAChannel() throws Exception {
        AtomicLong total = new AtomicLong();
        try (SeekableByteChannel channel = Files.newByteChannel(path("large.bin"))) {
            inParallel(thread -> {
                ByteBuffer target = ByteBuffer.allocate(1 << 10);
                for (int count = channel.read(target); count >= 0; count = channel.read(target.clear())) {
                    total.addAndGet(count);
                }
            });
        }
        assertThat(total).hasValue(AwkwardTree.LARGE);
    }

    /** The body of one of several threads. */
    @FunctionalInterface
    interface Body {
        void run(int thread) throws Exception;
    }

    private static void inParallel(Body body) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                tasks.add(() -> {
                    body.run(number);
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
    }
}
