package io.guestkit.image.qcow2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Cursor;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists persistent dirty bitmaps. Names: QEMU docs/interop/qcow2, "Bitmaps". */
final class BitmapDirectory {

    /** As the bitmaps extension has it. */
    record Pointer(int nbBitmaps, int directorySize, long directoryOffset) {

        private static final int MAX_BITMAPS = 65535;
        /** QEMU's bound for the directory. */
        private static final int MAX_DIRECTORY = 64 << 20;

        static Pointer parse(StructView s) throws CorruptDataException {
            int count = s.u32In(0x00, "nb_bitmaps", 0, MAX_BITMAPS);
            long size = s.u63(0x08, "bitmap_directory_size");
            if (size > MAX_DIRECTORY) {
                throw s.corrupt(0x08, "bitmap_directory_size", size, "at most " + MAX_DIRECTORY);
            }
            return new Pointer(count, (int) size, s.u63(0x10, "bitmap_directory_offset"));
        }
    }

    private static final int FLAG_IN_USE = 1;
    private static final int FLAG_AUTO = 1 << 1;

    private BitmapDirectory() {}

    /** Where a bitmap's table is, and how many entries of 8 bytes it has. */
    record TableAt(long offset, long size) {}

    /** The tables of all bitmaps. */
    static List<TableAt> tables(BlockSource source, Pointer pointer) throws IOException {
        StructView directory = StructView.bigEndian(
                "qcow2 bitmap directory", source, pointer.directoryOffset(), pointer.directorySize());
        List<TableAt> tables = new ArrayList<>();
        Cursor cursor = directory.cursor(0);
        for (int i = 0; i < pointer.nbBitmaps(); i++) {
            StructView entry = cursor.struct("qcow2 bitmap directory entry", 24);
            tables.add(new TableAt(entry.u63(0x00, "bitmap_table_offset"), entry.u32(0x08)));
            int extra = entry.u32In(0x14, "extra_data_size", 0, cursor.remaining());
            cursor.skip(extra);
            cursor.skip(Math.min(entry.u16(0x12), cursor.remaining()));
            cursor.align(8);
        }
        return tables;
    }

    /** One map a bitmap, with the keys that {@code qemu-img info} uses: name, granularity (bytes), flags. */
    static List<Map<String, Object>> list(BlockSource source, Pointer pointer) throws IOException {
        StructView directory = StructView.bigEndian(
                "qcow2 bitmap directory", source, pointer.directoryOffset(), pointer.directorySize());
        List<Map<String, Object>> bitmaps = new ArrayList<>();
        Cursor cursor = directory.cursor(0);
        for (int i = 0; i < pointer.nbBitmaps(); i++) {
            StructView entry = cursor.struct("qcow2 bitmap directory entry", 24);
            long flags = entry.u32(0x0c);
            int granularityBits = entry.u8In(0x11, "granularity_bits", 9, 31);
            int nameSize = entry.u16(0x12);
            int extraSize = entry.u32In(0x14, "extra_data_size", 0, Math.max(0, cursor.remaining() - nameSize));
            cursor.skip(extraSize);
            String name = new String(cursor.bytes(nameSize), StandardCharsets.UTF_8);
            cursor.align(8);
            List<String> flagNames = new ArrayList<>();
            if ((flags & FLAG_IN_USE) != 0) {
                flagNames.add("in-use");
            }
            if ((flags & FLAG_AUTO) != 0) {
                flagNames.add("auto");
            }
            Map<String, Object> bitmap = new LinkedHashMap<>();
            bitmap.put("flags", flagNames);
            bitmap.put("name", name);
            bitmap.put("granularity", 1L << granularityBits);
            bitmaps.add(bitmap);
        }
        return bitmaps;
    }
}
