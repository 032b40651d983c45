package io.guestkit.fs.btrfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.TreeMap;

/** Patches to the metadata of a small file system, sealed again: groups of four bytes, of block, offset (two) and value. */
class BtrfsFuzzTest {

    private static final Mutable IMAGE = new Mutable();

    @FuzzTest
    void patched(byte[] input) {
        TreeMap<Integer, Byte> patches = new TreeMap<>();
        for (int i = 0; i + 4 <= input.length; i += 4) {
            int block = (input[i] & 0xff) % IMAGE.blockCount();
            int offset = ((input[i + 1] & 0xff) << 8 | input[i + 2] & 0xff) % IMAGE.usedLength(block);
            patches.put(block * Mutable.BLOCK + offset, input[i + 3]);
        }
        try {
            IMAGE.walkWith(patches);
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
