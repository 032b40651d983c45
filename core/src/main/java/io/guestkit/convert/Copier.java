package io.guestkit.convert;

import io.guestkit.convert.Planner.Piece;
import io.guestkit.image.ImageWriter;
import io.guestkit.io.BlockSink;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies the content of a disk into a new image: what is not stored is not read, zeros are found and not stored, and
 * units are encoded and written on several threads while the writer is asked for places in order.
 */
final class Copier {

    /** Small enough to stay in a core's cache between reading, looking for zeros and writing. */
    private static final int CHUNK = 256 << 10;

    private final BlockSource source;
    private final ImageWriter writer;
    private final boolean layered;
    private final Progress progress;
    private final AtomicLong stored = new AtomicLong();

    /**
     * @param source what the guest sees, through all layers
     * @param layered whether the new image lies upon another one, so that zeros have to be said
     */
    Copier(BlockSource source, ImageWriter writer, boolean layered, Progress progress) {
        this.source = source;
        this.writer = writer;
        this.layered = layered;
        this.progress = progress;
    }

    /**
     * Copies, and leaves {@link ImageWriter#finish} to the caller.
     *
     * @param map which parts to copy: {@link io.guestkit.io.Extent.Kind#HOLE} is left to what lies below
     * @return how many bytes of the disk were stored
     */
    long copy(Planner.ExtentMap map, int threads, Cancellation cancellation) throws IOException {
        int unit = writer.unitSize();
        Planner planner = new Planner(map, source.size(), unit, Math.max(unit, CHUNK), layered, progress);
        new Pipeline(planner, cancellation).run(threads, () -> new Worker(unit));
        return stored.get();
    }

    /**
     * A part of a piece that is stored in one way.
     *
     * @param position on the guest's disk
     * @param length on the guest's disk
     * @param buffer where the bytes to store are; null for zeros
     * @param from index of the first of them
     * @param bytes how many they are
     */
    private record Part(long position, int length, @Nullable ByteBuffer buffer, int from, int bytes) {}

    /** Bytes that have a place; grows by what follows it both in memory and in the file. */
    private static final class Write {
        private final BlockSink file;
        private final long offset;
        private final ByteBuffer buffer;
        private final int from;
        private int length;

        Write(BlockSink file, long offset, ByteBuffer buffer, int from, int length) {
            this.file = file;
            this.offset = offset;
            this.buffer = buffer;
            this.from = from;
            this.length = length;
        }

        boolean isFollowedBy(BlockSink nextFile, long nextOffset, ByteBuffer nextBuffer, int nextFrom) {
            return file == nextFile
                    && offset + length == nextOffset
                    && buffer == nextBuffer
                    && from + length == nextFrom;
        }

        void write() throws IOException {
            file.write(offset, buffer.slice(from, length));
        }
    }

    /** One thread's buffers, and what it found out about the piece it is at. */
    private final class Worker implements Pipeline.Worker {
        private final int unit;
        private final ByteBuffer content;
        private final ImageWriter.@Nullable Encoder encoder;
        private final ByteBuffer encoded;
        private final List<Part> parts = new ArrayList<>();
        private final List<Write> writes = new ArrayList<>();

        Worker(int unit) {
            this.unit = unit;
            int chunk = Math.max(unit, CHUNK);
            this.content = ByteBuffer.allocateDirect(chunk);
            this.encoder = writer.encodes() ? writer.newEncoder() : null;
            this.encoded = encoder == null
                    ? ByteBuffer.allocate(0)
                    : ByteBuffer.allocateDirect(Math.multiplyExact(chunk / unit, encoder.maxEncodedLength()));
        }

        @Override
        public void prepare(Piece piece) throws IOException {
            parts.clear();
            writes.clear();
            if (piece.zeros()) {
                return;
            }
            int length = (int) piece.length(); // at most a chunk
            content.clear().limit(length);
            source.read(piece.position(), content);
            content.clear();
            encoded.clear();
            for (int at = 0; at < length; ) {
                boolean zeros = Zeros.only(content, at, Math.min(unit, length - at));
                int end = Math.min(at + unit, length);
                while (end < length && Zeros.only(content, end, Math.min(unit, length - end)) == zeros) {
                    end = Math.min(end + unit, length);
                }
                add(piece.position(), at, end, zeros);
                at = end;
            }
        }

        private void add(long position, int from, int to, boolean zeros) throws IOException {
            if (zeros) {
                if (layered) {
                    parts.add(new Part(position + from, to - from, null, 0, 0));
                }
                return;
            }
            stored.addAndGet(to - from);
            if (encoder == null) {
                parts.add(new Part(position + from, to - from, content, from, to - from));
                return;
            }
            for (int at = from; at < to; at += unit) {
                encode(position + at, at, Math.min(unit, to - at), encoder);
            }
        }

        private void encode(long position, int at, int length, ImageWriter.Encoder encoder) throws IOException {
            if (length < unit) {
                Zeros.fill(content, at + length, at + unit);
            }
            int start = encoded.position();
            if (encoder.encode(position, content.slice(at, unit), encoded)) {
                parts.add(new Part(position, length, encoded, start, encoded.position() - start));
            } else {
                encoded.position(start);
                parts.add(new Part(position, length, content, at, length));
            }
        }

        @Override
        public boolean inTurn(Piece piece) throws IOException {
            if (piece.zeros()) {
                writer.zero(piece.position(), piece.length());
            }
            for (Part part : parts) {
                ByteBuffer buffer = part.buffer();
                if (buffer == null) {
                    writer.zero(part.position(), part.length());
                } else if (buffer == encoded) {
                    add(writer.placeEncoded(part.position(), part.bytes()), buffer, part.from());
                } else {
                    for (int done = 0; done < part.length(); ) {
                        ImageWriter.Placement place = writer.place(part.position() + done, part.length() - done);
                        add(place, buffer, part.from() + done);
                        done += place.length();
                    }
                }
            }
            return true;
        }

        private void add(ImageWriter.Placement place, ByteBuffer buffer, int from) {
            Write last = writes.isEmpty() ? null : writes.getLast();
            if (last != null && last.isFollowedBy(place.file(), place.offset(), buffer, from)) {
                last.length += place.length();
            } else {
                writes.add(new Write(place.file(), place.offset(), buffer, from, place.length()));
            }
        }

        @Override
        public void complete(Piece piece) throws IOException {
            for (Write write : writes) {
                write.write();
            }
            progress.advance(piece.length());
        }

        @Override
        public void close() {
            if (encoder != null) {
                encoder.close();
            }
        }
    }
}
