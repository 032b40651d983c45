package io.guestkit.fs.xfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.SliceSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The log: a ring of basic blocks. The first word of each tells the round ("cycle") in which it was written: directly, or
 * behind the magic number of a record's header.
 *
 * @param blocks how many there are, at least 1
 */
record Log(BlockSource bytes, int blocks, Superblock superblock) {

    static final int BLOCK = Superblock.BASIC_BLOCK;

    /** Where records start. */
    static final int MAGIC = 0xfeed_babe;

    /** @throws EOFException if the volume was cut off inside of the log or before it */
    static Log of(BlockSource volume, Superblock superblock) throws EOFException {
        // the superblock has proven that the log lies in the file system, and that it has little more than 2^31 bytes
        long length = superblock.logBlocks() * superblock.blockSize();
        BlockSource bytes = new SliceSource(volume, superblock.position(superblock.logStart()), length);
        return new Log(bytes, (int) (length / BLOCK), superblock);
    }

    /** Consecutive blocks, the first one of the ring behind the last one. */
    byte[] read(int block, int count) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(Math.multiplyExact(count, BLOCK)); // some hundreds at a time
        int first = Math.min(count, blocks - block);
        bytes.read((long) block * BLOCK, target.limit(first * BLOCK));
        bytes.read(0, target.limit(count * BLOCK));
        return target.array();
    }

    int cycle(int block) throws IOException {
        return cycle(read(block, 1), 0);
    }

    /** The cycle of a block that starts at {@code offset}. */
    static int cycle(byte[] bytes, int offset) {
        ByteBuffer words = ByteBuffer.wrap(bytes);
        int first = words.getInt(offset);
        return first == MAGIC ? words.getInt(offset + 4) : first;
    }

    /** A block that lies {@code distance} blocks behind another one, in {@code [-blocks, blocks]}. */
    int next(int block, int distance) {
        return Math.floorMod(block + distance, blocks);
    }

    /** How many blocks lie from one to another. */
    int distance(int from, int to) {
        return Math.floorMod(to - from, blocks);
    }
}
