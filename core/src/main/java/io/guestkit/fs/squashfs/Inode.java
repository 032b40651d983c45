package io.guestkit.fs.squashfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything about a file but its names. Names of fields: {@code union squashfs_inode}.
 *
 * @param reference where it stands in the inode table, which is what makes it the same as another one
 * @param fields what its kind of inode has beyond the attributes
 * @param tail stands behind the fixed fields: at the list of blocks, the target of a link, the index of a directory;
 *     to be copied
 */
record Inode(long reference, String name, NodeAttributes attributes, Fields fields, MetadataReader tail)
        implements Node {

    /** A number of 32 bits that stands for no fragment, or no extended attributes. */
    static final long NONE = 0xffff_ffffL;

    /** What Linux reads at most. */
    static final int MAX_TARGET = 4096;

    private static final int HEADER = 16;

    /** In the order of the numbers of their basic inodes, from 1 on; the extended ones follow. */
    private static final FileType[] TYPES = {
        FileType.DIRECTORY,
        FileType.REGULAR,
        FileType.SYMLINK,
        FileType.BLOCK_DEVICE,
        FileType.CHARACTER_DEVICE,
        FileType.FIFO,
        FileType.SOCKET
    };

    /**
     * What follows the header; a field that a kind of inode does not have is 0 or {@link #NONE}.
     *
     * @param size in bytes; of a directory three more than its entries have
     * @param sparse bytes of a file that are not stored
     * @param start position of a file's first block; of a directory's first block of entries, in its table
     * @param offset of a file's tail in its fragment; of a directory's entries in their first block
     * @param fragment number of the block with the tail of a file
     * @param indexEntries of a directory
     * @param xattr number of the set of extended attributes
     */
    record Fields(
            long links,
            long size,
            long sparse,
            long start,
            long offset,
            long fragment,
            int rdev,
            int indexEntries,
            long xattr) {

        private static Fields directory(MetadataReader in, String name) throws IOException {
            StructView s = in.struct(name, 16);
            return new Fields(s.u32(0x04), s.u16(0x08), 0, s.u32(0x00), s.u16(0x0a), NONE, 0, 0, NONE);
        }

        private static Fields extendedDirectory(MetadataReader in, String name) throws IOException {
            StructView s = in.struct(name, 24);
            return new Fields(s.u32(0x00), s.u32(0x04), 0, s.u32(0x08), s.u16(0x12), NONE, 0, s.u16(0x10), s.u32(0x14));
        }

        private static Fields file(MetadataReader in, String name) throws IOException {
            StructView s = in.struct(name, 16);
            return new Fields(1, s.u32(0x0c), 0, s.u32(0x00), s.u32(0x08), s.u32(0x04), 0, 0, NONE);
        }

        private static Fields extendedFile(MetadataReader in, String name) throws IOException {
            StructView s = in.struct(name, 40);
            return new Fields(
                    s.u32(0x18),
                    s.u63(0x08, "file_size"),
                    s.u63(0x10, "sparse"),
                    s.u63(0x00, "start_block"),
                    s.u32(0x20),
                    s.u32(0x1c),
                    0,
                    0,
                    s.u32(0x24));
        }

        private static Fields symlink(MetadataReader in, String name, boolean extended) throws IOException {
            StructView s = in.struct(name, 8);
            int size = s.u32In(0x04, "symlink_size", 1, MAX_TARGET);
            long xattr = NONE;
            if (extended) {
                MetadataReader behind = in.copy();
                behind.bytes(size);
                xattr = behind.struct(name, 4).u32(0);
            }
            return new Fields(s.u32(0x00), size, 0, 0, 0, NONE, 0, 0, xattr);
        }

        private static Fields device(MetadataReader in, String name, boolean extended) throws IOException {
            StructView s = in.struct(name, extended ? 12 : 8);
            return new Fields(s.u32(0x00), 0, 0, 0, 0, NONE, s.i32(0x04), 0, extended ? s.u32(0x08) : NONE);
        }

        private static Fields ipc(MetadataReader in, String name, boolean extended) throws IOException {
            StructView s = in.struct(name, extended ? 8 : 4);
            return new Fields(s.u32(0x00), 0, 0, 0, 0, NONE, 0, 0, extended ? s.u32(0x04) : NONE);
        }
    }

    static Inode read(Blocks blocks, LookupTable ids, long reference) throws IOException {
        String name = "squashfs inode ".concat(Long.toHexString(reference)); // for every inode, hence no formatting
        MetadataReader in =
                MetadataReader.following(blocks, name, blocks.superblock().inodeTable(), reference);
        StructView header = in.struct(name, HEADER);
        int kind = header.u16In(0x00, "inode_type", 1, 2 * TYPES.length) - 1;
        FileType type = TYPES[kind % TYPES.length];
        boolean extended = kind >= TYPES.length;
        Fields fields = switch (type) {
            case DIRECTORY -> extended ? Fields.extendedDirectory(in, name) : Fields.directory(in, name);
            case REGULAR -> extended ? Fields.extendedFile(in, name) : Fields.file(in, name);
            case SYMLINK -> Fields.symlink(in, name, extended);
            case BLOCK_DEVICE, CHARACTER_DEVICE -> Fields.device(in, name, extended);
            case FIFO, SOCKET, UNKNOWN -> Fields.ipc(in, name, extended);
        };
        return new Inode(reference, name, attributes(header, ids, type, fields), fields, in);
    }

    private static NodeAttributes attributes(StructView header, LookupTable ids, FileType type, Fields fields)
            throws IOException {
        boolean device = type == FileType.BLOCK_DEVICE || type == FileType.CHARACTER_DEVICE;
        long stored = type == FileType.REGULAR ? Math.max(0, fields.size - fields.sparse) : 0;
        Instant modified = Instant.ofEpochSecond(header.u32(0x08));
        return new NodeAttributes(
                type,
                header.u16(0x02) & 0xfff,
                ids.entry(header.u16(0x04)).u32(0),
                ids.entry(header.u16(0x06)).u32(0),
                fields.links,
                fields.size,
                allocated(stored),
                modified,
                modified,
                modified,
                Optional.empty(),
                device ? Optional.of(number(fields.rdev)) : Optional.empty(),
                OptionalInt.empty());
    }

    /** In whole units of 512 bytes, as the kernel counts. */
    private static long allocated(long stored) {
        return stored > Long.MAX_VALUE - 511 ? stored : (stored + 511) / 512 * 512;
    }

    /** As Linux has packed the number of a device since 2.6. */
    private static DeviceNumber number(int rdev) {
        return new DeviceNumber(rdev >>> 8 & 0xfff, rdev & 0xff | rdev >>> 12 & 0xf_ff00);
    }

    @Override
    public long id() {
        return reference;
    }

    long size() {
        return fields.size;
    }

    /** A complaint about this inode; the caller throws it. */
    CorruptDataException corrupt(String message) {
        return new CorruptDataException(name + ": " + message);
    }
}
