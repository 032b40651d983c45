package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a superblock says of the format. Version 4 has bits in {@code sb_versionnum} and {@code sb_features2}; version 5
 * has feature words besides, where a reader may ignore what it does not know in {@code roCompat} and has to refuse what
 * it does not know in {@code incompat}.
 */
record Features(int versionNumber, int features2, int roCompat, int incompat, int logIncompat) {

    static final int VERSION_DIRV2 = 0x2000;
    static final int VERSION_LOGV2 = 0x400;
    static final int VERSION_CASE_INSENSITIVE = 0x4000;
    private static final int VERSION_SHARED = 0x200;
    private static final int VERSION_MOREBITS = 0x8000;

    private static final int FEATURES2_FTYPE = 0x200;

    static final int RO_COMPAT_RMAPBT = 0x2;

    static final int INCOMPAT_FTYPE = 0x1;
    static final int INCOMPAT_META_UUID = 0x4;
    /**
     * ftype, sparse inodes, meta_uuid, bigtime, nrext64, exchange-range and parent pointers. Not: a need of repair,
     * metadata directories, zones and their gaps.
     */
    private static final int INCOMPAT_READ = 0xef;

    /** Extended attributes in the log as items of their own. */
    private static final int LOG_INCOMPAT_READ = 0x1;

    static Features parse(StructView s) throws CorruptDataException {
        int versionNumber = s.u16(0x64);
        boolean v5 = (versionNumber & 0xf) == 5;
        int features2 = 0;
        if ((versionNumber & VERSION_MOREBITS) != 0) {
            // some writers misplaced the word, for which both places have counted since
            features2 = s.i32(0xc8) | s.i32(0xcc);
        }
        return new Features(versionNumber, features2, v5 ? s.i32(0xd4) : 0, v5 ? s.i32(0xd8) : 0, v5 ? s.i32(0xdc) : 0);
    }

    int version() {
        return versionNumber & 0xf;
    }

    /** Whether metadata has checksums and says what it is and where it belongs. */
    boolean v5() {
        return version() == 5;
    }

    boolean hasVersion(int bit) {
        return (versionNumber & bit) != 0;
    }

    boolean hasRoCompat(int bit) {
        return (roCompat & bit) != 0;
    }

    boolean hasIncompat(int bit) {
        return (incompat & bit) != 0;
    }

    /** Whether entries of directories hold the type of what they name. */
    boolean ftype() {
        return v5() ? hasIncompat(INCOMPAT_FTYPE) : (features2 & FEATURES2_FTYPE) != 0;
    }

    boolean caseInsensitive() {
        return hasVersion(VERSION_CASE_INSENSITIVE);
    }

    boolean logV2() {
        return v5() || hasVersion(VERSION_LOGV2);
    }

    /** Refuses by name what would make a reader misread the rest. */
    void requireReadable() throws UnsupportedFeatureException {
        if (version() < 4) {
            throw new UnsupportedFeatureException(
                    "xfs superblock: version %d, and only 4 and 5 can be read".formatted(version()));
        }
        if (version() > 5) {
            throw new UnsupportedFeatureException("xfs superblock: version %d is not known".formatted(version()));
        }
        if (!hasVersion(VERSION_DIRV2)) {
            throw new UnsupportedFeatureException("xfs superblock: directories of version 1 cannot be read");
        }
        if (hasVersion(VERSION_SHARED)) {
            throw new UnsupportedFeatureException("xfs superblock: sb_versionnum has shared, which cannot be read");
        }
        int refused = incompat & ~INCOMPAT_READ;
        if (refused != 0) {
            List<String> names = new ArrayList<>();
            addNames(names, refused, 'I');
            throw new UnsupportedFeatureException("xfs superblock: sb_features_incompat has %s, which cannot be read"
                    .formatted(String.join(", ", names)));
        }
    }

    /** Refuses by name what would make a replay of the log wrong. */
    void requireReplayable() throws UnsupportedFeatureException {
        int refused = logIncompat & ~LOG_INCOMPAT_READ;
        if (refused != 0) {
            throw new UnsupportedFeatureException(
                    "xfs log: sb_features_log_incompat is 0x%x, of which 0x%x is not known; mount and unmount the file system"
                            .formatted(logIncompat, refused));
        }
    }

    /** Names of all features that are on, as mkfs.xfs and xfs_info call them. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        names.add("v" + version());
        if (v5()) {
            names.add("crc");
            addNames(names, roCompat, 'R');
            addNames(names, incompat, 'I');
        } else {
            for (int bit = 4; bit < 16; bit++) {
                if ((versionNumber >>> bit & 1) != 0) {
                    addIfNamed(names, versionName(bit));
                }
            }
            for (int bit = 0; bit < 32; bit++) {
                if ((features2 >>> bit & 1) != 0) {
                    addIfNamed(names, features2Name(bit));
                }
            }
        }
        if (v5() && caseInsensitive()) {
            names.add("ascii-ci");
        }
        return names;
    }

    private static void addIfNamed(List<String> names, String name) {
        if (!name.isEmpty()) {
            names.add(name);
        }
    }

    private static void addNames(List<String> names, int word, char kind) {
        for (int bit = 0; bit < 32; bit++) {
            if ((word >>> bit & 1) != 0) {
                String name = kind == 'R' ? roCompatName(bit) : incompatName(bit);
                names.add(name.isEmpty() ? "FEATURE_" + kind + bit : name);
            }
        }
    }

    private static String versionName(int bit) {
        return switch (bit) {
            case 4 -> "attr";
            case 5 -> "nlink";
            case 6 -> "quota";
            case 7 -> "align";
            case 8 -> "dalign";
            case 10 -> "logv2";
            case 11 -> "sector";
            case 12 -> "extflg";
            case 13 -> "dirv2";
            case 14 -> "ascii-ci";
            default -> ""; // 15 only says that there is more
        };
    }

    private static String features2Name(int bit) {
        return switch (bit) {
            case 1 -> "lazy-count";
            case 3 -> "attr2";
            case 4 -> "parent";
            case 7 -> "projid32bit";
            case 9 -> "ftype";
            default -> "";
        };
    }

    private static String roCompatName(int bit) {
        return switch (bit) {
            case 0 -> "finobt";
            case 1 -> "rmapbt";
            case 2 -> "reflink";
            case 3 -> "inobtcount";
            default -> "";
        };
    }

    private static String incompatName(int bit) {
        return switch (bit) {
            case 0 -> "ftype";
            case 1 -> "sparse";
            case 2 -> "meta_uuid";
            case 3 -> "bigtime";
            case 4 -> "needsrepair";
            case 5 -> "nrext64";
            case 6 -> "exchange";
            case 7 -> "parent";
            case 8 -> "metadir";
            case 9 -> "zoned";
            case 10 -> "zone-gaps";
            default -> "";
        };
    }
}
