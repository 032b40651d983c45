package io.guestkit.fs.xfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The volume as numbered blocks. Metadata goes through a cache, contents of files do not.
 *
 * @param volume the bytes, with the log replayed where that was needed
 * @param metadata the same bytes through a cache
 * @param replay what came out of the log
 */
record BlockStore(BlockSource volume, BlockSource metadata, Superblock superblock, Replay replay, Doubts doubts) {

    /** Several inodes or a block of a directory come with one read. */
    private static final int CACHE_BLOCK = 16 << 10;

    private static final long CACHE_CAPACITY = 8 << 20;

    static BlockStore of(BlockSource volume, Superblock superblock, Replay replay, Doubts doubts) {
        return new BlockStore(
                volume, new CachedSource(volume, CACHE_BLOCK, CACHE_CAPACITY), superblock, replay, doubts);
    }

    int blockSize() {
        return superblock.blockSize();
    }

    boolean v5() {
        return superblock.features().v5();
    }

    /** Fails unless the blocks lie in one group of the file system, behind its headers. */
    void requireInside(long block, long count, String what) throws CorruptDataException {
        if (!superblock.holds(block, count)) {
            throw new CorruptDataException("%s: blocks 0x%x+%d lie in none of the %d groups of %d blocks"
                    .formatted(what, block, count, superblock.agCount(), superblock.agBlocks()));
        }
    }

    /**
     * Metadata at a place in the volume.
     *
     * @param length in bytes; the caller has bounded it
     */
    Metadata read(String what, long position, int length) throws IOException {
        byte[] bytes = metadata.readBytes(position, length);
        return new Metadata(
                StructView.bigEndian(what, ByteBuffer.wrap(bytes)),
                bytes,
                position,
                replay.touches(position, length),
                this);
    }

    /**
     * A block of metadata.
     *
     * @param what what should be there, for the message
     * @throws CorruptDataException if the number cannot be that of such a block
     */
    Metadata block(String what, long number) throws IOException {
        requireInside(number, 1, what);
        return read(what, superblock.position(number), blockSize());
    }

    /**
     * A piece of metadata, which in version 5 says what it is and where it belongs.
     *
     * @param position of its first byte in the volume
     * @param replayed whether some of it came out of the log: its checksum is then an old one
     */
    record Metadata(StructView view, byte[] bytes, long position, boolean replayed, BlockStore store) {

        /**
         * Verifies what version 5 says; each parameter is the offset of a field.
         *
         * @param owner the inode that it should belong to
         */
        void verify(int crcAt, int blknoAt, int uuidAt, int ownerAt, long owner) throws CorruptDataException {
            verify(crcAt, blknoAt, uuidAt);
            if (view.bits64(ownerAt) != owner) {
                throw view.corrupt(ownerAt, "owner", Long.toUnsignedString(view.bits64(ownerAt)), owner);
            }
        }

        /** As the other one, where the owner may be another one. */
        void verify(int crcAt, int blknoAt, int uuidAt) throws CorruptDataException {
            if (!replayed) {
                Checksum.verify(view, bytes, crcAt, "crc");
            }
            if (view.bits64(blknoAt) != position / Superblock.BASIC_BLOCK) {
                throw view.corrupt(
                        blknoAt,
                        "blkno",
                        Long.toUnsignedString(view.bits64(blknoAt)),
                        position / Superblock.BASIC_BLOCK);
            }
            UUID uuid = view.uuid(uuidAt);
            if (!uuid.equals(store.superblock.metaUuid())) {
                throw view.corrupt(uuidAt, "uuid", uuid, store.superblock.metaUuid());
            }
        }
    }
}
