package io.guestkit.image.vhd;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One way in which a differencing disk names its parent.
 *
 * @param platformCode four characters that say what kind of name it is
 * @param length of the name in bytes
 * @param offset of the name in the file, in bytes
 */
record ParentLocator(String platformCode, long length, long offset) {

    static final int LENGTH = 24;

    static final String RELATIVE_UNICODE = "W2ru";
    static final String ABSOLUTE_UNICODE = "W2ku";
    static final String MAC_URL = "MacX";
    static final String RELATIVE = "Wi2r";
    static final String ABSOLUTE = "Wi2k";

    /** The kinds that are understood, best first. A Mac alias, {@code "Mac "}, is no name. */
    static final List<String> CODES = List.of(RELATIVE_UNICODE, ABSOLUTE_UNICODE, MAC_URL, RELATIVE, ABSOLUTE);

    /** Windows knows no longer names. */
    private static final int MAX_NAME = 64 << 10;

    static ParentLocator parse(StructView s) throws CorruptDataException {
        return new ParentLocator(
                new String(s.bytes(0x00, 4), StandardCharsets.ISO_8859_1), s.u32(0x08), s.bits64(0x10));
    }

    /** The name, whose kind is one of {@link #CODES}. */
    String name(BlockSource file) throws IOException {
        if (length > MAX_NAME) {
            throw new CorruptDataException("VHD parent locator %s: platform_data_length is %d, expected at most %d"
                    .formatted(platformCode, length, MAX_NAME));
        }
        StructView name = StructView.bigEndian("VHD parent locator " + platformCode, file, offset, (int) length);
        byte[] bytes = name.bytes(0, name.length());
        return switch (platformCode) {
            case RELATIVE_UNICODE, ABSOLUTE_UNICODE -> untilNul(new String(bytes, StandardCharsets.UTF_16LE));
            case MAC_URL -> path(untilNul(new String(bytes, StandardCharsets.UTF_8)));
            default -> untilNul(new String(bytes, StandardCharsets.UTF_8));
        };
    }

    /** The path in a file URL such as {@code file://localhost/Disks/base.vhd}. */
    private static String path(String url) throws CorruptDataException {
        String rest = url.startsWith("file://") ? url.substring("file://".length()) : url;
        int slash = rest.indexOf('/');
        try {
            // a plus sign is itself in a path
            return URLDecoder.decode(rest.substring(Math.max(slash, 0)).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException("VHD parent locator " + MAC_URL + ": " + url + " is no URL");
        }
    }

    static String untilNul(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
