package io.guestkit.fs.squashfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Extended attributes: sets of them, which inodes of the same attributes share; a long value may stand elsewhere. */
final class Xattrs {

    private static final String[] PREFIXES = {"user.", "trusted.", "security."};
    private static final int OUT_OF_LINE = 0x100;
    private static final int HEADER = 16;
    private static final int ID = 16;
    /** Linux has no way to set or get longer names and values (XATTR_NAME_MAX, XATTR_SIZE_MAX). */
    private static final int MAX_NAME = 255;

    private static final int MAX_VALUE = 65536;
    /** Values may share their bytes on a damaged disk; nobody needs more in one inode. */
    private static final long MAX_TOTAL = 16 << 20;

    private final Blocks blocks;
    private final long table;
    private final LookupTable ids;

    private Xattrs(Blocks blocks, long table, LookupTable ids) {
        this.blocks = blocks;
        this.table = table;
        this.ids = ids;
    }

    /** @return null if the file system has none */
    static @Nullable Xattrs of(Blocks blocks) throws IOException {
        Superblock superblock = blocks.superblock();
        if (superblock.xattrTable() == Superblock.NONE) {
            return null;
        }
        StructView s = blocks.plain("squashfs xattr id table", superblock.xattrTable(), HEADER);
        long table = s.bits64(0x00);
        if (table < Superblock.LENGTH || table >= superblock.bytesUsed()) {
            throw s.corrupt(
                    0x00,
                    "xattr_table_start",
                    Long.toUnsignedString(table),
                    Superblock.LENGTH + ".." + (superblock.bytesUsed() - 1));
        }
        return new Xattrs(
                blocks,
                table,
                new LookupTable(blocks, "squashfs xattr id", superblock.xattrTable() + HEADER, s.u32(0x08), ID));
    }

    /** All that the kernel would show, by full name. */
    Map<String, byte[]> of(Inode inode) throws IOException {
        StructView id = ids.entry(inode.fields().xattr());
        MetadataReader in = MetadataReader.following(blocks, inode.name(), table, id.bits64(0x00));
        Map<String, byte[]> all = new TreeMap<>();
        long total = 0;
        long count = id.u32(0x08);
        for (long i = 0; i < count; i++) {
            StructView entry = in.struct("squashfs xattr", 4);
            int type = entry.u16(0x00);
            byte[] name = in.bytes(entry.u16In(0x02, "size", 1, MAX_NAME));
            byte[] value = value(in, inode, (type & OUT_OF_LINE) != 0);
            total += 8 + name.length + value.length;
            if (total > MAX_TOTAL) {
                throw inode.corrupt("its extended attributes have more than %d bytes".formatted(MAX_TOTAL));
            }
            int prefix = type & ~OUT_OF_LINE;
            if (prefix < PREFIXES.length) { // Linux passes over others, too
                all.putIfAbsent(PREFIXES[prefix] + new String(name, StandardCharsets.UTF_8), value);
            }
        }
        return Collections.unmodifiableMap(all);
    }

    private byte[] value(MetadataReader in, Inode inode, boolean elsewhere) throws IOException {
        byte[] here = value(in);
        if (!elsewhere) {
            return here;
        }
        if (here.length != 8) {
            throw new CorruptDataException(
                    "%s: the reference to a value has %d bytes, expected 8".formatted(inode.name(), here.length));
        }
        long reference = StructView.littleEndian("squashfs xattr", java.nio.ByteBuffer.wrap(here))
                .bits64(0);
        return value(MetadataReader.following(blocks, inode.name(), table, reference));
    }

    private static byte[] value(MetadataReader in) throws IOException {
        return in.bytes(in.struct("squashfs xattr value", 4).u32In(0x00, "vsize", 0, MAX_VALUE));
    }
}
