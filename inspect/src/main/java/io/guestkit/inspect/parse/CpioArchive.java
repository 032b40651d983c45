package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Archives of cpio's "newc" format, {@code 070701} and {@code 070702}, which is all that the kernel unpacks:
 * Documentation/driver-api/early-userspace/buffer-format.rst of Linux. Read from front to back; what a
 * visitor leaves of the content of files is passed over.
 */
public final class CpioArchive {

    /** Bytes that tell an archive. */
    public static final int MAGIC_LENGTH = 6;

    private static final int HEADER_LENGTH = 110;
    private static final int MODE = 14;
    private static final int FILE_SIZE = 54;
    private static final int NAME_SIZE = 94;
    /** The kernel's PATH_MAX; longer names it does not unpack. */
    private static final int MAX_NAME = 4096;

    private static final String TRAILER = "TRAILER!!!";

    private CpioArchive() {}

    /** What is told about each file. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * @param name without a leading {@code ./} or slash
         * @param mode type and permissions, as in stat(2)
         * @param content so many bytes, of which any number may be read, as long as the call lasts
         */
        void entry(String name, int mode, LimitedStream content) throws IOException;
    }

    /** Whether a stream that starts like this is an archive. */
    public static boolean isMagic(byte[] start) {
        return start.length >= MAGIC_LENGTH
                && start[0] == '0'
                && start[1] == '7'
                && start[2] == '0'
                && start[3] == '7'
                && start[4] == '0'
                && (start[5] == '1' || start[5] == '2');
    }

    /**
     * Reads one archive up to and with its trailer.
     *
     * @param in at its start; nothing behind the trailer is taken
     * @throws CorruptDataException if it contradicts its format, or ends before its trailer
     */
    public static void read(InputStream in, Visitor visitor) throws IOException {
        try {
            byte[] header = new byte[HEADER_LENGTH];
            while (true) {
                if (in.readNBytes(header, 0, HEADER_LENGTH) < HEADER_LENGTH) {
                    throw new EOFException("in a header");
                }
                if (!isMagic(header)) {
                    throw new CorruptDataException("cpio header: c_magic is not 070701 or 070702");
                }
                int nameSize = (int) hex(header, NAME_SIZE, "c_namesize");
                if (nameSize < 1 || nameSize > MAX_NAME) { // a number of 32 bits with the sign bit set is below 1
                    throw CorruptDataException.field(
                            "cpio header", "c_namesize", NAME_SIZE, nameSize, "1.." + MAX_NAME);
                }
                long size = hex(header, FILE_SIZE, "c_filesize");
                String name = name(in, nameSize);
                in.skipNBytes(padding(HEADER_LENGTH + nameSize));
                if (name.equals(TRAILER)) {
                    return;
                }
                LimitedStream content = new LimitedStream(in, size);
                visitor.entry(withoutDot(name), (int) hex(header, MODE, "c_mode"), content);
                in.skipNBytes(content.left() + padding(size)); // at most 4 GiB and 3 bytes, and all of it is there
            }
        } catch (EOFException e) {
            throw new CorruptDataException("cpio archive: it ends before its trailer");
        }
    }

    private static String name(InputStream in, int size) throws IOException {
        byte[] name = in.readNBytes(size);
        if (name.length < size) {
            throw new EOFException("in a name");
        }
        int end = 0;
        while (end < size && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    private static String withoutDot(String name) {
        int start = name.startsWith("./") ? 2 : 0;
        while (start < name.length() && name.charAt(start) == '/') {
            start++;
        }
        return name.substring(start);
    }

    /** Up to the next multiple of four. */
    private static long padding(long length) {
        return -length & 3;
    }

    private static long hex(byte[] header, int at, String field) throws CorruptDataException {
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            int digit = Character.digit(header[i], 16);
            if (digit < 0) {
                throw CorruptDataException.field(
                        "cpio header",
                        field,
                        at,
                        new String(header, at, 8, StandardCharsets.ISO_8859_1),
                        "8 hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
