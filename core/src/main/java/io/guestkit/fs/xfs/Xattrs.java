package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Extended attributes: in the inode, in one leaf, or in the leaves of a B+ tree; large values in blocks of their own. */
final class Xattrs {

    private static final int LEAF_V4 = 0xfbee;
    private static final int LEAF_V5 = 0x3bee;
    private static final int NODE_V4 = 0xfebe;
    private static final int NODE_V5 = 0x3ebe;
    private static final int NODE_ENTRIES_V4 = 16;
    private static final int NODE_ENTRIES_V5 = 64;
    /** XFS_DA_NODE_MAXDEPTH. */
    private static final int MAX_LEVELS = 5;

    private static final int REMOTE_HEADER = 56;
    private static final byte[] REMOTE_MAGIC = {'X', 'A', 'R', 'M'};

    /** Linux has no way to set or get a longer value (XATTR_SIZE_MAX). */
    private static final int MAX_VALUE = 65536;
    /** Values may share their bytes on a damaged disk; nobody needs more in one inode. */
    private static final long MAX_TOTAL = 16 << 20;

    private final Inode inode;
    private final BlockStore store;
    private final Map<String, byte[]> all = new TreeMap<>();
    private long total;

    private Xattrs(Inode inode, BlockStore store) {
        this.inode = inode;
        this.store = store;
    }

    /** All that the kernel would show to root, by full name: an access control list stands there in both its forms. */
    static Map<String, byte[]> of(Inode inode, BlockStore store) throws IOException {
        if (inode.forkOffset() == 0) {
            return Map.of();
        }
        Xattrs xattrs = new Xattrs(inode, store);
        Fork fork = inode.attributeFork();
        if (fork.format() == Fork.LOCAL) {
            for (Attribute attribute : Attribute.parseShort(fork.view())) {
                xattrs.add(attribute, attribute.localValue());
            }
        } else if (fork.extents() > 0) {
            xattrs.addLeaves(BlockMap.of(fork, store));
        }
        return Collections.unmodifiableMap(xattrs.all);
    }

    private void addLeaves(BlockMap map) throws IOException {
        long number = 0;
        BlockStore.Metadata block = block(map, number);
        int level = Integer.MAX_VALUE;
        while (magic(block) == (store.v5() ? NODE_V5 : NODE_V4)) {
            StructView node = block.view();
            level = node.u16In(store.v5() ? 0x3a : 0x0e, "level", 1, Math.min(MAX_LEVELS, level - 1));
            number = node.u32((store.v5() ? NODE_ENTRIES_V5 : NODE_ENTRIES_V4) + 4);
            block = block(map, number);
        }
        while (true) {
            StructView leaf = block.view();
            if (magic(block) != (store.v5() ? LEAF_V5 : LEAF_V4)) {
                throw leaf.corrupt(0x08, "magic", Integer.toHexString(magic(block)), "that of a leaf");
            }
            for (Attribute attribute : Attribute.parseLeaf(leaf, store.v5())) {
                if (attribute.fullName() != null) {
                    count(attribute.valueLength());
                    add(attribute, attribute.isLocal() ? attribute.localValue() : remoteValue(attribute, map));
                }
            }
            number = leaf.u32(0x00);
            if (number == 0) {
                return;
            }
            count(leaf.length()); // a ring of leaves ends, too
            block = block(map, number);
        }
    }

    private BlockStore.Metadata block(BlockMap map, long number) throws IOException {
        String name = inode.nameOf(": attribute block ", number);
        BlockStore.Metadata block = store.block(name, stored(map, number, name));
        if (store.v5()) {
            block.verify(0x0c, 0x10, 0x20, 0x30, inode.number());
        }
        return block;
    }

    private static int magic(BlockStore.Metadata block) throws CorruptDataException {
        return block.view().u16(0x08);
    }

    private static long stored(BlockMap map, long number, String name) throws IOException {
        BlockRun run = map.at(number);
        if (!run.isData()) {
            throw new CorruptDataException(name + " is not stored");
        }
        return run.physical();
    }

    private void add(Attribute attribute, byte[] value) throws CorruptDataException {
        String name = attribute.fullName();
        if (name == null) {
            return;
        }
        all.putIfAbsent(name, value);
        String acl = attribute.aclName();
        if (acl != null) {
            all.putIfAbsent(acl, PosixAcl.toUserSpace(value, inode));
        }
    }

    private void count(long bytes) throws CorruptDataException {
        total += bytes;
        if (total > MAX_TOTAL) {
            throw inode.corrupt("its extended attributes have more than %d bytes".formatted(MAX_TOTAL));
        }
    }

    /** A value in blocks of its own, each with a header in version 5. */
    private byte[] remoteValue(Attribute attribute, BlockMap map) throws IOException {
        if (attribute.valueLength() > MAX_VALUE) {
            throw inode.corrupt("attribute %s has %d bytes, expected at most %d"
                    .formatted(attribute.fullName(), attribute.valueLength(), MAX_VALUE));
        }
        ByteBuffer value = ByteBuffer.allocate((int) attribute.valueLength());
        int header = store.v5() ? REMOTE_HEADER : 0;
        for (long number = attribute.valueAt(); value.hasRemaining(); number++) {
            String name = inode.nameOf(": attribute value block ", number);
            BlockStore.Metadata block = store.block(name, stored(map, number, name));
            int stored = Math.min(value.remaining(), store.blockSize() - header);
            if (store.v5()) {
                StructView view = block.view();
                view.expectMagic(0x00, REMOTE_MAGIC);
                block.verify(0x0c, 0x28, 0x10, 0x20, inode.number());
                view.u32In(0x04, "rm_offset", value.position(), value.position());
                view.u32In(0x08, "rm_bytes", stored, stored);
            }
            value.put(block.bytes(), header, stored);
        }
        return value.array();
    }
}
