package io.guestkit.registry;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * The hive bins: one space of cells, which are addressed by their offset from the first bin. Reads only the pages that
 * are asked for and keeps a few of them.
 *
 * <p>A cell counts only if a bin lies around it, which is found by going back page by page from the cell. Pages before
 * which no bin was found are remembered, so that a hostile hive cannot make the search expensive more than once.
 */
final class HiveBins {

    private static final byte[] SIGNATURE = {'h', 'b', 'i', 'n'};
    private static final int HEADER = 0x20;
    private static final int CACHE = 4 << 20;
    /** Bins that are remembered: more than fit in the cache. */
    private static final int MAX_REMEMBERED = 1 << 16;

    /** Bytes of the smallest key node, and of a list's entry for it. */
    private static final int KEY_COST = 84;
    /** Bytes of the smallest value, and of a list's entry for it. */
    private static final int VALUE_COST = 28;

    private final BlockSource source;
    private final long size;
    private final long stored;
    private final TreeMap<Long, Long> bins = new TreeMap<>();
    private final BitSet binless = new BitSet();

    /**
     * A cell.
     *
     * @param offset of its content from the first bin
     * @param length of its content in bytes, at least 4
     */
    record Cell(long offset, int length) {}

    /**
     * @param file from the base block on
     * @param size of the bins in bytes
     * @param stored how many bytes there are in the hive and its logs
     */
    HiveBins(BlockSource file, long size, long stored) {
        this.source = new CachedSource(file, BaseBlock.PAGE, CACHE);
        this.size = size;
        this.stored = Math.min(stored, size);
    }

    /** How many keys the hive can hold. */
    long maxKeys() {
        return stored / KEY_COST + 1;
    }

    /** How many values the hive can hold. */
    long maxValues() {
        return stored / VALUE_COST + 1;
    }

    /** How many bytes of data the hive can hold. */
    long maxData() {
        return stored;
    }

    /**
     * The cell at an offset that comes out of the hive.
     *
     * @throws CorruptDataException if no allocated cell can be there
     */
    Cell cell(String structure, long offset) throws IOException {
        if (offset % 8 != 0 || offset < HEADER || offset > size - 8) {
            throw new CorruptDataException("%s: no cell can be at 0x%x of 0x%x".formatted(structure, offset, size));
        }
        int length = view("cell", offset, 4).i32(0);
        if (length >= 0) {
            throw new CorruptDataException("%s: the cell at 0x%x is not allocated".formatted(structure, offset));
        }
        long end = binEnd(structure, offset);
        // negated as a long, because an int has no 2^31
        if (length % 8 != 0 || -(long) length > end - offset) {
            throw new CorruptDataException("%s: the cell at 0x%x is %d bytes long, its bin ends at 0x%x"
                    .formatted(structure, offset, -(long) length, end));
        }
        return new Cell(offset + 4, -length - 4);
    }

    /** The first bytes of a cell's content, all of them if it has no more than {@code most}. */
    StructView head(String structure, long offset, int most) throws IOException {
        Cell cell = cell(structure, offset);
        return view(structure, cell.offset(), Math.min(cell.length(), most));
    }

    /** The first bytes of a cell's content. The caller has bounded {@code length} by what can be allocated. */
    byte[] bytes(String structure, long offset, int length) throws IOException {
        Cell cell = cell(structure, offset);
        if (length > cell.length()) {
            throw new CorruptDataException("%s: %d bytes in the cell at 0x%x, which has %d"
                    .formatted(structure, length, offset, cell.length()));
        }
        return view(structure, cell.offset(), length).bytes(0, length);
    }

    private StructView view(String structure, long offset, int length) throws IOException {
        return StructView.littleEndian(structure, source, BaseBlock.PAGE + offset, length);
    }

    private synchronized long binEnd(String structure, long offset) throws IOException {
        Map.Entry<Long, Long> known = bins.floorEntry(offset);
        if (known != null && offset < known.getValue()) {
            return known.getValue();
        }
        long page = offset / BaseBlock.PAGE * BaseBlock.PAGE;
        for (long at = page; at >= 0 && !binless.get((int) (at / BaseBlock.PAGE)); at -= BaseBlock.PAGE) {
            StructView header = view("hive bin", at, HEADER);
            if (header.startsWith(0x00, SIGNATURE) && header.u32(0x04) == at) {
                long length = header.u32(0x08);
                if (length < BaseBlock.PAGE || length % BaseBlock.PAGE != 0 || length > size - at) {
                    throw header.corrupt(0x08, "Size", length, "a multiple of 4096 up to " + (size - at));
                }
                if (offset >= at + length || offset < at + HEADER) {
                    break;
                }
                if (bins.size() == MAX_REMEMBERED) {
                    bins.clear();
                }
                bins.put(at, at + length);
                return at + length;
            }
        }
        binless.set((int) (page / BaseBlock.PAGE));
        throw new CorruptDataException("%s: the cell at 0x%x is in no hive bin".formatted(structure, offset));
    }
}
