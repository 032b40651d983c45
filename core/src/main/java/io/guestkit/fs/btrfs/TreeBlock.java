package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;

/**
 * A block of a tree, its checksum and the order of its keys proven: {@code struct btrfs_header} with items (level 0) or
 * pointers to blocks of the level below.
 */
final class TreeBlock {

    private static final int HEADER = 0x65;
    private static final int ITEM_LENGTH = 25;
    private static final int POINTER_LENGTH = 33;

    private final StructView view;
    private final ByteBuffer bytes;
    private final long address;
    private final int count;
    private final int level;
    private final int entryLength;

    private TreeBlock(StructView view, long address, int count, int level) {
        this.view = view;
        this.bytes = view.buffer();
        this.address = address;
        this.count = count;
        this.level = level;
        this.entryLength = level == 0 ? ITEM_LENGTH : POINTER_LENGTH;
    }

    /** @param raw as many bytes as a block has */
    static TreeBlock parse(byte[] raw, long address, Superblock superblock) throws CorruptDataException {
        StructView s = StructView.littleEndian("btrfs tree block " + address, ByteBuffer.wrap(raw));
        ByteBuffer body = ByteBuffer.wrap(raw, Checksum.FIELD, raw.length - Checksum.FIELD);
        if (!superblock.checksum().matches(body, ByteBuffer.wrap(raw), 0)) {
            throw s.corrupt(
                    0x00,
                    "csum",
                    java.util.HexFormat.of()
                            .formatHex(raw, 0, superblock.checksum().length()),
                    superblock.checksum().hex(body) + ", the checksum of the bytes after it");
        }
        if (s.bits64(0x30) != address) {
            throw s.corrupt(0x30, "bytenr", Long.toUnsignedString(s.bits64(0x30)), address);
        }
        if (!s.uuid(0x20).equals(superblock.blockUuid())) {
            throw s.corrupt(0x20, "fsid", s.uuid(0x20), superblock.blockUuid());
        }
        int level = s.u8In(0x64, "level", 0, 7);
        int entryLength = level == 0 ? ITEM_LENGTH : POINTER_LENGTH;
        int count = s.u32In(0x60, "nritems", level == 0 ? 0 : 1, (raw.length - HEADER) / entryLength);
        TreeBlock block = new TreeBlock(s, address, count, level);
        block.check();
        return block;
    }

    private void check() throws CorruptDataException {
        for (int i = 1; i < count; i++) {
            if (key(i).compareTo(key(i - 1)) <= 0) {
                throw view.corrupt(at(i), "key " + i, key(i), "more than " + key(i - 1));
            }
        }
        if (level > 0) {
            return;
        }
        int first = HEADER + count * ITEM_LENGTH;
        for (int i = 0; i < count; i++) {
            long offset = HEADER + (bytes.getInt(at(i) + 0x11) & 0xffff_ffffL);
            long size = bytes.getInt(at(i) + 0x15) & 0xffff_ffffL;
            if (offset < first || offset + size > view.length()) {
                throw view.corrupt(
                        at(i) + 0x11,
                        "offset and size of item " + i,
                        (offset - HEADER) + "+" + size,
                        "%d..%d".formatted(first - HEADER, view.length() - HEADER));
            }
        }
    }

    private int at(int index) {
        return HEADER + index * entryLength;
    }

    long address() {
        return address;
    }

    int level() {
        return level;
    }

    /** Items or pointers. */
    int count() {
        return count;
    }

    long generation() {
        return bytes.getLong(0x50);
    }

    Key key(int index) {
        int at = at(index);
        return new Key(bytes.getLong(at), bytes.get(at + 0x08) & 0xff, bytes.getLong(at + 0x09));
    }

    /** Index of the last key that is not above {@code key}, or -1. */
    int floor(Key key) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = at(middle);
            int order = Key.compare(bytes.getLong(at), bytes.get(at + 0x08) & 0xff, bytes.getLong(at + 0x09), key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Logical address of the block that pointer {@code index} leads to. */
    long child(int index) {
        return bytes.getLong(at(index) + 0x11);
    }

    /** Generation that this block has. */
    long childGeneration(int index) {
        return bytes.getLong(at(index) + 0x19);
    }

    Item item(int index) throws CorruptDataException {
        int at = at(index);
        Key key = key(index);
        // check() has proven that both are inside the block
        return new Item(key, view.slice(ItemName.of(key), HEADER + bytes.getInt(at + 0x11), bytes.getInt(at + 0x15)));
    }
}
