package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file and where its bytes are: {@code struct btrfs_file_extent_item}.
 *
 * @param position in the file
 * @param length in the file; an inline extent ends where its content does
 * @param kind HOLE without storage, ZERO if it was allocated and not written yet
 * @param compression what the stored bytes are compressed by
 * @param address logical address of the stored extent, which several files may share parts of
 * @param storedLength of it, as stored
 * @param decodedLength of it, as it was before compression
 * @param offset of the file's range in the decoded extent
 * @param inline the stored bytes themselves, if they are in the tree
 */
record FileExtent(
        long position,
        long length,
        Extent.Kind kind,
        Compression compression,
        long address,
        long storedLength,
        long decodedLength,
        long offset,
        @Nullable StructView inline) {

    /** Where inline content begins. */
    static final int INLINE_AT = 0x15;

    static final int LENGTH = 0x35;

    static final int TYPE_AT = 0x14;
    static final int TYPE_INLINE = 0;
    static final int TYPE_PREALLOCATED = 2;

    /** A file longer than any: no position plus a length in the file overflows. */
    private static final long MAX = Long.MAX_VALUE / 2;

    static FileExtent parse(Item item) throws CorruptDataException, UnsupportedFeatureException {
        StructView s = item.data();
        long position = item.key().offset();
        if (position < 0 || position > MAX) {
            throw new CorruptDataException(
                    s.structure() + ": position " + Long.toUnsignedString(position) + ", expected less than 2^62");
        }
        if (s.u8(0x11) != 0 || s.u16(0x12) != 0) {
            throw new UnsupportedFeatureException("%s: encryption %d and other encoding %d, and neither is defined"
                    .formatted(s.structure(), s.u8(0x11), s.u16(0x12)));
        }
        Compression compression = Compression.parse(s, 0x10);
        long decodedLength = s.u63(0x08, "ram_bytes");
        int type = s.u8In(TYPE_AT, "type", 0, TYPE_PREALLOCATED);
        if (type == TYPE_INLINE) {
            return inline(s, position, compression, decodedLength);
        }
        long address = s.u63(0x15, "disk_bytenr");
        long storedLength = s.u63(0x1d, "disk_num_bytes");
        long offset = s.u63(0x25, "offset");
        long length = s.u63(0x2d, "num_bytes");
        if (length == 0 || length > MAX) {
            throw s.corrupt(0x2d, "num_bytes", length, "1..2^62");
        }
        if (address == 0) {
            return new FileExtent(position, length, Extent.Kind.HOLE, Compression.NONE, 0, 0, 0, 0, null);
        }
        if (storedLength > MAX || address > MAX) {
            throw s.corrupt(0x1d, "disk_num_bytes", storedLength, "an extent that ends below 2^62");
        }
        if (compression != Compression.NONE
                && (storedLength > Compression.LONGEST || decodedLength > Compression.LONGEST)) {
            throw s.corrupt(
                    0x08, "ram_bytes", decodedLength, "at most " + Compression.LONGEST + " compressed together");
        }
        long whole = compression == Compression.NONE ? storedLength : decodedLength;
        if (offset > whole || length > whole - offset) {
            throw s.corrupt(
                    0x25,
                    "offset and num_bytes",
                    offset + "+" + length,
                    "inside the " + whole + " bytes of the extent");
        }
        Extent.Kind kind = type == TYPE_PREALLOCATED ? Extent.Kind.ZERO : Extent.Kind.DATA;
        return new FileExtent(position, length, kind, compression, address, storedLength, decodedLength, offset, null);
    }

    private static FileExtent inline(StructView s, long position, Compression compression, long decodedLength)
            throws CorruptDataException {
        StructView content = s.slice(s.structure(), INLINE_AT, s.length() - INLINE_AT);
        if (compression != Compression.NONE && decodedLength > Compression.LONGEST) {
            throw s.corrupt(0x08, "ram_bytes", decodedLength, "at most " + Compression.LONGEST);
        }
        long length = compression == Compression.NONE ? content.length() : decodedLength;
        return new FileExtent(position, length, Extent.Kind.DATA, compression, 0, content.length(), length, 0, content);
    }

    long end() {
        return position + length;
    }
}
