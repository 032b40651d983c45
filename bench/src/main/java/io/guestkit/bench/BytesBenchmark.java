package io.guestkit.bench;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.StructView;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What every reader does all the time: fields of structures, and small reads through the metadata cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BytesBenchmark {

    private static final int BLOCK = 4096;
    private static final int BLOCKS = 1024;

    private final BlockSource cached =
            new CachedSource(new BytesSource(new byte[BLOCK * BLOCKS]), BLOCK, BLOCK * BLOCKS);
    private final ByteBuffer inode = ByteBuffer.allocate(256);
    private final ByteBuffer cluster = ByteBuffer.allocateDirect(1 << 16);
    private int next;

    /** An inode's worth of fields. */
    @Benchmark
    public long structFields() throws IOException {
        StructView view = StructView.littleEndian("inode", inode);
        long sum = view.u16(0x00);
        for (int field = 0x04; field < 0x80; field += 4) {
            sum += view.u32(field);
        }
        return sum;
    }

    /** One inode out of a cached block. */
    @Benchmark
    public ByteBuffer cachedRead() throws IOException {
        next = (next + 37) % BLOCKS;
        cached.read((long) next * BLOCK + 256, inode.clear());
        return inode.flip();
    }

    /** A cluster that is not allocated. */
    @Benchmark
    public ByteBuffer zeroCluster() {
        ZeroSource.fill(cluster.clear());
        return cluster;
    }
}
