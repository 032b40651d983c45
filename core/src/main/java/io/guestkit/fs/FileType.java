package io.guestkit.fs;

/** What a node is. The bits are those of {@code st_mode} in POSIX. */
public enum FileType {
    REGULAR(0x8000),
    DIRECTORY(0x4000),
    SYMLINK(0xa000),
    CHARACTER_DEVICE(0x2000),
    BLOCK_DEVICE(0x6000),
    FIFO(0x1000),
    SOCKET(0xc000),
    /** A type that the file system does not define; such a node has attributes and nothing else. */
    UNKNOWN(0);

    private final int bits;

    FileType(int bits) {
        this.bits = bits;
    }

    /** The type in the upper four bits of {@code st_mode}. */
    public int bits() {
        return bits;
    }

    /** The type in the upper four of these sixteen bits. */
    public static FileType ofMode(int mode) {
        for (FileType type : values()) {
            if (type.bits == (mode & 0xf000)) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
