package io.guestkit.fs.iso9660;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A primary or supplementary volume descriptor, which describes one tree. Names and offsets: ECMA-119, 8.4 and 8.5.
 *
 * @param joliet 1 to 3 for its levels, 0 if this is no descriptor of Joliet
 * @param label Volume Identifier without the blanks at its end
 * @param blocks Volume Space Size
 * @param blockSize Logical Block Size in bytes: 512, 1024 or 2048
 * @param date Volume Modification Date and Time, or that of creation, as blkid writes it: the "UUID"
 */
record VolumeDescriptor(
        int joliet, Optional<String> label, long blocks, int blockSize, Optional<String> date, DirectoryRecord root) {

    static final int LENGTH = 2048;
    static final int PRIMARY = 1;
    static final int SUPPLEMENTARY = 2;
    static final int TERMINATOR = 255;
    static final byte[] STANDARD_IDENTIFIER = {'C', 'D', '0', '0', '1'};

    private static final int ROOT = 156;
    private static final int ROOT_LENGTH = 34;
    private static final int MODIFIED = 830;
    private static final int CREATED = 813;
    private static final int DATE_DIGITS = 16;

    static VolumeDescriptor parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        int blockSize = s.u16(128);
        if (blockSize != 512 && blockSize != 1024 && blockSize != 2048) {
            throw new UnsupportedFeatureException(
                    "iso9660 with logical blocks of %d bytes; 512, 1024 and 2048 are read".formatted(blockSize));
        }
        int joliet = s.u8(0) == SUPPLEMENTARY ? jolietLevel(s) : 0;
        Optional<String> date = date(s, MODIFIED);
        return new VolumeDescriptor(
                joliet,
                text(s.bytes(40, 32), joliet > 0),
                s.u32(80),
                blockSize,
                date.isPresent() ? date : date(s, CREATED),
                DirectoryRecord.parse(s.slice("iso9660 root directory record", ROOT, ROOT_LENGTH), 0));
    }

    private static int jolietLevel(StructView s) {
        if (s.startsWith(88, (byte) '%', (byte) '/', (byte) '@')) {
            return 1;
        }
        if (s.startsWith(88, (byte) '%', (byte) '/', (byte) 'C')) {
            return 2;
        }
        return s.startsWith(88, (byte) '%', (byte) '/', (byte) 'E') ? 3 : 0;
    }

    private static Optional<String> text(byte[] field, boolean wide) {
        String text = new String(field, wide ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        String stripped = (end < 0 ? text : text.substring(0, end)).stripTrailing();
        return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
    }

    /** Sixteen digits from year to hundredths as blkid groups them: {@code 2005-09-10-15-02-54-00}. */
    private static Optional<String> date(StructView s, int offset) throws CorruptDataException {
        String digits = s.text(offset, DATE_DIGITS).stripTrailing();
        if (digits.length() != DATE_DIGITS || digits.equals("0000000000000000")) {
            return Optional.empty();
        }
        StringBuilder date = new StringBuilder(digits);
        for (int at = 14; at >= 4; at -= 2) {
            date.insert(at, '-');
        }
        return Optional.of(date.toString());
    }
}
