package io.guestkit.fs.squashfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;

/**
 * The superblock of SquashFS 4.0, little-endian. Names and offsets: {@code struct squashfs_super_block}.
 *
 * <p>Positions of tables are in bytes, and lie inside the file system; {@link #NONE} where there is no such table.
 *
 * @param blockSize of file contents, 4 KiB to 1 MiB
 * @param inodes how many files there are
 * @param ids how many owners and groups there are
 * @param rootInode as {@link MetadataReader#following} takes it
 * @param bytesUsed size of the file system
 */
record Superblock(
        long inodes,
        int blockSize,
        long fragments,
        Compression compression,
        int flags,
        int ids,
        long rootInode,
        long bytesUsed,
        long idTable,
        long xattrTable,
        long inodeTable,
        long directoryTable,
        long fragmentTable) {

    static final String NAME = "squashfs superblock";
    static final int LENGTH = 96;
    static final byte[] MAGIC = {'h', 's', 'q', 's'};
    static final byte[] MAGIC_BIG_ENDIAN = {'s', 'q', 's', 'h'};
    /** Where {@code s_major} and {@code s_minor} stand. */
    static final int VERSION = 0x1c;

    static final int MAJOR = 4;
    static final long NONE = -1;
    static final int FLAG_COMPRESSOR_OPTIONS = 0x400;

    private static final String[] FLAGS = {
        "uncompressed_inodes",
        "uncompressed_data",
        "",
        "uncompressed_fragments",
        "no_fragments",
        "always_fragments",
        "duplicates",
        "exportable",
        "uncompressed_xattrs",
        "no_xattrs",
        "compressor_options",
        "uncompressed_ids"
    };

    static Superblock parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        if (s.startsWith(0x00, MAGIC_BIG_ENDIAN)) {
            throw new UnsupportedFeatureException("squashfs of big-endian byte order, which ended with version 3");
        }
        s.expectMagic(0x00, MAGIC);
        int major = s.u16(VERSION);
        int minor = s.u16(VERSION + 2);
        if (major != MAJOR || minor != 0) {
            throw new UnsupportedFeatureException("squashfs version %d.%d; only 4.0 is read".formatted(major, minor));
        }
        int blockLog = s.u16In(0x16, "block_log", 12, 20);
        int blockSize = s.u32In(0x0c, "block_size", 1 << blockLog, 1 << blockLog);
        long bytesUsed = s.u63(0x28, "bytes_used");
        if (bytesUsed < LENGTH) {
            throw s.corrupt(0x28, "bytes_used", bytesUsed, LENGTH + " or more");
        }
        long rootInode = s.bits64(0x20);
        long directoryTable = position(s, 0x48, "directory_table_start", bytesUsed);
        long fragments = s.u32(0x10);
        return new Superblock(
                s.u32(0x04),
                blockSize,
                fragments,
                Compression.of(s.u16(0x14)),
                s.u16(0x18),
                s.u16In(0x1a, "no_ids", 1, 0xffff),
                rootInode,
                bytesUsed,
                position(s, 0x30, "id_table_start", bytesUsed),
                s.bits64(0x38) == NONE ? NONE : position(s, 0x38, "xattr_id_table_start", bytesUsed),
                position(s, 0x40, "inode_table_start", directoryTable),
                directoryTable,
                fragments == 0 ? NONE : position(s, 0x50, "fragment_table_start", bytesUsed));
    }

    private static long position(StructView s, int offset, String field, long end) throws CorruptDataException {
        long position = s.bits64(offset);
        if (position < LENGTH || position >= end) {
            throw s.corrupt(offset, field, Long.toUnsignedString(position), LENGTH + ".." + (end - 1));
        }
        return position;
    }

    boolean hasFlag(int flag) {
        return (flags & flag) != 0;
    }

    /** The compression, and the flags as unsquashfs knows them. */
    List<String> features() {
        List<String> features = new ArrayList<>();
        features.add(compression.toString());
        for (int bit = 0; bit < FLAGS.length; bit++) {
            if (hasFlag(1 << bit) && !FLAGS[bit].isEmpty()) {
                features.add(FLAGS[bit]);
            }
        }
        return features;
    }
}
