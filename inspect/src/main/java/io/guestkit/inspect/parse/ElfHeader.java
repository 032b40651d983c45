package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The start of an ELF file. Names and offsets: System V ABI, "ELF Header".
 *
 * @param is64Bit EI_CLASS
 * @param bigEndian EI_DATA
 * @param machine e_machine
 */
public record ElfHeader(boolean is64Bit, boolean bigEndian, int machine) {

    /** How many bytes of a file are enough for {@link #parse}. */
    public static final int LENGTH = 20;

    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

    /**
     * @param bytes the first bytes of a file
     * @return empty if it is no ELF file
     * @throws CorruptDataException if it is one of a class or byte order that do not exist
     */
    public static Optional<ElfHeader> parse(byte[] bytes) throws CorruptDataException {
        StructView little = StructView.littleEndian("ELF header", ByteBuffer.wrap(bytes));
        if (bytes.length < LENGTH || !little.startsWith(0, MAGIC)) {
            return Optional.empty();
        }
        boolean is64Bit = little.u8In(0x04, "EI_CLASS", 1, 2) == 2;
        boolean bigEndian = little.u8In(0x05, "EI_DATA", 1, 2) == 2;
        StructView header = bigEndian ? StructView.bigEndian("ELF header", ByteBuffer.wrap(bytes)) : little;
        return Optional.of(new ElfHeader(is64Bit, bigEndian, header.u16(0x12)));
    }

    /** The architecture by libguestfs' name, or by the one of {@code uname -m} where libguestfs has none. */
    public Optional<String> architecture() {
        String name = switch (machine) {
            case 2 -> "sparc";
            case 3, 6 -> "i386";
            case 4 -> "m68k";
            case 8 -> is64Bit ? "mips64" + (bigEndian ? "" : "el") : "mips" + (bigEndian ? "" : "el");
            case 15 -> is64Bit ? "parisc64" : "parisc";
            case 18 -> "sparc";
            case 20 -> "ppc";
            case 21 -> bigEndian ? "ppc64" : "ppc64le";
            case 22 -> is64Bit ? "s390x" : "s390";
            case 40 -> "arm";
            case 42 -> "sh4";
            case 43 -> "sparc64";
            case 50 -> "ia64";
            case 62 -> "x86_64";
            case 183 -> "aarch64";
            case 243 -> is64Bit ? "riscv64" : "riscv32";
            case 258 -> is64Bit ? "loongarch64" : "loongarch32";
            case 0x9026 -> "alpha";
            default -> "";
        };
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }
}
