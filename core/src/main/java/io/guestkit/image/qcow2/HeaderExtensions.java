package io.guestkit.image.qcow2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Cursor;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The extensions between header and backing file name. Names: QEMU docs/interop/qcow2, "Header extensions".
 *
 * @param backingFormat as the image spells it
 * @param dataFile name of the external data file
 * @param bitmaps where the bitmap directory is
 * @param encryption where the header of the encryption is
 * @param incompatibleNames names of incompatible feature bits, as the writer of the image called them
 */
record HeaderExtensions(
        Optional<String> backingFormat,
        Optional<String> dataFile,
        Optional<BitmapDirectory.Pointer> bitmaps,
        Optional<EncryptionHeader> encryption,
        Map<Integer, String> incompatibleNames) {

    /** Where the LUKS header is, in bytes. */
    record EncryptionHeader(long offset, long length) {}

    private static final int END = 0;
    static final int BACKING_FORMAT = 0xe2792aca;
    static final int FEATURE_NAMES = 0x6803f857;
    private static final int BITMAPS = 0x23852875;
    private static final int DATA_FILE = 0x44415441;
    private static final int ENCRYPTION = 0x0537be77;

    private static final int FEATURE_ENTRY = 48;
    private static final int FEATURE_INCOMPATIBLE = 0;

    /** Reads the extensions, which have to end inside the first cluster or where the backing file name starts. */
    static HeaderExtensions read(BlockSource source, Qcow2Header header) throws IOException {
        long end = Math.min(source.size(), header.clusterSize());
        if (header.backingFileOffset() != 0) {
            end = Math.min(end, header.backingFileOffset());
        }
        long start = header.headerLength();
        return start >= end
                ? new HeaderExtensions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of())
                : parse(StructView.bigEndian("qcow2 header extension", source, start, (int) (end - start)));
    }

    static HeaderExtensions parse(StructView s) throws CorruptDataException {
        Optional<String> backingFormat = Optional.empty();
        Optional<String> dataFile = Optional.empty();
        Optional<BitmapDirectory.Pointer> bitmaps = Optional.empty();
        Optional<EncryptionHeader> encryption = Optional.empty();
        Map<Integer, String> names = new HashMap<>();
        Cursor cursor = s.cursor(0);
        while (cursor.remaining() >= 8) {
            int at = cursor.offset();
            int type = (int) cursor.u32();
            long length = cursor.u32();
            if (type == END) {
                break;
            }
            if (length > cursor.remaining()) {
                throw s.corrupt(at + 4, "length", length, "at most the " + cursor.remaining() + " bytes that are left");
            }
            StructView data = cursor.struct("qcow2 header extension", (int) length);
            cursor.align(8);
            switch (type) {
                case BACKING_FORMAT -> backingFormat = Optional.of(text(data));
                case DATA_FILE -> dataFile = Optional.of(text(data));
                case BITMAPS -> bitmaps = Optional.of(BitmapDirectory.Pointer.parse(data));
                case ENCRYPTION ->
                    encryption = Optional.of(new EncryptionHeader(data.u63(0x00, "offset"), data.u63(0x08, "length")));
                case FEATURE_NAMES -> incompatibleNames(data, names);
                default -> {
                    // unknown extensions may be ignored: that is what makes them extensions
                }
            }
        }
        return new HeaderExtensions(backingFormat, dataFile, bitmaps, encryption, Map.copyOf(names));
    }

    private static String text(StructView data) throws CorruptDataException {
        return new String(data.bytes(0, data.length()), StandardCharsets.UTF_8);
    }

    private static void incompatibleNames(StructView table, Map<Integer, String> names) throws CorruptDataException {
        for (int at = 0; at + FEATURE_ENTRY <= table.length(); at += FEATURE_ENTRY) {
            if (table.u8(at) == FEATURE_INCOMPATIBLE) {
                names.put(table.u8(at + 1), table.text(at + 2, FEATURE_ENTRY - 2));
            }
        }
    }
}
