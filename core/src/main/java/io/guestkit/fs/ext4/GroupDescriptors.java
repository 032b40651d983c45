package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The table of group descriptors, read one by one when they are needed: of a file system of 16 TiB it has 8 MiB.
 *
 * <p>It follows the superblock, or with meta_bg lies in pieces in the groups that each piece describes. Where a descriptor
 * is damaged, its copy in a later group is used, and a warning says so.
 */
final class GroupDescriptors {

    private static final int RECENT = 64;
    private static final long NONE = -1;

    private final BlockStore store;
    private final Superblock superblock;
    private final AtomicReferenceArray<GroupDescriptor> recent = new AtomicReferenceArray<>(RECENT);

    GroupDescriptors(BlockStore store) {
        this.store = store;
        this.superblock = store.superblock();
    }

    /**
     * @throws CorruptDataException if there is no such group, or neither its descriptor nor the copy can be right
     */
    GroupDescriptor get(long group) throws IOException {
        if (group < 0 || group >= superblock.groupsCount()) {
            throw new CorruptDataException("ext4 group descriptors: no group %d among the %d there are"
                    .formatted(group, superblock.groupsCount()));
        }
        int slot = (int) (group % RECENT);
        GroupDescriptor descriptor = recent.get(slot);
        if (descriptor == null || descriptor.group() != group) {
            descriptor = read(group);
            recent.set(slot, descriptor);
        }
        return descriptor;
    }

    private GroupDescriptor read(long group) throws IOException {
        try {
            return readAt(primaryBlock(group), group, false);
        } catch (CorruptDataException | EOFException damaged) {
            long copy = copyBlock(group);
            if (copy == NONE) {
                throw damaged;
            }
            GroupDescriptor descriptor;
            try {
                descriptor = readAt(copy, group, true);
            } catch (CorruptDataException | EOFException alsoDamaged) {
                damaged.addSuppressed(alsoDamaged);
                throw damaged;
            }
            store.doubts().add(name(group), "its copy in a later group was used: " + damaged.getMessage());
            return descriptor;
        }
    }

    private GroupDescriptor readAt(long block, long group, boolean copy) throws IOException {
        int size = superblock.descSize();
        long offset = group % perBlock() * size;
        byte[] raw = store.metadata().readBytes(block * superblock.blockSize() + offset, size);
        StructView view = StructView.littleEndian(name(group), ByteBuffer.wrap(raw));
        if (!GroupDescriptor.verify(raw, group, superblock)) {
            // the kernel's old crc16 protects hints about unused inodes more than what is read here
            if (superblock.features().metadataCsum() || copy) {
                throw new CorruptDataException(name(group) + ": bg_checksum at +0x1e does not fit");
            }
            store.doubts().add(name(group), "bg_checksum at +0x1e does not fit");
        }
        return GroupDescriptor.parse(view, group, store);
    }

    private static String name(long group) {
        return "ext4 group descriptor ".concat(Long.toString(group));
    }

    private int perBlock() {
        return superblock.blockSize() / superblock.descSize();
    }

    private boolean inMetaGroup(long tableBlock) {
        return superblock.features().hasIncompat(Features.INCOMPAT_META_BG) && tableBlock >= superblock.firstMetaBg();
    }

    private long primaryBlock(long group) {
        long tableBlock = group / perBlock();
        long superblockBlock = Superblock.POSITION / superblock.blockSize();
        if (!inMetaGroup(tableBlock)) {
            return superblockBlock + 1 + tableBlock;
        }
        long first = tableBlock * perBlock();
        long start = superblock.groupStart(first) + (superblock.hasSuperblock(first) ? 1 : 0);
        // with bigalloc, blocks of 1 KiB count from 0, and the superblock is still in block 1
        return first == 0 ? superblockBlock + 1 : start;
    }

    /** Where a copy is: in group 1, or with meta_bg in the second group of the piece. */
    private long copyBlock(long group) {
        long tableBlock = group / perBlock();
        long holder = inMetaGroup(tableBlock) ? tableBlock * perBlock() + 1 : 1;
        if (holder >= superblock.groupsCount()) {
            return NONE;
        }
        if (inMetaGroup(tableBlock)) {
            return superblock.groupStart(holder) + (superblock.hasSuperblock(holder) ? 1 : 0);
        }
        return superblock.hasSuperblock(holder) ? superblock.groupStart(holder) + 1 + tableBlock : NONE;
    }

    /** How many blocks of the table, or of a copy of it, a group starts with. */
    long tableBlocksIn(long group) {
        long tableBlock = group / perBlock();
        if (inMetaGroup(tableBlock)) {
            long inPiece = group % perBlock();
            return inPiece == 0 || inPiece == 1 || inPiece == perBlock() - 1 ? 1 : 0;
        }
        if (!superblock.hasSuperblock(group)) {
            return 0;
        }
        return superblock.features().hasIncompat(Features.INCOMPAT_META_BG)
                ? superblock.firstMetaBg()
                : (superblock.groupsCount() + perBlock() - 1) / perBlock();
    }
}
