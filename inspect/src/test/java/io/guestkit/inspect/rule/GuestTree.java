package io.guestkit.inspect.rule;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * A guest's tree written down as one text: a line {@code === path} starts a file whose content follows,
 * {@code === path/} is a directory, {@code === path -> target} a symbolic link, {@code === path elf CLASS DATA MACHINE} a
 * program, {@code === path pe MACHINE} one of EFI, {@code === path bzimage VERSION} a kernel,
 * {@code === path uimage TYPE} what follows behind a header of U-Boot, and what follows {@code === path base64} is a file as {@code gzip}
 * and {@code base64} make text of it.
 */
public final class GuestTree {

    private static final String MARK = "=== ";

    private GuestTree() {}

    public static Path unpack(String text, Path root) throws IOException {
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
        return root;
    }

    /** Links that lead out of a temporary directory make JUnit complain when it cleans up. */
    public static void removeLinks(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private static void write(Path root, String header, String content) throws IOException {
        if (header == null) {
            return;
        }
        String[] words = header.split(" ");
        Path path = root.resolve(words[0]);
        if (words[0].endsWith("/")) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (words.length == 1) {
            Files.writeString(path, content.isBlank() ? "" : content.stripTrailing() + "\n");
        } else if (words[1].equals("->")) {
            Files.createSymbolicLink(path, Path.of(words[2]));
        } else if (words[1].equals("base64")) {
            byte[] packed = Base64.getMimeDecoder().decode(content);
            Files.write(path, new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes());
        } else if (words[1].equals("elf")) {
            Files.write(path, elf(Integer.parseInt(words[2]), words[3], Integer.parseInt(words[4])));
        } else if (words[1].equals("pe")) {
            Files.write(path, efiProgram(Integer.parseInt(words[2], 16)));
        } else if (words[1].equals("uimage")) {
            Files.write(path, uImage(Integer.parseInt(words[2]), content.getBytes(StandardCharsets.UTF_8)));
        } else if (words[1].equals("bzimage")) {
            Files.write(path, bzImage(words[2]));
        } else {
            throw new IllegalArgumentException(header);
        }
    }

    static byte[] elf(int bits, String order, int machine) {
        ByteBuffer elf = ByteBuffer.allocate(64);
        elf.order(order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, elf.order() == ByteOrder.BIG_ENDIAN ? 0x7f454c46 : 0x464c457f);
        elf.put(4, (byte) (bits / 32))
                .put(5, (byte) (order.equals("big") ? 2 : 1))
                .put(6, (byte) 1);
        elf.putShort(0x10, (short) 2).putShort(0x12, (short) machine);
        return elf.array();
    }

    private static byte[] efiProgram(int machine) {
        ByteBuffer program = ByteBuffer.allocate(0x200).order(ByteOrder.LITTLE_ENDIAN);
        program.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x80);
        program.putInt(0x80, 0x4550).putShort(0x84, (short) machine);
        return program.array();
    }

    /** Scripts have a list of lengths in front. */
    public static byte[] uImage(int type, byte[] content) {
        int list = type == 6 ? 8 : 0;
        ByteBuffer image = ByteBuffer.allocate(64 + list + content.length);
        image.putInt(0, 0x27051956).putInt(0x0c, list + content.length).put(0x1e, (byte) type);
        image.put(0x20, "test".getBytes(StandardCharsets.US_ASCII));
        if (list > 0) {
            image.putInt(64, content.length);
        }
        image.put(64 + list, content);
        CRC32 checksum = new CRC32();
        checksum.update(image.array(), 64, list + content.length);
        image.putInt(0x18, (int) checksum.getValue());
        checksum.reset();
        checksum.update(image.array(), 0, 64);
        image.putInt(4, (int) checksum.getValue());
        return image.array();
    }

    static byte[] bzImage(String version) {
        ByteBuffer image = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0x1f1, (byte) 7).putShort(0x1fe, (short) 0xaa55).putInt(0x202, 0x53726448);
        image.putShort(0x206, (short) 0x20f).putShort(0x20e, (short) 0x600).putShort(0x236, (short) 1);
        image.put(0x800, (version + " (builder@host) #1 SMP").getBytes(StandardCharsets.US_ASCII));
        return image.array();
    }
}
