package io.guestkit.inspect.windows;

import io.guestkit.testkit.HiveBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A Windows guest's tree written down as one text: a line {@code === path reg} starts a hive as {@link HiveBuilder} takes
 * it, {@code === path pe MACHINE} is a program, {@code === path utf16} a text as Windows likes it, {@code === path hex}
 * bytes, {@code === path} a file with that text; paths may have blanks.
 */
public final class WindowsTree {

    private static final String MARK = "=== ";

    private WindowsTree() {}

    public static void unpack(String text, Path root) throws IOException {
        StringBuilder content = new StringBuilder();
        String header = null;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(MARK)) {
                write(root, header, content.toString());
                header = line.substring(MARK.length());
                content.setLength(0);
            } else {
                content.append(line).append('\n');
            }
        }
        write(root, header, content.toString());
    }

    private static void write(Path root, String header, String content) throws IOException {
        if (header == null) {
            return;
        }
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String name = header;
        int pe = header.indexOf(" pe ");
        if (header.endsWith(" reg")) {
            name = header.substring(0, header.length() - 4);
            bytes = HiveBuilder.of(content).build();
        } else if (header.endsWith(" utf16")) {
            name = header.substring(0, header.length() - 6);
            bytes = ("\ufeff" + content).getBytes(StandardCharsets.UTF_16LE);
        } else if (header.endsWith(" hex")) {
            name = header.substring(0, header.length() - 4);
            bytes = HexFormat.of().parseHex(content.replace("\n", "").replace(" ", ""));
        } else if (pe > 0) {
            name = header.substring(0, pe);
            bytes = program(Integer.parseInt(header.substring(pe + 4), 16));
        }
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    private static byte[] program(int machine) {
        ByteBuffer pe = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        pe.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x80).putInt(0x80, 0x4550).putShort(0x84, (short) machine);
        boolean wide = machine != 0x14c; // PE32+, as file(1) tells it
        pe.putShort(0x94, (short) (wide ? 0xf0 : 0xe0)).putShort(0x98, (short) (wide ? 0x20b : 0x10b));
        return pe.array();
    }
}
