package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * The superblock: {@value #LENGTH} bytes, little-endian, at byte {@value #POSITION} of every device.
 *
 * @param fsid what all devices of the file system have in common
 * @param blockUuid what all blocks of trees carry: the fsid, unless that was changed later
 * @param generation of the last transaction
 * @param root logical address of the tree of roots
 * @param log logical address of the tree of log trees, or 0
 * @param device this device's own description
 * @param systemChunks the chunks that the tree of chunks is in: {@code sys_chunk_array}
 */
record Superblock(
        UUID fsid,
        UUID blockUuid,
        long generation,
        TreeRoot root,
        TreeRoot chunkRoot,
        TreeRoot log,
        long totalBytes,
        long bytesUsed,
        long rootDirectory,
        long deviceCount,
        int sectorSize,
        int nodeSize,
        Features features,
        Checksum checksum,
        DevItem device,
        String label,
        StructView systemChunks) {

    static final int POSITION = 0x1_0000;
    static final int LENGTH = 0x1000;

    private static final byte[] MAGIC = {'_', 'B', 'H', 'R', 'f', 'S', '_', 'M'};
    private static final int FSID_AT = 0x20;
    private static final int MAGIC_AT = 0x40;
    private static final int DEVICES_AT = 0x88;
    private static final int CSUM_TYPE_AT = 0xc4;
    private static final int DEV_ITEM_AT = 0xc9;
    private static final int LABEL_AT = 0x12b;
    private static final int METADATA_UUID_AT = 0x23b;
    private static final int CHUNK_ARRAY_AT = 0x32b;
    private static final int CHUNK_ARRAY_LENGTH = 2048;
    private static final int MAX_LEVEL = 7;

    /**
     * Where a tree begins.
     *
     * @param generation that its root block has
     */
    record TreeRoot(long address, int level, long generation) {}

    static boolean isOne(StructView s) {
        return s.startsWith(MAGIC_AT, MAGIC);
    }

    /** @return empty if it says that there is no other device, */
    static Optional<UUID> groupOf(StructView s) throws CorruptDataException {
        return s.bits64(DEVICES_AT) == 1 ? Optional.empty() : Optional.of(s.uuid(FSID_AT));
    }

    /** @param position where it was read, which it has to agree with */
    static Superblock parse(StructView s, long position) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(MAGIC_AT, MAGIC);
        Checksum checksum = Checksum.parse(s, CSUM_TYPE_AT);
        verifyChecksum(s, checksum);
        Features features = new Features(s.bits64(0xbc), s.bits64(0xb4));
        features.requireReadable();
        if (s.bits64(0x30) != position) {
            throw s.corrupt(0x30, "bytenr", Long.toUnsignedString(s.bits64(0x30)), position);
        }
        int sectorSize = s.u32In(0x90, "sectorsize", 2048, 65536);
        if (Integer.bitCount(sectorSize) != 1) {
            throw s.corrupt(0x90, "sectorsize", sectorSize, "a power of two");
        }
        int nodeSize = s.u32In(0x94, "nodesize", sectorSize, 65536);
        if (Integer.bitCount(nodeSize) != 1) {
            throw s.corrupt(0x94, "nodesize", nodeSize, "a power of two");
        }
        long deviceCount = s.u63(DEVICES_AT, "num_devices");
        if (deviceCount < 1) {
            throw s.corrupt(DEVICES_AT, "num_devices", deviceCount, "at least 1");
        }
        int arrayLength = s.u32In(0xa0, "sys_chunk_array_size", Chunk.SMALLEST + Key.LENGTH, CHUNK_ARRAY_LENGTH);
        long generation = s.bits64(0x48);
        UUID fsid = s.uuid(FSID_AT);
        return new Superblock(
                fsid,
                features.has(Features.METADATA_UUID) ? s.uuid(METADATA_UUID_AT) : fsid,
                generation,
                root(s, 0x50, "root", 0xc6, "root_level", generation),
                root(s, 0x58, "chunk_root", 0xc7, "chunk_root_level", s.bits64(0xa4)),
                // the log is written before the transaction that it is part of is committed
                root(s, 0x60, "log_root", 0xc8, "log_root_level", generation + 1),
                s.u63(0x70, "total_bytes"),
                s.u63(0x78, "bytes_used"),
                s.bits64(0x80),
                deviceCount,
                sectorSize,
                nodeSize,
                features,
                checksum,
                DevItem.parse(s.slice("btrfs superblock: dev_item", DEV_ITEM_AT, DevItem.LENGTH)),
                s.text(LABEL_AT, 256),
                s.slice("btrfs superblock: sys_chunk_array", CHUNK_ARRAY_AT, arrayLength));
    }

    private static TreeRoot root(
            StructView s, int addressAt, String field, int levelAt, String levelField, long generation)
            throws CorruptDataException {
        return new TreeRoot(s.u63(addressAt, field), s.u8In(levelAt, levelField, 0, MAX_LEVEL), generation);
    }

    private static void verifyChecksum(StructView s, Checksum checksum) throws CorruptDataException {
        ByteBuffer all = s.buffer();
        ByteBuffer body = all.slice(Checksum.FIELD, LENGTH - Checksum.FIELD);
        if (!checksum.matches(body, all, 0)) {
            throw s.corrupt(
                    0x00,
                    "csum",
                    java.util.HexFormat.of().formatHex(s.bytes(0, checksum.length())),
                    checksum.hex(body) + ", the checksum of the bytes after it");
        }
    }
}
