package io.guestkit.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A qcow2 image of 1 MiB, byte by byte: version 2, clusters of 64 KiB, one of them stored (guest offset 0x20000, file
 * offset 0x30000, filled with 0x5a), and an internal snapshot of the same content.
 */
final class HandMadeQcow2 {

    static final int CLUSTER = 0x10000;
    static final int DATA = 0x30000;
    static final int REFCOUNTS = 0x50000;

    private static final int L1 = 0x10000;
    private static final int L2 = 0x20000;
    private static final int REFCOUNT_TABLE = 0x40000;
    private static final int SNAPSHOTS = 0x60000;
    private static final int SNAPSHOT_L1 = 0x70000;
    private static final int CLUSTERS = 8;

    private HandMadeQcow2() {}

    static Path make(Path file) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(CLUSTERS * CLUSTER);
        image.putInt(0x00, 0x514649fb).putInt(0x04, 2).putInt(0x14, 16).putLong(0x18, 1 << 20);
        image.putInt(0x24, 1).putLong(0x28, L1).putLong(0x30, REFCOUNT_TABLE).putInt(0x38, 1);
        image.putInt(0x3c, 1).putLong(0x40, SNAPSHOTS);
        image.putLong(L1, L2); // shared with the snapshot, so without the flag "refcount is 1"
        image.putLong(SNAPSHOT_L1, L2);
        image.putLong(L2 + 2 * 8, DATA);
        Arrays.fill(image.array(), DATA, DATA + CLUSTER, (byte) 0x5a);
        image.putLong(REFCOUNT_TABLE, REFCOUNTS);
        for (int i = 0; i < CLUSTERS; i++) {
            boolean shared = i * CLUSTER == L2 || i * CLUSTER == DATA;
            image.putShort(REFCOUNTS + i * 2, (short) (shared ? 2 : 1));
        }
        image.putLong(SNAPSHOTS, SNAPSHOT_L1).putInt(SNAPSHOTS + 0x08, 1);
        image.putShort(SNAPSHOTS + 0x0c, (short) 1).putShort(SNAPSHOTS + 0x0e, (short) 6);
        image.putInt(SNAPSHOTS + 0x10, 1_700_000_000);
        image.put(SNAPSHOTS + 0x28, "1before".getBytes(StandardCharsets.US_ASCII));
        return Files.write(file, image.array());
    }

    /** Writes over the refcount of one cluster. */
    static void setRefcount(Path file, int cluster, int count) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putShort(REFCOUNTS + cluster * 2, (short) count);
        Files.write(file, bytes);
    }
}
