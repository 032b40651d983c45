package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a PE file, as EFI programs are. Names and offsets: Microsoft, "PE Format".
 *
 * @param machine Machine
 * @param sections in their order
 */
public record PortableExecutable(int machine, List<Section> sections) {

    /** How many bytes of a file are enough for {@link #parse}. */
    public static final int LENGTH = 8192;

    private static final byte[] MZ = {'M', 'Z'};
    private static final byte[] PE = {'P', 'E', 0, 0};
    private static final int SECTION_LENGTH = 40;
    private static final int MAX_SECTIONS = 96;

    public PortableExecutable {
        sections = List.copyOf(sections);
    }

    /**
     * A section.
     *
     * @param size the smaller of VirtualSize and SizeOfRawData, which is padded
     * @param offset PointerToRawData
     */
    public record Section(String name, long size, long offset) {}

    /**
     * @param head the first bytes of a file
     * @return empty if it is none
     * @throws CorruptDataException if it is one whose headers do not fit
     */
    public static Optional<PortableExecutable> parse(byte[] head) throws CorruptDataException {
        StructView file = StructView.littleEndian("PE file", ByteBuffer.wrap(head));
        if (head.length < 0x40 || !file.startsWith(0, MZ)) {
            return Optional.empty();
        }
        long header = file.u32(0x3c);
        if (header > head.length - 24) {
            return Optional.empty(); // a program of MS-DOS
        }
        int at = (int) header;
        if (!file.startsWith(at, PE)) {
            return Optional.empty();
        }
        int count = file.u16In(at + 0x06, "NumberOfSections", 0, MAX_SECTIONS);
        int table = at + 24 + file.u16(at + 0x14); // both below 70000
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int section = table + i * SECTION_LENGTH;
            if (section + SECTION_LENGTH > head.length) {
                throw new CorruptDataException(
                        "PE file: section %d of %d is behind the first %d bytes".formatted(i, count, head.length));
            }
            sections.add(new Section(
                    name(head, section),
                    Math.min(file.u32(section + 0x08), file.u32(section + 0x10)),
                    file.u32(section + 0x14)));
        }
        return Optional.of(new PortableExecutable(file.u16(at + 0x04), sections));
    }

    /** The first section of that name, or null. */
    public @Nullable Section section(String name) {
        for (Section section : sections) {
            if (section.name.equals(name)) {
                return section;
            }
        }
        return null;
    }

    /** The architecture by libguestfs' name, if it is one that firmware is made for. */
    public Optional<String> architecture() {
        return switch (machine) {
            case 0x014c -> Optional.of("i386");
            case 0x8664 -> Optional.of("x86_64");
            case 0xaa64 -> Optional.of("aarch64");
            case 0x01c2, 0x01c4 -> Optional.of("arm");
            case 0x0200 -> Optional.of("ia64");
            case 0x5064 -> Optional.of("riscv64");
            case 0x6264 -> Optional.of("loongarch64");
            default -> Optional.empty();
        };
    }

    private static String name(byte[] head, int at) {
        int end = at;
        while (end < at + 8 && head[end] != 0) {
            end++;
        }
        return new String(head, at, end - at, StandardCharsets.US_ASCII);
    }
}
