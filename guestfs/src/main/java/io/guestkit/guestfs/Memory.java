package io.guestkit.guestfs;

import io.guestkit.fs.NameCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/** The memory of the process by address, for reading what the library returned and for writing what it is given. */
final class Memory {

    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final BigInteger TWO_TO_THE_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

    private Memory() {}

    static long int64(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    static BigInteger uint64(long address) {
        long value = int64(address);
        BigInteger signed = BigInteger.valueOf(value);
        return value < 0 ? signed.add(TWO_TO_THE_64) : signed;
    }

    static int int32(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static long uint32(long address) {
        return Integer.toUnsignedLong(int32(address));
    }

    /** One {@code char}, which is a byte. */
    static char character(long address) {
        return (char) (ALL.get(ValueLayout.JAVA_BYTE, address) & 0xff);
    }

    /** A {@code float} between 0 and 100; negative means that there is none. */
    static OptionalDouble percent(long address) {
        float value = ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
        return value < 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    static byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
        return bytes;
    }

    /** What a {@code uint32_t} length and a pointer describe. */
    static byte[] buffer(long lengthAddress, long pointerAddress) {
        long length = uint32(lengthAddress);
        if (length > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "libguestfs returned a field of " + length + " bytes, too many for an array");
        }
        return bytes(int64(pointerAddress), (int) length);
    }

    /** Text of a fixed length. */
    static String text(long address, int length) {
        return NameCodec.decode(bytes(address, length));
    }

    /** Text that ends with a NUL. */
    static String text(long address) {
        long length = LibC.strlen(address);
        if (length > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "libguestfs returned a text of " + length + " bytes, too many for a String");
        }
        return text(address, (int) length);
    }

    /** Text that a {@code char *} points to; an empty one if that is NULL. */
    static String pointedText(long pointerAddress) {
        long address = int64(pointerAddress);
        return address == 0 ? "" : text(address);
    }

    static void set(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    static void set(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    static void set(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
    }

    /** The bytes, and the NUL that ends a text in C. */
    static void setText(long address, byte[] text) {
        set(address, text);
        ALL.set(ValueLayout.JAVA_BYTE, address + text.length, (byte) 0);
    }

    static void wipe(long address, long length) {
        ALL.asSlice(address, length).fill((byte) 0);
    }

    /** Bytes of a text for C, which knows no NUL inside. */
    static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new IllegalArgumentException("a text for libguestfs holds a NUL at index " + i);
            }
            if (c >= 0x80) {
                return NameCodec.encode(text);
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
