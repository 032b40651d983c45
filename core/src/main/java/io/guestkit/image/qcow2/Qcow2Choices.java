package io.guestkit.image.qcow2;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageSpec;
import java.nio.charset.StandardCharsets;

/**
 * What kind of qcow2 image to write. Names of options are qemu-img's.
 *
 * @param version 2 ({@code compat=0.10}) or 3 ({@code compat=1.1})
 * @param extendedL2 whether L2 entries tell 32 subclusters apart
 * @param preallocated whether all clusters get a place in advance
 */
record Qcow2Choices(
        int version,
        int clusterBits,
        ImageSpec.Compression compression,
        boolean lazyRefcounts,
        boolean extendedL2,
        boolean preallocated) {

    private static final int DEFAULT_CLUSTER = 64 << 10;
    private static final int SMALLEST_CLUSTER = 512;
    private static final int LARGEST_CLUSTER = 2 << 20;

    static Qcow2Choices of(ImageSpec spec) {
        FormatOptions options = spec.options();
        options.rejectOthers(
                DiskFormat.QCOW2, "cluster_size", "compat", "extended_l2", "lazy_refcounts", "preallocation");
        boolean v3 = isVersion3(options);
        int cluster = options.powerOfTwo("cluster_size", DEFAULT_CLUSTER, SMALLEST_CLUSTER, LARGEST_CLUSTER);
        Qcow2Choices choices = new Qcow2Choices(
                v3 ? 3 : 2,
                Integer.numberOfTrailingZeros(cluster),
                spec.compression(),
                options.onOff("lazy_refcounts", false),
                options.onOff("extended_l2", false),
                options.word("preallocation", "off", "metadata").equals("metadata"));
        choices.check(spec);
        return choices;
    }

    /** QEMU also takes the names v2 and v3. */
    private static boolean isVersion3(FormatOptions options) {
        String compat = options.word("compat", "1.1", "0.10", "v2", "v3");
        return compat.equals("1.1") || compat.equals("v3");
    }

    private void check(ImageSpec spec) {
        if (version == 2) {
            refuse(lazyRefcounts, "lazy_refcounts needs compat=1.1");
            refuse(extendedL2, "extended_l2 needs compat=1.1");
            refuse(compression == ImageSpec.Compression.ZSTD, "zstd compression needs compat=1.1");
        }
        refuse(
                extendedL2 && clusterBits < Qcow2Header.MIN_EXTENDED_CLUSTER_BITS,
                "extended_l2 needs a cluster_size of at least 16k");
        refuse(
                preallocated && compression != ImageSpec.Compression.NONE,
                "preallocation and compression exclude another");
        refuse(preallocated && spec.backing().isPresent(), "preallocation and a backing file exclude another");
        refuse(
                spec.backing().isPresent()
                        && nameLength(spec) > Math.min(Qcow2Header.MAX_BACKING_NAME, clusterSize() / 2),
                "the name of the backing file is too long for the header");
        long clusters = (spec.virtualSize() >>> clusterBits) + 1;
        refuse(
                clusters / l2Entries() >= Qcow2Header.MAX_L1_SIZE,
                "a disk of %d bytes needs a larger cluster_size than %d".formatted(spec.virtualSize(), clusterSize()));
    }

    private static int nameLength(ImageSpec spec) {
        return spec.backing().orElseThrow().name().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new IllegalArgumentException("qcow2: " + why);
        }
    }

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** Entries of an L2 table, which always fills one cluster. */
    int l2Entries() {
        return clusterSize() / entryBytes();
    }

    int entryBytes() {
        return extendedL2 ? 16 : 8;
    }

    boolean compresses() {
        return compression != ImageSpec.Compression.NONE;
    }

    /** What is stored as a whole: a cluster, or a subcluster where they are told apart. */
    int unitSize() {
        return extendedL2 && !compresses() ? clusterSize() / 32 : clusterSize();
    }
}
