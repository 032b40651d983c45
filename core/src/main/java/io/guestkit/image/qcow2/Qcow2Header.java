package io.guestkit.image.qcow2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;

/**
 * Header of a qcow2 image, big-endian. Names and offsets: QEMU docs/interop/qcow2, "Header".
 *
 * @param version 2 or 3
 * @param backingFileOffset in bytes, 0 for none
 * @param backingFileSize length of the name in bytes
 * @param clusterBits cluster size is 1 << clusterBits bytes
 * @param size of the guest's disk in bytes
 * @param cryptMethod 0 none, 1 AES, 2 LUKS
 * @param l1Size number of entries of the active L1 table
 * @param refcountTableOffset as it stands; not checked, since reading does without reference counts
 * @param refcountTableClusters as it stands, likewise
 * @param headerLength in bytes, where the header extensions start
 * @param compressionType 0 zlib, 1 zstd
 */
record Qcow2Header(
        int version,
        long backingFileOffset,
        int backingFileSize,
        int clusterBits,
        long size,
        int cryptMethod,
        int l1Size,
        long l1TableOffset,
        long refcountTableOffset,
        int refcountTableClusters,
        int nbSnapshots,
        long snapshotsOffset,
        long incompatibleFeatures,
        long compatibleFeatures,
        long autoclearFeatures,
        int refcountOrder,
        int headerLength,
        int compressionType) {

    static final byte[] MAGIC = {'Q', 'F', 'I', (byte) 0xfb};

    static final long INCOMPATIBLE_DIRTY = 1;
    static final long INCOMPATIBLE_CORRUPT = 1 << 1;
    static final long INCOMPATIBLE_DATA_FILE = 1 << 2;
    static final long INCOMPATIBLE_COMPRESSION = 1 << 3;
    static final long INCOMPATIBLE_EXTENDED_L2 = 1 << 4;
    static final long INCOMPATIBLE_KNOWN = (1 << 5) - 1;
    static final long COMPATIBLE_LAZY_REFCOUNTS = 1;
    static final long AUTOCLEAR_BITMAPS = 1;
    static final long AUTOCLEAR_DATA_FILE_RAW = 1 << 1;

    static final int CRYPT_NONE = 0;
    static final int CRYPT_AES = 1;
    static final int COMPRESSION_ZLIB = 0;
    static final int COMPRESSION_ZSTD = 1;

    static final int LENGTH_V2 = 72;
    private static final int LENGTH_V3 = 104;
    /** With compression_type, the last field that is known. */
    static final int LENGTH_KNOWN = 112;
    /** QEMU allows an L1 table 32 MiB. */
    static final int MAX_L1_SIZE = (32 << 20) / 8;

    static final int MAX_BACKING_NAME = 1023;
    private static final int MAX_SNAPSHOTS = 65536;
    /** Subclusters are a 32nd of a cluster and at least a sector. */
    static final int MIN_EXTENDED_CLUSTER_BITS = 14;

    static Qcow2Header read(BlockSource source) throws IOException {
        int length = (int) Math.min(LENGTH_KNOWN, source.size());
        return parse(StructView.bigEndian("qcow2 header", source, 0, length));
    }

    static Qcow2Header parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(0x00, MAGIC);
        long version = s.u32(0x04);
        if (version > 3) {
            throw new UnsupportedFeatureException("qcow2 version " + version + "; 2 and 3 can be read");
        }
        if (version < 2) {
            throw s.corrupt(0x04, "version", version, "2..3");
        }
        boolean v3 = version == 3;
        int clusterBits = s.u32In(0x14, "cluster_bits", 9, 21);
        long incompatible = v3 ? s.bits64(0x48) : 0;
        int headerLength = v3 ? s.u32In(0x64, "header_length", LENGTH_V3, 1 << clusterBits) : LENGTH_V2;
        Qcow2Header header = new Qcow2Header(
                (int) version,
                s.u63(0x08, "backing_file_offset"),
                s.u32In(0x10, "backing_file_size", 0, MAX_BACKING_NAME),
                clusterBits,
                s.u63(0x18, "size"),
                s.u32In(0x20, "crypt_method", 0, 2),
                s.u32In(0x24, "l1_size", 0, MAX_L1_SIZE),
                s.u63(0x28, "l1_table_offset"),
                s.bits64(0x30), // looked at by a check only, which says what is wrong with it
                s.i32(0x38),
                s.u32In(0x3c, "nb_snapshots", 0, MAX_SNAPSHOTS),
                s.u63(0x40, "snapshots_offset"),
                incompatible,
                v3 ? s.bits64(0x50) : 0,
                v3 ? s.bits64(0x58) : 0,
                v3 ? s.u32In(0x60, "refcount_order", 0, 6) : 4,
                headerLength,
                headerLength > LENGTH_V3 ? s.u8(0x68) : COMPRESSION_ZLIB);
        if (header.extendedL2() && clusterBits < MIN_EXTENDED_CLUSTER_BITS) {
            throw s.corrupt(0x14, "cluster_bits", clusterBits, "14..21 with extended L2 entries");
        }
        long clusters = (header.size >>> clusterBits) + ((header.size & (header.clusterSize() - 1)) == 0 ? 0 : 1);
        long needed = (clusters + header.l2Entries() - 1) / header.l2Entries();
        if (header.l1Size < needed) {
            throw s.corrupt(
                    0x24, "l1_size", header.l1Size, "at least " + needed + " for a disk of " + header.size + " bytes");
        }
        return header;
    }

    int clusterSize() {
        return 1 << clusterBits;
    }

    boolean extendedL2() {
        return (incompatibleFeatures & INCOMPATIBLE_EXTENDED_L2) != 0;
    }

    boolean hasDataFile() {
        return (incompatibleFeatures & INCOMPATIBLE_DATA_FILE) != 0;
    }

    /** Entries of an L2 table, which always fills one cluster. */
    int l2Entries() {
        return clusterSize() / (extendedL2() ? 16 : 8);
    }
}
