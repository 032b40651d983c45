package io.guestkit.guestfs;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The symbols that a shared library exports, out of its file: ELF64, as 64-bit Linux has it.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.symtab.html">ELF, symbol table</a>
 */
final class LibrarySymbols {

    private static final int SHT_DYNSYM = 11;
    private static final int SECTION_HEADER = 64;
    private static final int SYMBOL = 24;
    /** More than libguestfs has by far. */
    private static final long MAX_SIZE = 256L << 20;

    private LibrarySymbols() {}

    /** Where a library is that this process has loaded. */
    static Path loaded(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            int slash = line.indexOf('/');
            if (slash >= 0 && line.startsWith(name, line.lastIndexOf('/') + 1)) {
                return Path.of(new String(
                        line.substring(slash).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
        }
        throw new IOException("there is no " + name + " among the files that this process has mapped");
    }

    /** Names of what the file defines and others may use, sorted. */
    static Set<String> exportedBy(Path file) throws IOException {
        if (Files.size(file) > MAX_SIZE) {
            throw new IOException(file + " is larger than any library of that name");
        }
        ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file));
        try {
            return read(elf);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new CorruptDataException(file + ": its tables lie outside of it");
        }
    }

    private static Set<String> read(ByteBuffer elf) throws IOException {
        if (elf.getInt(0x00) != 0x7f454c46 || elf.get(0x04) != 2) {
            throw new CorruptDataException("is no 64-bit ELF file");
        }
        elf.order(elf.get(0x05) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int sections = Math.toIntExact(elf.getLong(0x28));
        int count = Short.toUnsignedInt(elf.getShort(0x3c));
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            int header = Math.addExact(sections, i * SECTION_HEADER);
            if (elf.getInt(header + 0x04) == SHT_DYNSYM) {
                int strings = Math.addExact(sections, Math.multiplyExact(elf.getInt(header + 0x28), SECTION_HEADER));
                addNames(
                        elf,
                        Math.toIntExact(elf.getLong(header + 0x18)),
                        Math.toIntExact(elf.getLong(header + 0x20) / SYMBOL),
                        Math.toIntExact(elf.getLong(strings + 0x18)),
                        names);
            }
        }
        return names;
    }

    private static void addNames(ByteBuffer elf, int symbols, int count, int strings, Set<String> names) {
        for (int i = 0; i < count; i++) { // a symbol outside of the file ends it
            int symbol = Math.addExact(symbols, Math.multiplyExact(i, SYMBOL));
            if (elf.getShort(symbol + 0x06) != 0) { // defined here
                int start = Math.addExact(strings, elf.getInt(symbol));
                int end = start;
                while (elf.get(end) != 0) {
                    end++;
                }
                names.add(new String(elf.array(), start, end - start, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
