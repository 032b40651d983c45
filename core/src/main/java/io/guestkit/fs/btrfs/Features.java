package io.guestkit.fs.btrfs;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;

/**
 * The feature words of a superblock. Those of {@code compat_ro} change what a writer has to keep up (the free space tree,
 * the block group tree), and nothing for a reader.
 *
 * @param incompat what a reader has to know
 * @param compatRo what a writer has to know
 */
record Features(long incompat, long compatRo) {

    static final long METADATA_UUID = 1 << 10;
    static final long NO_HOLES = 1 << 9;

    static final long FREE_SPACE_TREE = 1;
    static final long BLOCK_GROUP_TREE = 1 << 3;

    /** Names as the kernel has them in sysfs, by bit; a name in capitals is one that this package refuses. */
    private static final String[] INCOMPAT = {
        "mixed_backref",
        "default_subvol",
        "mixed_groups",
        "compress_lzo",
        "compress_zstd",
        "big_metadata",
        "extended_iref",
        "raid56",
        "skinny_metadata",
        "no_holes",
        "metadata_uuid",
        "raid1c34",
        "ZONED",
        "EXTENT_TREE_V2",
        "RAID_STRIPE_TREE",
        "BIT_15",
        "simple_quota",
        "REMAP_TREE"
    };

    private static final String[] COMPAT_RO = {"free_space_tree", "free_space_tree_valid", "verity", "block_group_tree"
    };

    boolean has(long bit) {
        return (incompat & bit) != 0;
    }

    boolean hasCompatRo(long bit) {
        return (compatRo & bit) != 0;
    }

    /** @throws UnsupportedFeatureException if something is switched on that changes where things are */
    void requireReadable() throws UnsupportedFeatureException {
        List<String> unknown = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((incompat >>> bit & 1) != 0) {
                String name = bit < INCOMPAT.length ? INCOMPAT[bit] : "BIT_" + bit;
                if (Character.isUpperCase(name.charAt(0))) {
                    unknown.add(name.toLowerCase(java.util.Locale.ROOT).replace("bit_", "incompat bit "));
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new UnsupportedFeatureException("btrfs superblock: incompat_flags at +0xbc has "
                    + String.join(", ", unknown) + ", which cannot be read yet");
        }
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        add(names, incompat, INCOMPAT);
        add(names, compatRo, COMPAT_RO);
        return names;
    }

    private static void add(List<String> names, long word, String[] known) {
        for (int bit = 0; bit < known.length; bit++) {
            if ((word >>> bit & 1) != 0) {
                names.add(known[bit]);
            }
        }
    }
}
