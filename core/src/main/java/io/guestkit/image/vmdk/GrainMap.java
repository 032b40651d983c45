package io.guestkit.image.vmdk;

import io.guestkit.codec.Deflate;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Maps one sparse extent: a grain directory, its grain tables, and the grains they lead to. */
final class GrainMap {

    /** Directory entries that are looked at together. */
    private static final int DIRECTORY_PIECE = 2048;

    private final GrainLayout layout;
    private final BlockSource file;
    private final GrainWords words;
    private final TableCache tables;
    /** Where the extent starts on the guest's disk, in bytes. */
    private final long start;
    /** How much of the extent the guest's disk has, in bytes; not more than the capacity. */
    private final long length;

    private volatile boolean foundForeignMarker;

    GrainMap(GrainLayout layout, long start, long length) {
        this.layout = layout;
        this.file = layout.file();
        this.words = layout.words();
        this.tables = new TableCache(file, words.bytes());
        this.start = start;
        this.length = length;
    }

    /**
     * As {@link io.guestkit.image.DiskImage#run}; positions are the guest's, and the range lies in the extent.
     *
     * @param warn told of doubts
     * @return a run that ends with its grain table in any case
     */
    Run run(long position, long wanted, Consumer<String> warn) throws IOException {
        long inside = position - start;
        long number = inside / layout.tableCoverage();
        long pieceStart = number / DIRECTORY_PIECE * DIRECTORY_PIECE;
        int count = (int) Math.min(DIRECTORY_PIECE, layout.directoryEntries() - pieceStart);
        long[] directory =
                tables.words("grain directory", layout.directoryOffset() + pieceStart * words.bytes(), count);
        int index = (int) (number - pieceStart);
        long offset = words.tableOffset(directory[index]);
        if (offset != 0) {
            return runInTable(table(offset, number), number, position, wanted, warn);
        }
        long hole = (number + 1) * layout.tableCoverage() - inside;
        while (hole < wanted && ++index < count && words.tableOffset(directory[index]) == 0) {
            hole += layout.tableCoverage();
        }
        return new Run.Unallocated(position, Math.min(hole, wanted));
    }

    /** The last table need not be longer than the grains it is for. */
    private long[] table(long offset, long number) throws IOException {
        long grains =
                (layout.capacity() - number * layout.tableCoverage() + layout.grainBytes() - 1) / layout.grainBytes();
        return tables.words("grain table", offset, (int) Math.min(grains, layout.tableEntries()));
    }

    private Run runInTable(long[] table, long number, long position, long wanted, Consumer<String> warn)
            throws IOException {
        long inTable = position - start - number * layout.tableCoverage();
        int index = (int) (inTable / layout.grainBytes());
        long inGrain = inTable % layout.grainBytes();
        GrainWords.Kind kind = words.kind(table[index]);
        if (kind == GrainWords.Kind.DATA && layout.storage() != GrainLayout.Storage.PLAIN) {
            return compressed(position, wanted, inGrain, words.grainOffset(table[index]), warn);
        }
        long grain = kind == GrainWords.Kind.DATA ? words.grainOffset(table[index]) : 0;
        long here = layout.grainBytes() - inGrain;
        for (int next = index + 1; here < wanted && next < table.length; next++) {
            if (words.kind(table[next]) != kind
                    || (kind == GrainWords.Kind.DATA && words.grainOffset(table[next]) != grain + inGrain + here)) {
                break;
            }
            here += layout.grainBytes();
        }
        here = Math.min(here, wanted);
        return switch (kind) {
            case DATA -> data(position, here, grain, inGrain);
            case ZERO -> new Run.Zero(position, here, OptionalLong.empty());
            case UNALLOCATED -> new Run.Unallocated(position, here);
        };
    }

    /** Data as far as the file has it; the rest of a last grain that was cut short is zeros. */
    private Run data(long position, long here, long grain, long inGrain) throws CorruptDataException {
        checkInFile(position, grain);
        long host = grain + inGrain; // both below 2^62
        if (host >= file.size()) {
            return new Run.Zero(position, Math.min(here, layout.grainBytes() - inGrain), OptionalLong.empty());
        }
        return new Run.Data(position, Math.min(here, file.size() - host), file, host);
    }

    private Run compressed(long position, long wanted, long inGrain, long grain, Consumer<String> warn)
            throws IOException {
        checkInFile(position, grain);
        long unitStart = position - inGrain;
        // a writer may leave away what of the last grain lies behind the end of the disk
        long unit = Math.min(layout.grainBytes(), start + length - unitStart);
        long stream = grain;
        long stored = Math.min(2 * layout.grainBytes(), file.size() - grain);
        if (layout.storage() == GrainLayout.Storage.MARKED) {
            StructView marker = StructView.littleEndian("VMDK grain marker", file, grain, Marker.GRAIN_BYTES);
            stream += Marker.GRAIN_BYTES;
            checkMarker(marker.bits64(0x00), unitStart, warn);
            // QEMU's bound as well: nobody keeps a stream that has become longer than that
            stored = marker.u32In(0x08, "size", 1, (int) (2 * layout.grainBytes()));
            if (stored > file.size() - stream) {
                throw marker.corrupt(
                        0x08,
                        "size",
                        stored,
                        "at most the %d bytes up to the end of the file; was it truncated?"
                                .formatted(file.size() - stream));
            }
        }
        return new Run.Compressed(
                position,
                Math.min(wanted, unit - inGrain),
                file,
                stream,
                (int) stored,
                unitStart,
                (int) unit,
                Deflate.ZLIB);
    }

    /** Importers that read the file as a stream go by the markers, so that a disk may be another one for them. */
    private void checkMarker(long lba, long unitStart, Consumer<String> warn) {
        if (lba != (unitStart - start) / SparseHeader.SECTOR && !foundForeignMarker) {
            foundForeignMarker = true;
            warn.accept("the marker of the grain for guest position %d says sector %d; the grain table is believed"
                    .formatted(unitStart, lba));
        }
    }

    private void checkInFile(long position, long grain) throws CorruptDataException {
        if (grain >= file.size()) {
            throw new CorruptDataException(
                    "VMDK grain table: the grain for guest position %d is at 0x%x, behind the end of the file (%d bytes); was the file truncated?"
                            .formatted(position, grain, file.size()));
        }
    }
}
