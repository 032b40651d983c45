package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One change of a transaction: a description of what it is, and the regions that were changed. Both start with two words
 * of 16 bits in the byte order of the machine that wrote them: a type, and the number of regions.
 */
final class LogItem {

    static final int EFI = 0x1236;
    static final int EFD = 0x1237;
    static final int INODE = 0x123b;
    static final int BUFFER = 0x123c;
    static final int INODE_CREATE = 0x123f;
    static final int BUI = 0x1244;
    static final int BUD = 0x1245;
    static final int ATTRI = 0x1246;
    static final int ATTRD = 0x1247;
    static final int XMI = 0x1248;
    static final int XMD = 0x1249;
    /** What comes last of the types that are known; all from 0x1236 on are. */
    static final int LAST = 0x124f;

    private static final int MOST_REGIONS = 300;

    private final int regionsToCome;
    private final List<byte[]> regions = new ArrayList<>(4);

    /** @param first the description */
    LogItem(byte[] first) throws CorruptDataException {
        StructView s = view(first);
        this.regionsToCome = s.u16In(0x02, "size", 1, MOST_REGIONS);
        regions.add(first);
    }

    boolean isComplete() {
        return regions.size() == regionsToCome;
    }

    void add(byte[] region) {
        regions.add(region);
    }

    /** Goes on with the last region, whose start was in another record. */
    void append(byte[] more) {
        byte[] start = regions.removeLast();
        byte[] whole = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, whole, start.length, more.length);
        regions.add(whole);
    }

    int type() throws CorruptDataException {
        return description().u16(0x00);
    }

    StructView description() {
        return view(regions.getFirst());
    }

    int regions() {
        return regions.size();
    }

    /**
     * A region as it is; 0 is the description.
     *
     * @throws CorruptDataException if the item lacks it
     */
    byte[] region(int index) throws CorruptDataException {
        if (index >= regions.size()) {
            throw new CorruptDataException("xfs log item of type 0x%x: it lacks region %d".formatted(type(), index));
        }
        return regions.get(index);
    }

    private static StructView view(byte[] region) {
        return StructView.littleEndian("xfs log item", ByteBuffer.wrap(region));
    }
}
