package io.guestkit.fs.btrfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Extents of files while a log is replayed. */
record LoggedExtents(ReplayedItems tree, Superblock superblock) {

    private static final int OFFSET_AT = 0x25;
    private static final int NUM_BYTES_AT = 0x2d;

    /** Puts a logged extent in the place of whatever was in its range. */
    void replay(Item logged) throws IOException {
        FileExtent extent = FileExtent.parse(logged);
        Item there = tree.get(logged.key());
        if (there != null
                && extent.inline() == null
                && there.data().buffer().equals(logged.data().buffer())) {
            return;
        }
        drop(logged.key().objectid(), extent.position(), end(extent));
        boolean hole = extent.inline() == null && extent.address() == 0;
        if (!hole || !superblock.features().has(Features.NO_HOLES)) {
            tree.put(logged.key(), ReplayedItems.copy(logged).array());
        }
    }

    /** Cuts everything in a range out of a file. */
    void drop(long inode, long start, long end) throws IOException {
        for (Item item : overlapping(inode, start, end)) {
            FileExtent extent = FileExtent.parse(item);
            tree.remove(item.key());
            if (extent.inline() != null) {
                continue;
            }
            if (extent.position() < start) {
                ByteBuffer head = ReplayedItems.copy(item).putLong(NUM_BYTES_AT, start - extent.position());
                tree.put(item.key(), head.array());
            }
            if (extent.end() > end) {
                ByteBuffer tail = ReplayedItems.copy(item);
                tail.putLong(OFFSET_AT, tail.getLong(OFFSET_AT) + (end - extent.position()));
                tail.putLong(NUM_BYTES_AT, extent.end() - end);
                tree.put(new Key(inode, Key.EXTENT_DATA, end), tail.array());
            }
        }
    }

    private List<Item> overlapping(long inode, long start, long end) throws IOException {
        List<Item> found = new ArrayList<>();
        Key from = new Key(inode, Key.EXTENT_DATA, start);
        Item below = tree.floor(from);
        Items.Cursor items = tree.from(below != null && below.key().isBeside(from) ? below.key() : from);
        for (Item item = items.next(); item != null && item.key().isBeside(from); item = items.next()) {
            FileExtent extent = FileExtent.parse(item);
            if (extent.position() >= end) {
                break;
            }
            if (end(extent) > start) {
                found.add(item);
            }
        }
        return found;
    }

    /** An inline extent takes whole sectors. */
    private long end(FileExtent extent) {
        // positions and lengths are below 2^62 each, an inline length below 2^17
        return extent.inline() == null ? extent.end() : roundUp(extent.end());
    }

    long roundUp(long position) {
        long mask = superblock.sectorSize() - 1L;
        return position > Long.MAX_VALUE - mask ? Long.MAX_VALUE : position + mask & ~mask;
    }
}
