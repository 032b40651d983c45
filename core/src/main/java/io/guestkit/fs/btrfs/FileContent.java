package io.guestkit.fs.btrfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a file: extents by position, with holes wherever there is none. */
final class FileContent implements BlockSource {

    /** An extent that was decompressed: reads mostly go on where the last one ended. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Decoded(FileExtent of, byte[] bytes) {}

    private final Items items;
    private final DataReader data;
    private final long inode;
    private final long size;
    private final boolean verified;
    private final int sectorSize;
    private volatile @Nullable FileExtent last;
    private volatile @Nullable Decoded decoded;

    FileContent(BtrfsNode node, DataReader data, int sectorSize) {
        this.items = node.tree().items();
        this.data = data;
        this.inode = node.inode();
        this.size = node.attributes().size();
        this.verified = (node.item().flags() & InodeItem.NODATASUM) == 0;
        this.sectorSize = sectorSize;
    }

    @Override
    public long size() {
        return size;
    }

    /** The extent at a position, or the hole there. */
    private FileExtent at(long position) throws IOException {
        FileExtent known = last;
        if (known != null && position >= known.position() && position < known.end()) {
            return known;
        }
        Key key = new Key(inode, Key.EXTENT_DATA, position);
        Item below = items.floor(key);
        FileExtent found = below != null && below.key().isBeside(key) ? FileExtent.parse(below) : null;
        if (found == null || position >= found.end()) {
            Item above = items.ceiling(new Key(inode, Key.EXTENT_DATA, position + 1));
            long end = size;
            if (above != null && above.key().isBeside(key) && above.key().offset() > position) {
                end = Math.min(end, above.key().offset());
            }
            found = new FileExtent(
                    position, Math.max(1, end - position), Extent.Kind.HOLE, Compression.NONE, 0, 0, 0, 0, null);
        }
        last = found;
        return found;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int end = target.limit();
        for (long at = position; target.position() < end; ) {
            FileExtent extent = at(at);
            int here = (int) Math.min(end - target.position(), extent.end() - at);
            target.limit(target.position() + here);
            read(extent, at - extent.position(), target);
            target.limit(end);
            at += here;
        }
    }

    private void read(FileExtent extent, long inside, ByteBuffer target) throws IOException {
        if (extent.kind() != Extent.Kind.DATA) {
            ZeroSource.fill(target);
        } else if (extent.compression() == Compression.NONE && extent.inline() == null) {
            data.read(extent.address() + extent.offset() + inside, target, verified);
        } else {
            // what is decoded is as long as the extent's checks have proven
            target.put(decoded(extent), (int) (extent.offset() + inside), target.remaining());
        }
    }

    private byte[] decoded(FileExtent extent) throws IOException {
        Decoded known = decoded;
        if (known != null && known.of.equals(extent)) {
            return known.bytes;
        }
        ByteBuffer stored;
        if (extent.inline() != null) {
            stored = extent.inline().buffer();
        } else {
            stored = ByteBuffer.allocate((int) extent.storedLength());
            data.read(extent.address(), stored, verified);
            stored.flip();
        }
        byte[] bytes;
        try {
            bytes = extent.compression().decode(stored, (int) extent.decodedLength(), sectorSize);
        } catch (CorruptDataException e) {
            throw e.in("btrfs file extent of inode %d at %d".formatted(inode, extent.position()));
        }
        decoded = new Decoded(extent, bytes);
        return bytes;
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        FileExtent extent = at(position);
        return new Extent(position, Math.min(length, extent.end() - position), extent.kind());
    }

    @Override
    public void close() {}
}
