package io.guestkit.image.qcow2;

import io.guestkit.codec.Decoder;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * One L2 table, and how it maps the part of the disk that it is for. A unit below is what one mapping decision covers: a
 * cluster, or a subcluster where L2 entries are extended.
 */
final class L2Table {

    /**
     * What all tables of an image share.
     *
     * @param dataFile what clusters that are not compressed are read from, decrypted if they are encrypted
     */
    record Layout(
            BlockSource file,
            BlockSource dataFile,
            boolean hasExternalData,
            Decoder decoder,
            boolean extended,
            int clusterBits) {

        private static final int SUBCLUSTER_BITS = 5;

        int entryBytes() {
            return extended ? 16 : 8;
        }

        int entryBits() {
            return clusterBits - (extended ? 4 : 3);
        }

        int unitBits() {
            return extended ? clusterBits - SUBCLUSTER_BITS : clusterBits;
        }
    }

    private enum Kind {
        DATA,
        ZERO,
        ZERO_RESERVED,
        UNALLOCATED
    }

    private final Layout layout;
    /** The table as it is in the file: one word an entry, or word and bitmap in turn. */
    private final long[] words;

    private L2Table(Layout layout, long[] words) {
        this.layout = layout;
        this.words = words;
    }

    /** @param offset of the table, which lies inside the file */
    static L2Table read(Layout layout, long offset) throws IOException {
        int size = 1 << layout.clusterBits();
        ByteBuffer bytes =
                ByteBuffer.wrap(layout.file().readBytes(offset, size)).order(ByteOrder.BIG_ENDIAN);
        long[] words = new long[size / Long.BYTES];
        bytes.asLongBuffer().get(words);
        return new L2Table(layout, words);
    }

    /** Bytes of heap that the table takes. */
    int weight() {
        return words.length * Long.BYTES;
    }

    /**
     * The run that starts at {@code position}, joined over neighbouring units that continue it.
     *
     * @param length how far to look; the run ends with the table in any case
     */
    Run run(long position, long length) throws IOException {
        long word = words[wordAt(position)];
        if (L2Entry.isCompressed(word)) {
            return compressed(position, length, word);
        }
        Kind kind = kind(position);
        long host = kind == Kind.DATA || kind == Kind.ZERO_RESERVED ? host(position) : 0;
        long end = end(position, length, kind, host);
        return switch (kind) {
            case DATA -> data(position, end - position, host);
            case ZERO -> new Run.Zero(position, end - position, OptionalLong.empty());
            case ZERO_RESERVED -> new Run.Zero(position, end - position, OptionalLong.of(host));
            case UNALLOCATED -> new Run.Unallocated(position, end - position);
        };
    }

    private long end(long position, long length, Kind kind, long host) throws CorruptDataException {
        long unit = 1L << layout.unitBits();
        long covered = 1L << (layout.clusterBits() + layout.entryBits());
        long limit = Math.min(length, covered - (position & (covered - 1)));
        long done = unit - (position & (unit - 1));
        while (done < limit && continues(position + done, done, kind, host)) {
            done += unit;
        }
        return position + Math.min(done, limit);
    }

    private boolean continues(long position, long distance, Kind kind, long host) throws CorruptDataException {
        if (L2Entry.isCompressed(words[wordAt(position)]) || kind(position) != kind) {
            return false;
        }
        return (kind != Kind.DATA && kind != Kind.ZERO_RESERVED) || host(position) == host + distance;
    }

    private Kind kind(long position) throws CorruptDataException {
        int index = wordAt(position);
        long word = words[index];
        boolean allocated = L2Entry.hostOffset(word) != 0 || (layout.hasExternalData() && L2Entry.isCopied(word));
        if (!layout.extended()) {
            if (L2Entry.isZero(word)) {
                return allocated ? Kind.ZERO_RESERVED : Kind.ZERO;
            }
            return allocated ? Kind.DATA : Kind.UNALLOCATED;
        }
        long bitmap = words[index + 1];
        int subcluster = (int) (position >>> layout.unitBits()) & 31;
        boolean zero = L2Entry.isSubclusterZero(bitmap, subcluster);
        boolean stored = L2Entry.isSubclusterAllocated(bitmap, subcluster);
        if (stored && (zero || !allocated)) {
            throw new CorruptDataException(
                    "qcow2 L2 table: subcluster %d of the cluster for guest position %d is marked %s"
                            .formatted(
                                    subcluster,
                                    position,
                                    zero ? "both allocated and zero" : "allocated, its cluster is not"));
        }
        if (zero) {
            return allocated ? Kind.ZERO_RESERVED : Kind.ZERO;
        }
        return stored ? Kind.DATA : Kind.UNALLOCATED;
    }

    /** Where the byte for {@code position} is, in an allocated cluster. */
    private long host(long position) throws CorruptDataException {
        long cluster = L2Entry.hostOffset(words[wordAt(position)]);
        long inside = position & ((1L << layout.clusterBits()) - 1);
        if ((cluster & ((1L << layout.clusterBits()) - 1)) != 0) {
            throw new CorruptDataException(
                    "qcow2 L2 table: the cluster for guest position %d is at 0x%x, which is no multiple of the cluster size"
                            .formatted(position, cluster));
        }
        return cluster + inside; // below 2^56
    }

    /** Data as far as the file has it; the rest of a last cluster that was cut short is zeros. */
    private Run data(long position, long length, long host) throws CorruptDataException {
        long fileSize = layout.dataFile().size();
        if (host + length <= fileSize) {
            return new Run.Data(position, length, layout.dataFile(), host);
        }
        if (host < fileSize) {
            return new Run.Data(position, fileSize - host, layout.dataFile(), host);
        }
        long clusterStart = host & -(1L << layout.clusterBits());
        if (clusterStart >= fileSize) {
            throw new CorruptDataException(
                    "qcow2 L2 table: the cluster for guest position %d is at 0x%x, behind the end of the file (%d bytes); was the file truncated?"
                            .formatted(position, clusterStart, fileSize));
        }
        long clusterEnd = clusterStart + (1L << layout.clusterBits());
        return new Run.Zero(position, Math.min(length, clusterEnd - host), OptionalLong.empty());
    }

    private Run compressed(long position, long length, long word) throws CorruptDataException {
        int cluster = 1 << layout.clusterBits();
        long offset = L2Entry.compressedOffset(word, layout.clusterBits());
        long left = layout.file().size() - offset;
        if (left <= 0) {
            throw new CorruptDataException(
                    "qcow2 L2 table: the compressed cluster for guest position %d is at 0x%x, behind the end of the file"
                            .formatted(position, offset));
        }
        long start = position & -(long) cluster;
        return new Run.Compressed(
                position,
                Math.min(length, start + cluster - position),
                layout.file(),
                offset,
                (int) Math.min(left, L2Entry.compressedLength(word, layout.clusterBits())),
                start,
                cluster,
                layout.decoder());
    }

    /** Index in {@link #words} of the entry for {@code position}. */
    private int wordAt(long position) {
        int entry = (int) (position >>> layout.clusterBits()) & ((1 << layout.entryBits()) - 1);
        return entry * (layout.entryBytes() / Long.BYTES);
    }
}
