package io.guestkit.image.qcow2;

import io.guestkit.image.ImageSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The first cluster of a new image: header, extensions and the name of the backing file. */
final class HeaderBytes {

    private static final int REFCOUNT_ORDER = 4;
    private static final int INCOMPATIBLE = 0;
    private static final int COMPATIBLE = 1;
    private static final int AUTOCLEAR = 2;
    private static final int FEATURE_NAME = 46;

    /** Kind, bit and name of the features that QEMU names in its images, for readers that do not know them. */
    private record Feature(int kind, int bit, String name) {}

    private static final Feature[] FEATURES = {
        new Feature(INCOMPATIBLE, 0, "dirty bit"),
        new Feature(INCOMPATIBLE, 1, "corrupt bit"),
        new Feature(INCOMPATIBLE, 2, "external data file"),
        new Feature(INCOMPATIBLE, 3, "compression type"),
        new Feature(INCOMPATIBLE, 4, "extended L2 entries"),
        new Feature(COMPATIBLE, 0, "lazy refcounts"),
        new Feature(AUTOCLEAR, 0, "bitmaps"),
        new Feature(AUTOCLEAR, 1, "raw external data"),
    };

    private HeaderBytes() {}

    /**
     * @param l1Offset where the L1 table is
     * @param refcountTableOffset where the refcount table is
     * @param refcountTableClusters how many clusters it takes
     */
    static ByteBuffer of(
            Qcow2Choices choices,
            ImageSpec spec,
            int l1Size,
            long l1Offset,
            long refcountTableOffset,
            int refcountTableClusters) {
        boolean v3 = choices.version() == 3;
        ByteBuffer header = ByteBuffer.allocate(choices.clusterSize());
        header.put(Qcow2Header.MAGIC);
        header.putInt(0x04, choices.version());
        header.putInt(0x14, choices.clusterBits());
        header.putLong(0x18, spec.virtualSize());
        header.putInt(0x24, l1Size);
        header.putLong(0x28, l1Offset);
        header.putLong(0x30, refcountTableOffset);
        header.putInt(0x38, refcountTableClusters);
        if (v3) {
            boolean zstd = choices.compression() == ImageSpec.Compression.ZSTD;
            header.putLong(
                    0x48,
                    (zstd ? Qcow2Header.INCOMPATIBLE_COMPRESSION : 0)
                            | (choices.extendedL2() ? Qcow2Header.INCOMPATIBLE_EXTENDED_L2 : 0));
            header.putLong(0x50, choices.lazyRefcounts() ? Qcow2Header.COMPATIBLE_LAZY_REFCOUNTS : 0);
            header.putInt(0x60, REFCOUNT_ORDER);
            header.putInt(0x64, Qcow2Header.LENGTH_KNOWN);
            header.put(0x68, (byte) (zstd ? Qcow2Header.COMPRESSION_ZSTD : Qcow2Header.COMPRESSION_ZLIB));
        }
        header.position(v3 ? Qcow2Header.LENGTH_KNOWN : Qcow2Header.LENGTH_V2);
        spec.backing()
                .ifPresent(backing -> extension(
                        header,
                        HeaderExtensions.BACKING_FORMAT,
                        backing.format().id().getBytes(StandardCharsets.UTF_8)));
        byte[] name = spec.backing()
                .map(backing -> backing.name().getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        byte[] features = features();
        if (v3 && header.remaining() >= 8 + features.length + 8 + name.length) {
            extension(header, HeaderExtensions.FEATURE_NAMES, features);
        }
        header.putLong(0); // the end of the extensions
        if (name.length > 0) {
            header.putLong(0x08, header.position());
            header.putInt(0x10, name.length);
            header.put(name);
        }
        return header.clear();
    }

    private static void extension(ByteBuffer header, int type, byte[] data) {
        header.putInt(type).putInt(data.length).put(data);
        header.position((header.position() + 7) & -8);
    }

    private static byte[] features() {
        ByteBuffer table = ByteBuffer.allocate(FEATURES.length * (2 + FEATURE_NAME));
        for (Feature feature : FEATURES) {
            int start = table.position();
            table.put((byte) feature.kind())
                    .put((byte) feature.bit())
                    .put(feature.name().getBytes(StandardCharsets.US_ASCII));
            table.position(start + 2 + FEATURE_NAME);
        }
        return table.array();
    }
}
