package io.guestkit.fs.ext4;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;

/**
 * The three feature words of a superblock. A reader may ignore what it does not know in {@code compat} and
 * {@code roCompat}, and has to refuse what it does not know in {@code incompat}.
 */
record Features(int compat, int incompat, int roCompat) {

    static final int COMPAT_HAS_JOURNAL = 0x4;
    static final int COMPAT_DIR_INDEX = 0x20;
    static final int COMPAT_SPARSE_SUPER2 = 0x200;

    static final int INCOMPAT_FILETYPE = 0x2;
    static final int INCOMPAT_RECOVER = 0x4;
    static final int INCOMPAT_JOURNAL_DEV = 0x8;
    static final int INCOMPAT_META_BG = 0x10;
    static final int INCOMPAT_EXTENTS = 0x40;
    static final int INCOMPAT_64BIT = 0x80;
    static final int INCOMPAT_MMP = 0x100;
    static final int INCOMPAT_FLEX_BG = 0x200;
    static final int INCOMPAT_EA_INODE = 0x400;
    static final int INCOMPAT_CSUM_SEED = 0x2000;
    static final int INCOMPAT_LARGEDIR = 0x4000;
    static final int INCOMPAT_INLINE_DATA = 0x8000;
    static final int INCOMPAT_ENCRYPT = 0x10000;
    static final int INCOMPAT_CASEFOLD = 0x20000;

    static final int RO_COMPAT_SPARSE_SUPER = 0x1;
    static final int RO_COMPAT_LARGE_FILE = 0x2;
    static final int RO_COMPAT_BTREE_DIR = 0x4;
    static final int RO_COMPAT_HUGE_FILE = 0x8;
    static final int RO_COMPAT_GDT_CSUM = 0x10;
    static final int RO_COMPAT_BIGALLOC = 0x200;
    static final int RO_COMPAT_METADATA_CSUM = 0x400;

    private static final int INCOMPAT_READ = INCOMPAT_FILETYPE
            | INCOMPAT_RECOVER
            | INCOMPAT_META_BG
            | INCOMPAT_EXTENTS
            | INCOMPAT_64BIT
            | INCOMPAT_MMP
            | INCOMPAT_FLEX_BG
            | INCOMPAT_EA_INODE
            | INCOMPAT_CSUM_SEED
            | INCOMPAT_LARGEDIR
            | INCOMPAT_INLINE_DATA
            | INCOMPAT_ENCRYPT
            | INCOMPAT_CASEFOLD;

    /** What the ext2 and ext3 drivers of old knew, by which blkid tells the three types apart. */
    private static final int EXT3_RO_COMPAT = RO_COMPAT_SPARSE_SUPER | RO_COMPAT_LARGE_FILE | RO_COMPAT_BTREE_DIR;

    private static final int EXT3_INCOMPAT = INCOMPAT_FILETYPE | INCOMPAT_RECOVER | INCOMPAT_META_BG;

    boolean hasCompat(int bit) {
        return (compat & bit) != 0;
    }

    boolean hasIncompat(int bit) {
        return (incompat & bit) != 0;
    }

    boolean hasRoCompat(int bit) {
        return (roCompat & bit) != 0;
    }

    boolean metadataCsum() {
        return hasRoCompat(RO_COMPAT_METADATA_CSUM);
    }

    /** The type as blkid names it: what only ext4 knows makes an ext4, otherwise a journal makes an ext3. */
    String type() {
        if ((roCompat & ~EXT3_RO_COMPAT) != 0 || (incompat & ~EXT3_INCOMPAT) != 0) {
            return "ext4";
        }
        return hasCompat(COMPAT_HAS_JOURNAL) ? "ext3" : "ext2";
    }

    /** Refuses by name what would make a reader misread the rest. */
    void requireReadable() throws UnsupportedFeatureException {
        int refused = incompat & ~INCOMPAT_READ;
        if (refused != 0) {
            List<String> names = new ArrayList<>();
            addNames(names, refused, 'I');
            throw new UnsupportedFeatureException(
                    "ext4 superblock: s_feature_incompat has " + String.join(", ", names) + ", which cannot be read");
        }
    }

    /** Names of all features that are on, spelled and ordered as dumpe2fs does. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        addNames(names, compat, 'C');
        addNames(names, incompat, 'I');
        addNames(names, roCompat, 'R');
        return names;
    }

    private static void addNames(List<String> names, int word, char kind) {
        for (int bit = 0; bit < 32; bit++) {
            if ((word >>> bit & 1) != 0) {
                String name = switch (kind) {
                    case 'C' -> compatName(bit);
                    case 'I' -> incompatName(bit);
                    default -> roCompatName(bit);
                };
                names.add(name.isEmpty() ? "FEATURE_" + kind + bit : name);
            }
        }
    }

    private static String compatName(int bit) {
        return switch (bit) {
            case 0 -> "dir_prealloc";
            case 1 -> "imagic_inodes";
            case 2 -> "has_journal";
            case 3 -> "ext_attr";
            case 4 -> "resize_inode";
            case 5 -> "dir_index";
            case 6 -> "lazy_bg";
            case 8 -> "snapshot_bitmap";
            case 9 -> "sparse_super2";
            case 10 -> "fast_commit";
            case 11 -> "stable_inodes";
            case 12 -> "orphan_file";
            default -> "";
        };
    }

    private static String incompatName(int bit) {
        return switch (bit) {
            case 0 -> "compression";
            case 1 -> "filetype";
            case 2 -> "needs_recovery";
            case 3 -> "journal_dev";
            case 4 -> "meta_bg";
            case 6 -> "extent";
            case 7 -> "64bit";
            case 8 -> "mmp";
            case 9 -> "flex_bg";
            case 10 -> "ea_inode";
            case 12 -> "dirdata";
            case 13 -> "metadata_csum_seed";
            case 14 -> "large_dir";
            case 15 -> "inline_data";
            case 16 -> "encrypt";
            case 17 -> "casefold";
            default -> "";
        };
    }

    private static String roCompatName(int bit) {
        return switch (bit) {
            case 0 -> "sparse_super";
            case 1 -> "large_file";
            case 3 -> "huge_file";
            case 4 -> "uninit_bg";
            case 5 -> "dir_nlink";
            case 6 -> "extra_isize";
            case 7 -> "snapshot";
            case 8 -> "quota";
            case 9 -> "bigalloc";
            case 10 -> "metadata_csum";
            case 11 -> "replica";
            case 12 -> "read-only";
            case 13 -> "project";
            case 14 -> "shared_blocks";
            case 15 -> "verity";
            case 16 -> "orphan_present";
            default -> "";
        };
    }
}
