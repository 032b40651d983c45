package io.guestkit.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.ImageWriters;
import io.guestkit.OpenOptions;
import io.guestkit.io.BlockSink;
import io.guestkit.io.FileSink;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * An image that one of our writers made, and what has to be on its disk. Places are asked for in order, and the bytes are
 * written in no order at all, as several threads would.
 */
public final class WrittenImage {

    /** A part of the disk that has content. */
    public record Piece(long position, int length) {}

    private record Write(ImageWriter.Placement place, ByteBuffer bytes) {}

    private record Target(FileSink file, String name) implements ImageTarget {
        @Override
        public BlockSink createBeside(String other) {
            throw new AssertionError(other + " beside an image of one file");
        }
    }

    private static final Pattern CONTENT = Pattern.of(0x6b);
    /** Around pieces, as far as is looked at on disks that are too large to be looked at as a whole. */
    private static final int MARGIN = 64 << 10;

    private final Path path;
    private final DiskFormat format;
    private final long size;
    private final List<Piece> pieces;

    private WrittenImage(Path path, DiskFormat format, long size, List<Piece> pieces) {
        this.path = path;
        this.format = format;
        this.size = size;
        this.pieces = pieces;
    }

    /**
     * Writes one.
     *
     * @param pieces in ascending order
     */
    public static WrittenImage write(
            Path path, DiskFormat format, long size, Map<String, String> options, List<Piece> pieces)
            throws IOException {
        ImageSpec spec = new ImageSpec(size, Optional.empty(), ImageSpec.Compression.NONE, FormatOptions.of(options));
        try (FileSink file = FileSink.create(path, path);
                ImageWriter writer = ImageWriters.require(format)
                        .create(new Target(file, path.getFileName().toString()), spec)) {
            List<Write> writes = new ArrayList<>();
            for (Piece piece : pieces) {
                place(writer, piece, writes);
            }
            Collections.shuffle(writes, new Random(1));
            for (Write write : writes) {
                write.place().file().write(write.place().offset(), write.bytes());
            }
            writer.finish();
            return new WrittenImage(path, format, writer.virtualSize(), List.copyOf(pieces));
        }
    }

    private static void place(ImageWriter writer, Piece piece, List<Write> writes) throws IOException {
        for (int done = 0; done < piece.length(); ) {
            long position = piece.position() + done;
            ImageWriter.Placement place = writer.place(position, piece.length() - done);
            writes.add(new Write(place, ByteBuffer.wrap(CONTENT.bytes(position, place.length()))));
            done += place.length();
        }
    }

    public Path path() {
        return path;
    }

    /** Of the disk, as the writer said. */
    public long size() {
        return size;
    }

    public DiskImage open() throws IOException {
        return Disks.openImage(path, OpenOptions.DEFAULT.withFormat(format));
    }

    /** What {@code qemu-img info} says of it. */
    public Map<String, Object> facts() throws IOException {
        return Json.object(Json.parse(Oracle.require("qemu-img")
                .run("info", "--output=json", "-f", format.id(), path)
                .text()));
    }

    /** The whole disk as a raw image, with holes, that neither our writer nor our reader made. */
    public Path expected() throws IOException {
        Path raw = path.resolveSibling(path.getFileName() + ".expected");
        try (FileSink file = FileSink.create(raw, raw)) {
            for (Piece piece : pieces) {
                file.write(piece.position(), ByteBuffer.wrap(CONTENT.bytes(piece.position(), piece.length())));
            }
            file.resize(size);
        }
        return raw;
    }

    /** All that can be asked about the whole disk: qemu-img's facts, its comparison, and our own reader. */
    public void assertWhole() throws Exception {
        assertFacts();
        Path raw = expected();
        Oracle.require("qemu-img").run("compare", "-f", format.id(), "-F", "raw", path, raw);
        try (DiskImage image = open()) {
            assertThat(image.warnings()).isEmpty();
            BlockImages.assertSame(image, raw);
        }
        assertClean();
    }

    /** The same where the disk is too large to be looked at as a whole: the pieces, their surroundings and the map. */
    public void assertPieces() throws Exception {
        assertFacts();
        for (Piece piece : pieces) {
            long from = Math.max(0, piece.position() - MARGIN);
            long to = Math.min(size, piece.position() + piece.length() + MARGIN);
            byte[] expected = new byte[(int) (to - from)];
            CONTENT.fill(piece.position(), ByteBuffer.wrap(expected, (int) (piece.position() - from), piece.length()));
            assertThat(window(from, (int) (to - from))).isEqualTo(expected);
            try (DiskImage image = open()) {
                assertThat(image.readBytes(from, (int) (to - from))).isEqualTo(expected);
            }
        }
        if (format != DiskFormat.VHDX) { // of those QEMU has no map
            assertThat(mapped()).isBetween(1L, pieces.size() * (256L << 20));
        }
        assertClean();
    }

    /** How many bytes of the disk are stored, as QEMU sees it. */
    private long mapped() throws IOException {
        long data = 0;
        for (Object each : Json.array(Json.parse(Oracle.require("qemu-img")
                .run("map", "--output=json", "-f", format.id(), path)
                .text()))) {
            Map<String, Object> extent = Json.object(each);
            data += (boolean) extent.get("zero") ? 0 : (long) extent.get("length");
        }
        return data;
    }

    /** A part of the disk as QEMU reads it. */
    private byte[] window(long from, int length) throws IOException {
        Path raw = path.resolveSibling(path.getFileName() + ".window");
        Oracle.require("qemu-img")
                .run(
                        "convert",
                        "-O",
                        "raw",
                        "json:{\"driver\":\"raw\",\"offset\":%d,\"size\":%d,\"file\":{\"driver\":\"%s\",\"file\":{\"driver\":\"file\",\"filename\":\"%s\"}}}"
                                .formatted(from, length, format.id(), path),
                        raw);
        byte[] bytes = Files.readAllBytes(raw);
        Files.delete(raw);
        return bytes;
    }

    private void assertFacts() throws IOException {
        assertThat(facts()).containsEntry("virtual-size", size).containsEntry("format", format.id());
    }

    private void assertClean() throws IOException {
        if (format == DiskFormat.VDI || format == DiskFormat.VHDX) {
            Oracle.require("qemu-img").run("check", "-f", format.id(), path);
        }
        try (DiskImage image = open()) {
            assertThat(image.check().findings()).isEmpty();
        }
    }
}
