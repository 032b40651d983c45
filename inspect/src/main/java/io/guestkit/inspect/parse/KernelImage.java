package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header of a Linux kernel. Names and offsets: Documentation/arch/x86/boot.rst, Documentation/arch/arm64/booting.rst,
 * arch/arm/boot/compressed/head.S and Documentation/arch/riscv/boot-image-header.rst of Linux; other architectures start ELF files.
 *
 * @param version as {@code uname -r} would say; only x86 images tell it
 */
public record KernelImage(Optional<String> version, Optional<String> architecture) {

    /** How many bytes of a file are enough for {@link #parse}: real-mode code is at most 255 sectors long. */
    public static final int LENGTH = 256 * 512;

    private static final int MAX_VERSION = 256;
    private static final int XLF_KERNEL_64 = 1;
    private static final byte[] HDRS = {'H', 'd', 'r', 'S'};
    private static final byte[] ARM64 = {'A', 'R', 'M', 0x64};
    private static final byte[] ZIMAGE = {0x18, 0x28, 0x6f, 0x01};
    private static final byte[] RISCV = {'R', 'S', 'C', 5};

    /**
     * @param bytes the first {@link #LENGTH} bytes of a file, or all if it is shorter
     * @return empty if this is no kernel whose header is known
     */
    public static Optional<KernelImage> parse(byte[] bytes) throws CorruptDataException {
        StructView header = StructView.littleEndian("Linux kernel header", ByteBuffer.wrap(bytes));
        if (header.startsWith(0x202, HDRS)) {
            return Optional.of(new KernelImage(x86Version(header, bytes), Optional.of(x86Architecture(header))));
        }
        if (header.startsWith(0x24, ZIMAGE)) {
            return Optional.of(new KernelImage(Optional.empty(), Optional.of("arm")));
        }
        if (header.startsWith(0x38, ARM64)) {
            return Optional.of(new KernelImage(Optional.empty(), Optional.of("aarch64")));
        }
        if (header.startsWith(0x38, RISCV)) {
            return Optional.of(new KernelImage(Optional.empty(), Optional.of("riscv64")));
        }
        Optional<ElfHeader> elf = ElfHeader.parse(bytes);
        return elf.isEmpty()
                ? Optional.empty()
                : Optional.of(new KernelImage(Optional.empty(), elf.get().architecture()));
    }

    private static String x86Architecture(StructView header) throws CorruptDataException {
        int protocol = header.u16(0x206);
        boolean kernel64 = protocol >= 0x20c && (header.u16(0x236) & XLF_KERNEL_64) != 0;
        return kernel64 ? "x86_64" : "i386";
    }

    private static Optional<String> x86Version(StructView header, byte[] bytes) throws CorruptDataException {
        int kernelVersion = header.u16(0x20e);
        if (kernelVersion == 0) {
            return Optional.empty();
        }
        // "kernel_version": a pointer less 0x200 to a text such as "6.1.0-18-amd64 (builder@host) #1 SMP …"
        int start = kernelVersion + 0x200;
        int end = start;
        while (end < bytes.length && end - start < MAX_VERSION && bytes[end] > ' ' && bytes[end] < 0x7f) {
            end++;
        }
        boolean plausible = end > start
                && end - start < MAX_VERSION
                && end < bytes.length
                && bytes[start] >= '0'
                && bytes[start] <= '9';
        return plausible
                ? Optional.of(new String(bytes, start, end - start, StandardCharsets.US_ASCII))
                : Optional.empty();
    }
}
