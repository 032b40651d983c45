package io.guestkit.image.vhdx;

import io.guestkit.io.BlockSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.PatchedSource;
import io.guestkit.io.SliceSource;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log of a file whose last writer did not finish, and the file as it is once the log has been replayed. Nothing is
 * written. Names and rules: [MS-VHDX] 2.3.
 */
final class Log {

    /** Programs make logs of a few MiB at most. */
    private static final long MAX_LENGTH = 256 << 20;
    /** How often the log may be read to check checksums; entries that lie in each other make it more than once. */
    private static final int MAX_PASSES = 8;
    /** Sectors that may be zeroed: 1 GiB, where what is logged is tables. */
    private static final long MAX_ZERO_SECTORS = 1 << 18;

    private static final byte[] DATA_DESCRIPTOR = "desc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZERO_DESCRIPTOR = "zero".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA_SECTOR = "data".getBytes(StandardCharsets.US_ASCII);
    private static final BlockSource ZEROS = new ZeroSource(LogEntry.SECTOR);

    private final LogEntry.Ring ring;
    private final Map<Long, PatchedSource.Patch> patches = new HashMap<>();
    private long zeroSectors;
    private long end;

    private Log(LogEntry.Ring ring) {
        this.ring = ring;
    }

    /** The file with the log of {@code header}, which has one, replayed. */
    static BlockSource replay(BlockSource file, VhdxHeader header) throws IOException {
        if (header.logVersion() != 0) {
            throw new UnsupportedFeatureException(
                    "VHDX: a log of version " + header.logVersion() + "; 0 can be replayed");
        }
        if (header.logLength() > MAX_LENGTH) {
            throw new UnsupportedFeatureException(
                    "VHDX: a log of %d bytes; up to %d can be replayed".formatted(header.logLength(), MAX_LENGTH));
        }
        long offset = header.logOffset();
        long length = header.logLength();
        if (offset < VhdxHeader.MIB || length == 0 || offset > file.size() - length) {
            throw new CorruptDataException(
                    "VHDX header: the log (%d bytes at %d) does not lie inside the file (%d bytes)"
                            .formatted(length, offset, file.size()));
        }
        BlockSource log = new SliceSource(file, offset, length);
        return new Log(new LogEntry.Ring(
                        new ConcatSource(List.of(log, log)), length, header.logGuid(), MAX_PASSES * length))
                .applyTo(file);
    }

    private BlockSource applyTo(BlockSource file) throws IOException {
        List<LogEntry> active = activeSequence();
        LogEntry head = active.getLast();
        if (head.flushedFileOffset() > file.size()) {
            throw new CorruptDataException(
                    "VHDX log: the file had at least %d bytes when it was last written, now it has %d; was it truncated?"
                            .formatted(head.flushedFileOffset(), file.size()));
        }
        end = Math.max(file.size(), head.lastFileOffset());
        boolean reached = false;
        for (LogEntry entry : active) {
            reached |= entry.offset() == head.tail();
            if (reached) {
                apply(entry);
            }
        }
        BlockSource whole =
                end == file.size() ? file : new ConcatSource(List.of(file, new ZeroSource(end - file.size())));
        return patches.isEmpty() ? whole : new PatchedSource(whole, LogEntry.SECTOR, patches);
    }

    /** The entries that belong together, of which the last is the latest of all and knows where to begin. */
    private List<LogEntry> activeSequence() throws IOException {
        List<LogEntry> active = null;
        for (long start = 0; start < ring.length(); ) {
            List<LogEntry> sequence = sequence(start);
            if (sequence.isEmpty()) {
                start += LogEntry.SECTOR;
                continue;
            }
            LogEntry head = sequence.getLast();
            boolean complete = false;
            for (LogEntry entry : sequence) {
                complete |= entry.offset() == head.tail();
                start += entry.length();
            }
            if (complete && (active == null || isLater(head, active.getLast()))) {
                active = sequence;
            }
        }
        if (ring.isSpent()) {
            throw new CorruptDataException("VHDX log: its entries lie in each other");
        }
        if (active == null) {
            throw new CorruptDataException(
                    "VHDX log: the header says that there is something to replay, and there is no whole sequence of entries");
        }
        return active;
    }

    private static boolean isLater(LogEntry one, LogEntry other) {
        return Long.compareUnsigned(one.sequenceNumber(), other.sequenceNumber()) > 0;
    }

    /** The entries that follow one another from {@code start} on, at most once round. */
    private List<LogEntry> sequence(long start) throws IOException {
        List<LogEntry> sequence = new ArrayList<>();
        LogEntry last = null;
        long total = 0;
        while (total < ring.length()) {
            LogEntry next = LogEntry.read(ring, (start + total) % ring.length());
            if (next == null || !follows(next, last) || total + next.length() > ring.length()) {
                break;
            }
            sequence.add(next);
            total += next.length();
            last = next;
        }
        return sequence;
    }

    private static boolean follows(LogEntry entry, @Nullable LogEntry before) {
        return before == null || entry.sequenceNumber() == before.sequenceNumber() + 1;
    }

    private void apply(LogEntry entry) throws IOException {
        long data = entry.offset() + entry.dataStart();
        long dataEnd = entry.offset() + entry.length();
        for (int i = 0; i < entry.descriptorCount(); i++) {
            long at = entry.offset() + LogEntry.HEADER_LENGTH + (long) i * LogEntry.DESCRIPTOR_LENGTH;
            StructView s = StructView.littleEndian("VHDX log descriptor", ring.twice(), at, LogEntry.DESCRIPTOR_LENGTH);
            long fileOffset = s.u63(0x10, "FileOffset");
            if (fileOffset % LogEntry.SECTOR != 0) {
                throw s.corrupt(0x10, "FileOffset", fileOffset, "a multiple of " + LogEntry.SECTOR);
            }
            if (s.bits64(0x18) != entry.sequenceNumber()) {
                throw s.corrupt(0x18, "SequenceNumber", s.bits64(0x18), entry.sequenceNumber());
            }
            if (s.startsWith(0x00, ZERO_DESCRIPTOR)) {
                zero(fileOffset, s);
            } else {
                s.expectMagic(0x00, DATA_DESCRIPTOR);
                if (data > dataEnd - LogEntry.SECTOR) {
                    throw new CorruptDataException("VHDX log entry: %d descriptors, and too few sectors for their data"
                            .formatted(entry.descriptorCount()));
                }
                patch(fileOffset, sector(data, entry, s));
                data += LogEntry.SECTOR;
            }
        }
    }

    private LogSector sector(long at, LogEntry entry, StructView descriptor) throws IOException {
        StructView s = StructView.littleEndian("VHDX log data sector", ring.twice(), at, LogEntry.SECTOR);
        s.expectMagic(0x00, DATA_SECTOR);
        long sequenceNumber = s.u32(0x04) << 32 | s.u32(LogSector.TRAILING);
        if (sequenceNumber != entry.sequenceNumber()) {
            throw s.corrupt(0x04, "SequenceHigh and SequenceLow", sequenceNumber, entry.sequenceNumber());
        }
        ByteBuffer trailing = ByteBuffer.wrap(descriptor.bytes(0x04, Integer.BYTES));
        ByteBuffer leading = ByteBuffer.wrap(descriptor.bytes(0x08, Long.BYTES));
        return new LogSector(ring.twice(), at, leading.getLong(), trailing.getInt());
    }

    private void zero(long fileOffset, StructView s) throws CorruptDataException, UnsupportedFeatureException {
        long length = s.u63(0x08, "ZeroLength");
        if (length % LogEntry.SECTOR != 0) {
            throw s.corrupt(0x08, "ZeroLength", length, "a multiple of " + LogEntry.SECTOR);
        }
        long sectors = length / LogEntry.SECTOR;
        if (sectors > MAX_ZERO_SECTORS - zeroSectors) {
            throw new UnsupportedFeatureException("VHDX log: it zeroes more than %d MiB, which cannot be replayed"
                    .formatted(MAX_ZERO_SECTORS * LogEntry.SECTOR >> 20));
        }
        zeroSectors += sectors;
        for (long i = 0; i < sectors; i++) {
            patch(fileOffset + i * LogEntry.SECTOR, ZEROS);
        }
    }

    private void patch(long fileOffset, BlockSource sector) throws CorruptDataException {
        if (fileOffset < 0 || fileOffset > Long.MAX_VALUE - LogEntry.SECTOR) {
            throw new CorruptDataException("VHDX log: it writes behind byte 2^63");
        }
        patches.put(fileOffset / LogEntry.SECTOR, new PatchedSource.Patch(sector, 0));
        end = Math.max(end, fileOffset + LogEntry.SECTOR);
    }
}
