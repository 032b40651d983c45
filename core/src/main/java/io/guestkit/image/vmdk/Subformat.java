package io.guestkit.image.vmdk;

import java.util.ArrayList;
import java.util.List;

/** The kinds of image that can be written. */
enum Subformat {
    MONOLITHIC_SPARSE("monolithicSparse", ExtentLine.SPARSE, "", Long.MAX_VALUE),
    STREAM_OPTIMIZED("streamOptimized", ExtentLine.SPARSE, "", Long.MAX_VALUE),
    MONOLITHIC_FLAT("monolithicFlat", ExtentLine.FLAT, "-flat", Long.MAX_VALUE),
    /** VMware's size of an extent: with its tables, a file stays below 2 GiB. */
    TWO_GB_MAX_EXTENT_SPARSE("twoGbMaxExtentSparse", ExtentLine.SPARSE, "-s", 4_192_256),
    TWO_GB_MAX_EXTENT_FLAT("twoGbMaxExtentFlat", ExtentLine.FLAT, "-f", 4_193_792);

    private final String createType;
    private final String extentType;
    private final String suffix;
    private final long extentSectors;

    Subformat(String createType, String extentType, String suffix, long extentSectors) {
        this.createType = createType;
        this.extentType = extentType;
        this.suffix = suffix;
        this.extentSectors = extentSectors;
    }

    /** As the descriptor spells it, and {@code qemu-img}. */
    String createType() {
        return createType;
    }

    /** Whether the extents have the bytes of the disk as they are. */
    boolean isFlat() {
        return extentType.equals(ExtentLine.FLAT);
    }

    /** Whether the descriptor stands in the one extent, instead of in a file of its own. */
    boolean hasEmbeddedDescriptor() {
        return suffix.isEmpty();
    }

    /** Most bytes of the disk that an extent has; a multiple of the grain size. */
    long extentBytes() {
        return isSplit() ? extentSectors * SparseHeader.SECTOR : Long.MAX_VALUE;
    }

    private boolean isSplit() {
        return extentSectors != Long.MAX_VALUE;
    }

    /**
     * The extents of a disk.
     *
     * @param name of the image's file
     * @param size of the disk in bytes; a multiple of a sector, and not 0
     */
    List<ExtentLine> extents(String name, long size) {
        String stem = name.endsWith(".vmdk") ? name.substring(0, name.length() - 5) : name;
        List<ExtentLine> extents = new ArrayList<>();
        long sectors = size / SparseHeader.SECTOR;
        for (long at = 0; at < sectors; at += Math.min(extentSectors, sectors - at)) {
            String number = isSplit() ? "%03d".formatted(extents.size() + 1) : "";
            extents.add(new ExtentLine(
                    ExtentLine.Access.RW,
                    Math.min(extentSectors, sectors - at),
                    extentType,
                    java.util.Optional.of(suffix.isEmpty() ? name : stem + suffix + number + ".vmdk"),
                    0));
        }
        return extents;
    }
}
