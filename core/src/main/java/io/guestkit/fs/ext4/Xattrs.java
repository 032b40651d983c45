package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Extended attributes: in what the inode's fields leave free, in one block, and large values in inodes of their own. */
final class Xattrs {

    private static final int MAGIC = 0xea02_0000;
    private static final int BLOCK_HEADER = 32;
    private static final int BLOCK_CHECKSUM = 0x10;
    /** Linux has no way to set or get a longer value (XATTR_SIZE_MAX). */
    private static final int MAX_VALUE = 65536;
    /** Values may share their bytes on a damaged disk; nobody needs more in one inode. */
    private static final long MAX_TOTAL = 16 << 20;

    private final Inode inode;
    private final InodeTable inodes;

    Xattrs(Inode inode, InodeTable inodes) {
        this.inode = inode;
        this.inodes = inodes;
    }

    /** All that the kernel would show, by full name; an attribute in the inode hides one of that name in the block. */
    Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        long total = addTo(all, inInode(), 0);
        if (inode.attributeBlock() != 0) {
            addTo(all, inBlock(), total);
        }
        return Collections.unmodifiableMap(all);
    }

    private long addTo(Map<String, byte[]> all, List<XattrEntry> entries, long before) throws IOException {
        long total = before;
        for (XattrEntry entry : entries) {
            String name = entry.fullName();
            if (name == null || all.containsKey(name)) {
                continue;
            }
            byte[] value = entry.valueInode() == 0 ? entry.value() : valueOfInode(entry);
            total += value.length;
            if (total > MAX_TOTAL) {
                throw inode.corrupt("its extended attributes have more than %d bytes".formatted(MAX_TOTAL));
            }
            all.put(name, entry.isAcl() ? PosixAcl.toUserSpace(value, inode) : value);
        }
        return total;
    }

    /** The part of an inline file that did not fit into {@code i_block}; null if there is none. */
    byte @Nullable [] inlineData() throws IOException {
        for (XattrEntry entry : inInode()) {
            if (entry.isInlineData()) {
                return entry.valueInode() == 0 ? entry.value() : valueOfInode(entry);
            }
        }
        return null;
    }

    private List<XattrEntry> inInode() throws CorruptDataException {
        StructView raw = inode.raw();
        int start = Inode.GOOD_OLD_SIZE + inode.extraSize();
        if (inode.extraSize() == 0 || start > raw.length() - 8 || raw.i32(start) != MAGIC) {
            return List.of();
        }
        StructView area = raw.slice(inode.name().concat(": extended attributes"), start + 4, raw.length() - start - 4);
        return XattrEntry.parseAll(area, 0);
    }

    private List<XattrEntry> inBlock() throws IOException {
        long number = inode.attributeBlock();
        BlockStore store = inodes.store();
        String name = inode.nameOf(": extended attribute block ", number);
        byte[] block = store.block(number, name);
        StructView s = StructView.littleEndian(name, ByteBuffer.wrap(block));
        if (s.i32(0x00) != MAGIC) {
            throw s.corrupt(0x00, "h_magic", Integer.toHexString(s.i32(0x00)), Integer.toHexString(MAGIC));
        }
        if (s.u32(0x08) != 1) {
            throw s.corrupt(0x08, "h_blocks", s.u32(0x08), 1);
        }
        if (store.superblock().features().metadataCsum()) {
            int seed = Checksum.crc32cLe32(store.superblock().checksumSeed(), (int) number);
            seed = Checksum.crc32cLe32(seed, (int) (number >>> 32));
            int computed = Checksum.crc32cWithout(seed, block, BLOCK_CHECKSUM, 4);
            if (s.i32(BLOCK_CHECKSUM) != computed) {
                throw s.corrupt(
                        BLOCK_CHECKSUM,
                        "h_checksum",
                        Integer.toHexString(s.i32(BLOCK_CHECKSUM)),
                        Integer.toHexString(computed));
            }
        }
        return XattrEntry.parseAll(s, BLOCK_HEADER);
    }

    private byte[] valueOfInode(XattrEntry entry) throws IOException {
        Inode holder = inodes.get(entry.valueInode());
        String complaint = "it should hold attribute %s of inode %d".formatted(entry.fullName(), inode.number());
        if (!holder.has(Inode.FLAG_EA_INODE)) {
            throw holder.corrupt(complaint + ", and lacks EXT4_EA_INODE_FL");
        }
        if (holder.size() != entry.valueSize() || holder.size() > MAX_VALUE) {
            throw holder.corrupt("%s of %d bytes, and has %d".formatted(complaint, entry.valueSize(), holder.size()));
        }
        byte[] value = new FileContent(holder, inodes.store()).readBytes(0, (int) holder.size());
        // the field of the access time holds the value's hash
        int stored = holder.raw().i32(0x08);
        int computed = Checksum.crc32c(inodes.store().superblock().checksumSeed(), value, 0, value.length);
        if (stored != computed && !isLustre(holder)) {
            throw holder.corrupt("%s, whose hash is %x and not %x".formatted(complaint, computed, stored));
        }
        return value;
    }

    /** Before values had hashes, their inodes pointed back to their owners. */
    private boolean isLustre(Inode holder) throws CorruptDataException {
        return holder.raw().u32(0x10) == inode.number()
                && holder.raw().i32(0x64) == inode.raw().i32(0x64);
    }
}
