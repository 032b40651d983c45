package io.guestkit.inspect.language;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.InflaterInputStream;

/** Programs that have written down what they were built of. */
final class Program {

    private static final byte[] GO_MAGIC = {(byte) 0xff, ' ', 'G', 'o', ' ', 'b', 'u', 'i', 'l', 'd', 'i', 'n', 'f', ':'
    };

    /** Bit of the flags: what is said follows, and is not pointed to. */
    private static final int INLINE = 2;

    private static final int GO_STRINGS = 32;
    /** Around the text of modules. */
    private static final int GO_SENTINEL = 16;

    private static final int MAX_SECTION = 16 << 20;

    private Program() {}

    static void read(BlockSource file, String path, Finds finds) throws IOException {
        ElfSections sections = ElfSections.of(file, finds);
        if (sections == null) {
            return;
        }
        StructView go = sections.section(".go.buildinfo", MAX_SECTION, finds);
        if (go != null && go.startsWith(0, GO_MAGIC) && (go.u8(0x0f) & INLINE) != 0) {
            readGo(go, path, finds);
        }
        StructView cargo = sections.section(".dep-v0", MAX_SECTION, finds);
        if (cargo != null) {
            Listings.cargo(inflate(cargo, finds), path, finds);
        }
    }

    private static void readGo(StructView section, String path, Finds finds) throws IOException {
        int[] at = {GO_STRINGS};
        String compiler = string(section, at);
        String modules = string(section, at);
        if (modules.length() > 2 * GO_SENTINEL) {
            int start = modules.indexOf("path\t"); // the sentinels are bytes and no text
            int end = modules.lastIndexOf('\n');
            modules = start >= 0 && end > start ? modules.substring(start, end) : "";
        }
        Listings.go(compiler, modules, path, finds);
    }

    /** A length in groups of seven bits, the lowest first, and so many bytes. */
    private static String string(StructView section, int[] at) throws CorruptDataException {
        long length = 0;
        int shift = 0;
        int next;
        do {
            next = section.u8(at[0]++);
            length |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80 && shift < 35);
        if (length > section.length() - at[0]) {
            throw section.corrupt(at[0], "length", length, "at most " + (section.length() - at[0]));
        }
        String text = ElfSections.utf8(section, at[0], (int) length);
        at[0] += (int) length;
        return text;
    }

    private static byte[] inflate(StructView zlib, Finds finds) throws IOException {
        byte[] packed = zlib.bytes(0, zlib.length());
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            byte[] json = in.readNBytes(Finds.MAX_LIST);
            finds.charge(json.length);
            return json;
        } catch (java.util.zip.ZipException e) {
            throw new CorruptDataException(".dep-v0: " + e.getMessage());
        }
    }
}
