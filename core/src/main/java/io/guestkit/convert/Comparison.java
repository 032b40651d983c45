package io.guestkit.convert;

import io.guestkit.convert.Planner.Piece;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Extent;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * What a guest sees on two disks, compared byte by byte. Where one of them ends before the other, the other has to go on
 * with zeros.
 *
 * @param firstDifference position of the first byte that differs; empty if none does
 * @param size of the first disk in bytes
 * @param otherSize of the second disk in bytes
 */
public record Comparison(OptionalLong firstDifference, long size, long otherSize) {

    private static final int CHUNK = 512 << 10;

    /** Whether a guest sees the same bytes; the sizes may differ. */
    public boolean isSameContent() {
        return firstDifference.isEmpty();
    }

    /**
     * Compares two disks. What neither of them stores is not read.
     *
     * @param listener told how far it is, counted in bytes of the larger one
     */
    public static Comparison of(
            BlockSource one, BlockSource other, ConversionProgress listener, Cancellation cancellation)
            throws IOException {
        ProgressMeter meter =
                new ProgressMeter(listener, ConversionProgress.Stage.COMPARE, Math.max(one.size(), other.size()));
        Comparison comparison = of(one, other, meter, cancellation);
        meter.finish();
        return comparison;
    }

    /** @param progress told of every byte of the larger one, those that need not be read included */
    static Comparison of(BlockSource one, BlockSource other, Progress progress, Cancellation cancellation)
            throws IOException {
        long size = Math.max(one.size(), other.size());
        Side left = new Side(one);
        Side right = new Side(other);
        Planner.ExtentMap either = (position, length) -> {
            Extent first = left.extent(position, length);
            Extent second = right.extent(position, first.length());
            return second.kind() == Extent.Kind.DATA || first.kind() != Extent.Kind.DATA
                    ? second
                    : new Extent(position, second.length(), Extent.Kind.DATA);
        };
        Difference found = new Difference();
        new Pipeline(new Planner(either, size, CHUNK, CHUNK, false, progress), cancellation)
                .run(Runtime.getRuntime().availableProcessors(), () -> new Worker(left, right, found, progress));
        return new Comparison(found.position, one.size(), other.size());
    }

    /** One of the disks, with zeros behind its end. */
    private record Side(BlockSource disk) {

        Extent extent(long position, long length) throws IOException {
            return position >= disk.size()
                    ? new Extent(position, length, Extent.Kind.HOLE)
                    : disk.extent(position, Math.min(length, disk.size() - position));
        }

        void read(long position, int length, ByteBuffer target) throws IOException {
            int there = (int) Math.clamp(disk.size() - position, 0, length);
            target.clear().limit(there);
            disk.read(position, target);
            target.clear();
            Zeros.fill(target, there, length);
        }
    }

    /** Set when it is the piece's turn, so by one thread at a time, and read when all are done. */
    private static final class Difference {
        private OptionalLong position = OptionalLong.empty();
    }

    private static final class Worker implements Pipeline.Worker {
        private final Side left;
        private final Side right;
        private final Difference found;
        private final Progress progress;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
        private final ByteBuffer others = ByteBuffer.allocateDirect(CHUNK);
        private int mismatch;

        Worker(Side left, Side right, Difference found, Progress progress) {
            this.left = left;
            this.right = right;
            this.found = found;
            this.progress = progress;
        }

        @Override
        public void prepare(Piece piece) throws IOException {
            int length = (int) piece.length();
            left.read(piece.position(), length, bytes);
            right.read(piece.position(), length, others);
            mismatch = bytes.slice(0, length).mismatch(others.slice(0, length));
        }

        @Override
        public boolean inTurn(Piece piece) {
            if (mismatch < 0) {
                return true;
            }
            found.position = OptionalLong.of(piece.position() + mismatch);
            return false;
        }

        @Override
        public void complete(Piece piece) {
            progress.advance(piece.length());
        }

        @Override
        public void close() {}
    }
}
