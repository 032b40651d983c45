package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index of names of a directory: a B+ tree whose root is in $INDEX_ROOT and whose other nodes are the blocks of
 * $INDEX_ALLOCATION, as far as $BITMAP says that they are used.
 */
final class Directory {

    private static final String I30 = "$I30";
    private static final byte[] MAGIC = {'I', 'N', 'D', 'X'};
    private static final int HEADER = 0x18;
    private static final int COLLATION_FILE_NAME = 1;
    /** Each level has at least one name: no volume has room for more. */
    private static final int MAX_DEPTH = 48;

    private final AttributeSet file;
    private final StructView root;
    private final int blockSize;
    /** What a number of a node counts: clusters, or sectors of 512 bytes where a node is smaller than a cluster. */
    private final int vcnSize;

    private final @Nullable BlockSource blocks;
    private final @Nullable BlockSource bitmap;

    /** @throws CorruptDataException if the file has no such index, or its parts do not fit together */
    Directory(AttributeSet file, BootSector boot) throws IOException {
        this.file = file;
        Attribute indexRoot = file.require(Attribute.INDEX_ROOT, I30);
        StructView s = indexRoot.value(file.base().where() + " $INDEX_ROOT");
        if (s.i32(0x00) != Attribute.FILE_NAME) {
            throw s.corrupt(0x00, "IndexedAttributeType", s.i32(0x00), Attribute.FILE_NAME);
        }
        s.u32In(0x04, "CollationRule", COLLATION_FILE_NAME, COLLATION_FILE_NAME);
        this.blockSize = s.u32In(0x08, "BytesPerIndexBuffer", UpdateSequence.STRIDE, 1 << 16);
        if (Integer.bitCount(blockSize) != 1) {
            throw s.corrupt(0x08, "BytesPerIndexBuffer", blockSize, "a power of two");
        }
        this.vcnSize = blockSize >= boot.clusterSize() ? boot.clusterSize() : UpdateSequence.STRIDE;
        this.root = s.slice(s.structure(), 0x10, s.length() - 0x10);
        Attribute allocation = file.find(Attribute.INDEX_ALLOCATION, I30);
        this.blocks = allocation == null ? null : file.openMetadata(allocation);
        this.bitmap = allocation == null ? null : file.openMetadata(file.require(Attribute.BITMAP, I30));
        if (size() > boot.size()) {
            throw new CorruptDataException("%s: %d bytes are more than the %d of the volume"
                    .formatted(file.base().where(), size(), boot.size()));
        }
    }

    /** Size of the index blocks in bytes. */
    long size() {
        return blocks == null ? 0 : blocks.size();
    }

    long number() {
        return file.base().number();
    }

    /**
     * Looks a name up.
     *
     * @param exactly whether case counts
     * @return null if it is not there
     */
    @Nullable
    IndexEntry find(String name, UpCase order, boolean exactly) throws IOException {
        List<IndexEntry> entries = IndexEntry.parse(root);
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            long child = IndexEntry.NONE;
            for (IndexEntry entry : entries) {
                FileName there = entry.name();
                int compared = there == null
                        ? -1
                        : exactly ? order.compareExactly(name, there.name()) : order.compare(name, there.name());
                if (compared == 0) {
                    return entry;
                }
                if (compared < 0) {
                    child = entry.child();
                    break;
                }
            }
            if (child == IndexEntry.NONE) {
                return null;
            }
            if (child > Long.MAX_VALUE / vcnSize || child * vcnSize % blockSize != 0) {
                throw new CorruptDataException(
                        "%s: there can be no node %d".formatted(file.base().where(), child));
            }
            long number = child * vcnSize / blockSize;
            if (!isUsed(number)) {
                throw new CorruptDataException("%s: node %d is in the tree and not in use"
                        .formatted(file.base().where(), child));
            }
            entries = block(number);
        }
        throw new CorruptDataException(
                "%s: its index is deeper than %d nodes".formatted(file.base().where(), MAX_DEPTH));
    }

    private boolean isUsed(long number) throws IOException {
        return bitmap != null
                && number / 8 < bitmap.size()
                && (bitmap.readBytes(number / 8, 1)[0] >> (number % 8) & 1) != 0;
    }

    private List<IndexEntry> block(long number) throws IOException {
        String name = file.base().where() + " index block " + number;
        if (blocks == null || number >= blocks.size() / blockSize) {
            throw new CorruptDataException(name + " is outside $INDEX_ALLOCATION");
        }
        byte[] bytes = blocks.readBytes(number * blockSize, blockSize);
        StructView.littleEndian(name, java.nio.ByteBuffer.wrap(bytes)).expectMagic(0x00, MAGIC);
        StructView s = UpdateSequence.undo(name, bytes);
        long vcn = number * blockSize / vcnSize;
        if (s.bits64(0x10) != vcn) {
            throw s.corrupt(0x10, "ThisBlock", s.bits64(0x10), vcn);
        }
        return IndexEntry.parse(s.slice(name, HEADER, blockSize - HEADER));
    }

    /** All entries: those of the root, then block by block. */
    Cursor cursor() throws IOException {
        return new Cursor();
    }

    /** Steps through the entries that have a name. Needs no tree, so a damaged one hides nothing. */
    final class Cursor {

        private static final int BITMAP_PIECE = 4096;

        private Iterator<IndexEntry> entries = IndexEntry.parse(root).iterator();
        private byte[] used = {};
        private long usedStart;
        private long next;

        private Cursor() throws CorruptDataException {}

        @Nullable
        IndexEntry next() throws IOException {
            while (true) {
                while (entries.hasNext()) {
                    IndexEntry entry = entries.next();
                    if (entry.name() != null) {
                        return entry;
                    }
                }
                if (blocks == null || bitmap == null || next >= blocks.size() / blockSize) {
                    return null;
                }
                long number = next++;
                if (isMarked(bitmap, number)) {
                    entries = block(number).iterator();
                }
            }
        }

        private boolean isMarked(BlockSource marks, long number) throws IOException {
            long at = number / 8;
            if (at >= marks.size()) {
                return false;
            }
            if (used.length == 0 || at < usedStart || at >= usedStart + used.length) {
                usedStart = at;
                used = marks.readBytes(at, (int) Math.min(BITMAP_PIECE, marks.size() - at));
            }
            return (used[(int) (at - usedStart)] >> (number % 8) & 1) != 0;
        }
    }
}
