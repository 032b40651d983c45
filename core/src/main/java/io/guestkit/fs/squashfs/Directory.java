package io.guestkit.fs.squashfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a directory: runs of up to 256 that have a header in common, sorted by their bytes. A large directory has
 * an index of where some of the runs start. Not safe for several threads.
 */
final class Directory {

    private static final int HEADER = 12;
    private static final int ENTRY = 8;
    private static final int MOST_IN_RUN = 256;
    private static final int MAX_NAME = 256;
    /** What the size of a directory counts beyond its entries: Linux hands out "." and ".." at these positions. */
    private static final int DOTS = 3;

    /**
     * A name in a directory.
     *
     * @param place where the entry stands, which no other entry does
     * @param inode reference of what it stands for
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(byte[] name, long place, long inode) {}

    private final Inode inode;
    private final MetadataReader in;
    /** Bytes of the listing that are left. */
    private long remaining;
    /** Entries of the run that are left. */
    private int left;

    private long inodeBlock;

    private Directory(Inode inode, MetadataReader in, long remaining) {
        this.inode = inode;
        this.in = in;
        this.remaining = remaining;
    }

    /** From its first entry on. */
    static Directory of(Blocks blocks, Inode inode) {
        long start = blocks.superblock().directoryTable() + inode.fields().start();
        int offset = (int) inode.fields().offset();
        return new Directory(
                inode, MetadataReader.at(blocks, inode.name(), start, offset), Math.max(0, inode.size() - DOTS));
    }

    /** From the first run on that may have the name. */
    private static Directory from(Blocks blocks, Inode inode, byte[] name) throws IOException {
        MetadataReader index = inode.tail().copy();
        long skipped = 0;
        long block = inode.fields().start();
        for (int i = 0; i < inode.fields().indexEntries(); i++) {
            StructView s = index.struct("squashfs directory index", HEADER);
            byte[] first = index.bytes(s.u32In(0x08, "size", 0, MAX_NAME - 1) + 1);
            if (Arrays.compareUnsigned(first, name) > 0) {
                break;
            }
            skipped = s.u32(0x00);
            block = s.u32(0x04);
        }
        long offset = (skipped + inode.fields().offset()) % Blocks.METADATA_SIZE;
        return new Directory(
                inode,
                MetadataReader.at(blocks, inode.name(), blocks.superblock().directoryTable() + block, (int) offset),
                Math.max(0, inode.size() - DOTS - skipped));
    }

    static @Nullable Entry find(Blocks blocks, Inode inode, byte[] name) throws IOException {
        Directory directory = from(blocks, inode, name);
        for (Entry entry = directory.next(); entry != null; entry = directory.next()) {
            if (Arrays.equals(entry.name, name)) {
                return entry;
            }
            if ((entry.name[0] & 0xff) > (name[0] & 0xff)) {
                return null; // as Linux does, which trusts in the order of the first bytes only
            }
        }
        return null;
    }

    @Nullable
    Entry next() throws IOException {
        if (left == 0) {
            if (remaining <= 0) {
                return null;
            }
            StructView header = in.struct("squashfs directory header", HEADER);
            left = header.u32In(0x00, "count", 0, MOST_IN_RUN - 1) + 1;
            inodeBlock = header.u32(0x04);
            remaining -= HEADER;
        }
        long place = in.place();
        StructView s = in.struct("squashfs directory entry", ENTRY);
        byte[] name = in.bytes(s.u16In(0x06, "size", 0, MAX_NAME - 1) + 1);
        left--;
        remaining -= ENTRY + name.length;
        if (remaining < 0) {
            throw inode.corrupt("its entries end behind its %d bytes".formatted(inode.size()));
        }
        requireName(name);
        return new Entry(name, place, inodeBlock << 16 | s.u16(0x00));
    }

    private void requireName(byte[] name) throws CorruptDataException {
        for (byte b : name) {
            if (b == 0 || b == '/') {
                throw inode.corrupt("a name in it has a %s".formatted(b == 0 ? "NUL" : "slash"));
            }
        }
        if (name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.')) {
            throw inode.corrupt("it has an entry for " + (name.length == 1 ? "." : ".."));
        }
    }
}
