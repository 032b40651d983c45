package io.guestkit.fs.fat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a directory, wherever they lie.
 *
 * @param pieces where the clusters start, or the fixed root directory, in bytes on the volume
 * @param pieceSize in bytes
 * @param broken thrown behind the last piece, if there should be more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Directory(
        BlockSource metadata,
        FatType type,
        long[] pieces,
        int pieceSize,
        @Nullable IOException broken) {

    /** A directory is never longer, in bytes: Windows and Linux agree on 65536 entries. */
    static final int MAX_SIZE = 65536 * DirectoryEntry.LENGTH;

    /** Bytes read at once; every piece is a multiple of it, or smaller. */
    private static final int CHUNK = 4096;

    long size() {
        return (long) pieces.length * pieceSize;
    }

    Reader reader() {
        return new Reader();
    }

    /**
     * An entry that is shown.
     *
     * @param name the long one if there is one
     * @param position of the short entry, in bytes on the volume
     */
    record Item(String name, DirectoryEntry entry, long position) {}

    /** Steps through the entries; not safe for several threads. */
    final class Reader {

        private final LongName longName = new LongName();
        private @Nullable StructView chunk;
        private int piece;
        private int offset;

        private Reader() {}

        /** The next entry that is neither deleted, nor a label, nor {@code .} or {@code ..}; null after the last one. */
        @Nullable
        Item next() throws IOException {
            for (StructView slot = nextSlot(); slot != null; slot = nextSlot()) {
                int attr = slot.u8(0x0b);
                if (slot.u8(0) == DirectoryEntry.DELETED) {
                    longName.clear();
                } else if (LongName.isPiece(attr)) {
                    longName.add(slot);
                } else if ((attr & DirectoryEntry.ATTR_VOLUME_ID) != 0 || isDot(slot)) {
                    longName.clear();
                } else {
                    DirectoryEntry entry = DirectoryEntry.parse(slot, type);
                    String name = longName.take(entry.checksum());
                    if (name == null) {
                        name = entry.shortName();
                    }
                    if (!name.isEmpty()) {
                        return new Item(name, entry, pieces[piece] + offset - DirectoryEntry.LENGTH);
                    }
                }
            }
            return null;
        }

        /** The label of the volume, for which only the root directory has a place; null if there is none. */
        @Nullable
        String label() throws IOException {
            for (StructView slot = nextSlot(); slot != null; slot = nextSlot()) {
                int attr = slot.u8(0x0b);
                boolean label = (attr & (DirectoryEntry.ATTR_VOLUME_ID | DirectoryEntry.ATTR_DIRECTORY))
                        == DirectoryEntry.ATTR_VOLUME_ID;
                if (label
                        && slot.u8(0) != DirectoryEntry.DELETED
                        && !LongName.isPiece(attr)
                        && slot.u16(0x14) == 0
                        && slot.u16(0x1a) == 0) {
                    return ShortName.label(slot.bytes(0, 11));
                }
            }
            return null;
        }

        private static boolean isDot(StructView slot) {
            return slot.startsWith(0, DOT) || slot.startsWith(0, DOT_DOT);
        }

        /** The next 32 bytes; null behind the last entry. */
        private @Nullable StructView nextSlot() throws IOException {
            if (offset == pieceSize) {
                piece++;
                offset = 0;
            }
            if (piece >= pieces.length) {
                if (broken != null) {
                    throw new CorruptDataException("FAT directory: " + broken.getMessage());
                }
                return null;
            }
            if (offset % CHUNK == 0 || chunk == null) {
                chunk = StructView.littleEndian(
                        "FAT directory entry", metadata, pieces[piece] + offset, Math.min(CHUNK, pieceSize - offset));
            }
            StructView slot = chunk.slice("FAT directory entry", offset % CHUNK, DirectoryEntry.LENGTH);
            if (slot.u8(0) == 0) {
                piece = pieces.length;
                offset = 0;
                return null;
            }
            offset += DirectoryEntry.LENGTH;
            return slot;
        }
    }

    private static final byte[] DOT = {'.', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
    private static final byte[] DOT_DOT = {'.', '.', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
}
