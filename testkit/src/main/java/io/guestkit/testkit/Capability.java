package io.guestkit.testkit;

/** What a file system can store beyond files and directories with UTF-8 names. */
public enum Capability {
    SYMLINKS,
    HARD_LINKS,
    /** Mode, owner and group of each file. */
    PERMISSIONS,
    /** Character and block devices, and FIFOs. */
    DEVICES,
    /** Extended attributes of the class {@code user}. */
    XATTRS,
    /** Names of any bytes but {@code /} and NUL, upper case beside lower case. Excludes {@link #CASE_INSENSITIVE}. */
    BYTE_NAMES,
    CASE_INSENSITIVE,
    /** Holes stay holes, so that the extents of a file show them. */
    HOLES,
    /** Modification times of regular files, exact for even seconds. */
    MODIFIED_TIMES,
    /** The attribute byte of FAT. */
    DOS_FLAGS
}
