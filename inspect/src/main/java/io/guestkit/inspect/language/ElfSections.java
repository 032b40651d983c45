package io.guestkit.inspect.language;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the sections of a program are. Names and offsets: System V ABI, "Object Files". */
final class ElfSections {

    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int HEADER = 64;
    private static final int MAX_NAMES = 1 << 20;
    private static final int NOBITS = 8;

    private final BlockSource file;
    private final ByteOrder order;
    private final Map<String, long[]> sections = new HashMap<>();

    private ElfSections(BlockSource file, ByteOrder order) {
        this.file = file;
        this.order = order;
    }

    /** @return null if the file is no such program, or has no sections */
    static @Nullable ElfSections of(BlockSource file, Finds finds) throws IOException {
        if (file.size() < HEADER) {
            return null;
        }
        finds.charge(HEADER);
        byte[] start = file.readBytes(0, HEADER);
        StructView little = StructView.littleEndian("ELF header", ByteBuffer.wrap(start));
        if (!little.startsWith(0, MAGIC)) {
            return null;
        }
        boolean wide = little.u8(0x04) == 2;
        boolean big = little.u8(0x05) == 2;
        StructView header = big ? StructView.bigEndian("ELF header", ByteBuffer.wrap(start)) : little;
        long table = wide ? header.u63(0x28, "e_shoff") : header.u32(0x20);
        int entry = header.u16(wide ? 0x3a : 0x2e);
        int count = header.u16(wide ? 0x3c : 0x30);
        int names = header.u16(wide ? 0x3e : 0x32);
        if (table == 0 || count == 0 || names >= count || entry < (wide ? 64 : 40) || entry > 256) {
            return null;
        }
        ElfSections sections = new ElfSections(file, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        sections.read(sections.view(table, entry * count, finds), entry, count, names, wide, finds);
        return sections;
    }

    private void read(StructView table, int entry, int count, int names, boolean wide, Finds finds) throws IOException {
        long[] place = place(table, names * entry, wide);
        if (place[1] > MAX_NAMES) {
            throw new CorruptDataException("ELF: names of sections of %d bytes".formatted(place[1]));
        }
        StructView text = view(place[0], (int) place[1], finds);
        for (int i = 0; i < count; i++) {
            int at = i * entry;
            int name = table.i32(at);
            if (table.u32(at + 4) != NOBITS && text.startsWith(name, (byte) '.')) {
                int length = Math.min(32, text.length() - name);
                sections.putIfAbsent(text.text(name, length), place(table, at, wide));
            }
        }
    }

    private static long[] place(StructView table, int at, boolean wide) throws CorruptDataException {
        return wide
                ? new long[] {table.u63(at + 0x18, "sh_offset"), table.u63(at + 0x20, "sh_size")}
                : new long[] {table.u32(at + 0x10), table.u32(at + 0x14)};
    }

    private StructView view(long position, int length, Finds finds) throws IOException {
        finds.charge(length);
        return order == ByteOrder.BIG_ENDIAN
                ? StructView.bigEndian("ELF section", file, position, length)
                : StructView.littleEndian("ELF section", file, position, length);
    }

    /** The content of a section; null if there is none of that name. */
    @Nullable
    StructView section(String name, int most, Finds finds) throws IOException {
        long[] place = sections.get(name);
        if (place == null) {
            return null;
        }
        if (place[1] > most) {
            throw new CorruptDataException(
                    "ELF: section %s of %d bytes, expected at most %d".formatted(name, place[1], most));
        }
        return view(place[0], (int) place[1], finds);
    }

    static String utf8(StructView view, int offset, int length) throws CorruptDataException {
        return new String(view.bytes(offset, length), StandardCharsets.UTF_8);
    }
}
