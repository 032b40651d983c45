package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfHeaderTest {

    private static byte[] header(int bits, boolean bigEndian, int machine) {
        byte[] bytes = new byte[ElfHeader.LENGTH];
        bytes[0] = 0x7f;
        bytes[1] = 'E';
        bytes[2] = 'L';
        bytes[3] = 'F';
        bytes[4] = (byte) (bits / 32);
        bytes[5] = (byte) (bigEndian ? 2 : 1);
        bytes[bigEndian ? 0x13 : 0x12] = (byte) machine;
        bytes[bigEndian ? 0x12 : 0x13] = (byte) (machine >> 8);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "64, false, 62, x86_64",
        "32, false, 3, i386",
        "64, false, 183, aarch64",
        "32, false, 40, arm",
        "64, false, 21, ppc64le",
        "64, true, 21, ppc64",
        "32, true, 20, ppc",
        "64, false, 243, riscv64",
        "32, false, 243, riscv32",
        "64, true, 22, s390x",
        "32, true, 22, s390",
        "64, false, 258, loongarch64",
        "64, true, 43, sparc64",
        "32, true, 2, sparc",
        "64, false, 50, ia64",
        "32, true, 8, mips",
        "64, false, 8, mips64el",
    })
    void architecturesHaveLibguestfsNames(int bits, boolean bigEndian, int machine, String name) throws IOException {
        assertThat(ElfHeader.parse(header(bits, bigEndian, machine)).flatMap(ElfHeader::architecture))
                .contains(name);
    }

    @Test
    void otherFilesAreNoElf() throws IOException {
        assertThat(ElfHeader.parse(new byte[0])).isEmpty();
        assertThat(ElfHeader.parse("#!/bin/sh\necho hello there".getBytes())).isEmpty();
        assertThat(ElfHeader.parse(Arrays.copyOf(header(64, false, 62), 19))).isEmpty();
        assertThat(ElfHeader.parse(header(64, false, 0xfffe)).flatMap(ElfHeader::architecture))
                .isEqualTo(Optional.empty());
    }

    @Test
    void aClassOrOrderThatDoesNotExistIsNamed() {
        byte[] badClass = header(64, false, 62);
        badClass[4] = 3;
        assertThatThrownBy(() -> ElfHeader.parse(badClass))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("ELF header: EI_CLASS at +0x4 is 3, expected 1..2");
        byte[] badOrder = header(64, false, 62);
        badOrder[5] = 0;
        assertThatThrownBy(() -> ElfHeader.parse(badOrder))
                .hasMessage("ELF header: EI_DATA at +0x5 is 0, expected 1..2");
    }
}
