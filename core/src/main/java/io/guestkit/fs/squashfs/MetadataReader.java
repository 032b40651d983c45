package io.guestkit.fs.squashfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads structures of metadata one after the other, from one block into the next. Ends for certain: each block takes some
 * bytes of the file system. Not safe for several threads.
 */
final class MetadataReader {

    private final Blocks blocks;
    private final String what;
    private long block;
    private int offset;

    /**
     * @param what what is read, for messages
     * @param block position of a packed block
     * @param offset in what comes out of it
     */
    private MetadataReader(Blocks blocks, String what, long block, int offset) {
        this.blocks = blocks;
        this.what = what;
        this.block = block;
        this.offset = offset;
    }

    /** @param block position of a packed block, as large as anything */
    static MetadataReader at(Blocks blocks, String what, long block, int offset) {
        return new MetadataReader(blocks, what, block, offset);
    }

    /**
     * Starts where a reference leads: its low sixteen bits are the offset, those above count from the start of a table.
     *
     * @param table position of its first block
     */
    static MetadataReader following(Blocks blocks, String what, long table, long reference)
            throws CorruptDataException {
        long block = reference >>> 16;
        if (block > 0xffff_ffffL) {
            throw new CorruptDataException(
                    "%s: the reference %x is not of 48 bits".formatted(what, reference)); // so the sum cannot overflow
        }
        return new MetadataReader(blocks, what, table + block, (int) (reference & 0xffff));
    }

    /** A reader of its own that starts where this one is. */
    MetadataReader copy() {
        return new MetadataReader(blocks, what, block, offset);
    }

    /** Where the next byte stands: what tells this place from any other. */
    long place() throws IOException {
        current();
        return block << 16 | offset; // an image of 2⁴⁷ bytes or more could make two of them the same
    }

    /** The next bytes. {@code length} was checked. */
    byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int have = 0; have < length; ) {
            byte[] current = current();
            int here = Math.min(length - have, current.length - offset);
            System.arraycopy(current, offset, bytes, have, here);
            have += here;
            offset += here;
        }
        return bytes;
    }

    StructView struct(String structure, int length) throws IOException {
        byte[] current = current();
        if (length <= current.length - offset) {
            offset += length;
            return StructView.littleEndian(structure, ByteBuffer.wrap(current, offset - length, length));
        }
        return StructView.littleEndian(structure, ByteBuffer.wrap(bytes(length)));
    }

    /** The block that the next byte is in. */
    private byte[] current() throws IOException {
        Blocks.Metadata current = blocks.metadata(block, what);
        if (offset == current.bytes().length) {
            block = current.next();
            offset = 0;
            current = blocks.metadata(block, what);
        }
        if (offset >= current.bytes().length) {
            throw new CorruptDataException("%s: offset %d lies outside the %d bytes of the metadata block at %d"
                    .formatted(what, offset, current.bytes().length, block));
        }
        return current.bytes();
    }
}
