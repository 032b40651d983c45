package io.guestkit.registry;

/** The types that Windows itself gives to values. Programs may use any other number. */
public final class ValueType {

    public static final int NONE = 0;
    /** Text. */
    public static final int SZ = 1;
    /** Text with names of environment variables between per cent signs. */
    public static final int EXPAND_SZ = 2;

    public static final int BINARY = 3;
    /** A number of 32 bits. */
    public static final int DWORD = 4;
    /** A number of 32 bits, the most significant byte first. */
    public static final int DWORD_BIG_ENDIAN = 5;
    /** The target of a symbolic link. */
    public static final int LINK = 6;
    /** Texts. */
    public static final int MULTI_SZ = 7;

    public static final int RESOURCE_LIST = 8;
    public static final int FULL_RESOURCE_DESCRIPTOR = 9;
    public static final int RESOURCE_REQUIREMENTS_LIST = 10;
    /** A number of 64 bits. */
    public static final int QWORD = 11;

    private static final String[] NAMES = {
        "REG_NONE",
        "REG_SZ",
        "REG_EXPAND_SZ",
        "REG_BINARY",
        "REG_DWORD",
        "REG_DWORD_BIG_ENDIAN",
        "REG_LINK",
        "REG_MULTI_SZ",
        "REG_RESOURCE_LIST",
        "REG_FULL_RESOURCE_DESCRIPTOR",
        "REG_RESOURCE_REQUIREMENTS_LIST",
        "REG_QWORD"
    };

    private ValueType() {}

    /** Such as {@code REG_SZ}; the number in hexadecimal digits where it has no name. */
    public static String name(int type) {
        return type >= 0 && type < NAMES.length ? NAMES[type] : "0x" + Integer.toHexString(type);
    }
}
