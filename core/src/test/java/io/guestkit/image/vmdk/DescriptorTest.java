package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {

    private static Descriptor parse(String text) throws Exception {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Descriptor parse(byte[] text) throws Exception {
        return Descriptor.parse(DescriptorText.parse(text));
    }

    @Test
    void asVmwareWritesIt() throws Exception {
        Descriptor descriptor = parse("""
                # Disk DescriptorFile
                version=1
                encoding="UTF-8"
                CID=fb183c20
                parentCID=1234abcd
                createType="vmfsSparse"
                parentFileNameHint="base.vmdk"
                # Extent description
                RW 83886080 VMFSSPARSE "vm-000001-delta.vmdk"

                # The Disk Data Base
                #DDB
                ddb.adapterType = "lsilogic"
                ddb.longContentID = "00000000000000000000000000000000"
                """);
        assertThat(descriptor.version()).isEqualTo(1);
        assertThat(descriptor.cid()).hasValue(0xfb183c20L);
        assertThat(descriptor.parentCid()).isEqualTo(0x1234abcdL);
        assertThat(descriptor.createType()).contains("vmfsSparse");
        assertThat(descriptor.parentFileNameHint()).contains("base.vmdk");
        assertThat(descriptor.encrypted()).isFalse();
        assertThat(descriptor.extents())
                .containsExactly(new ExtentLine(
                        ExtentLine.Access.RW, 83886080, "VMFSSPARSE", Optional.of("vm-000001-delta.vmdk"), 0));
    }

    @Test
    void inAnyOtherLegalSpelling() throws Exception {
        Descriptor descriptor = parse("\ufeff#disk descriptorfile\r\n\r\n  # comment = no entry\r\nVERSION = \"1\"\r\n"
                + "cid  =\tDEADBEEF  \r\nparentcid=\"FFFFFFFF\"\r\nCreateType = monolithicFlat\r\n"
                + "\trw  63   flat  \"a b.vmdk\"  \t 17 \r\nRdOnly 1 Zero\r\nNOACCESS 2 vmfs \"x\" 3 \"uuid\" \"device\"\r\n"
                + "cid=1\r\nno entry at all");
        assertThat(descriptor.cid()).hasValue(0xdeadbeefL);
        assertThat(descriptor.parentCid()).isEqualTo(Descriptor.NO_PARENT);
        assertThat(descriptor.createType()).contains("monolithicFlat");
        assertThat(descriptor.extents())
                .containsExactly(
                        new ExtentLine(ExtentLine.Access.RW, 63, "FLAT", Optional.of("a b.vmdk"), 17),
                        new ExtentLine(ExtentLine.Access.RDONLY, 1, "ZERO", Optional.empty(), 0),
                        new ExtentLine(ExtentLine.Access.NOACCESS, 2, "VMFS", Optional.of("x"), 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1252", "GBK", "Shift_JIS"})
    void theEncodingIsThatOfNames(String encoding) throws Exception {
        String name = encoding.equals("windows-1252") ? "für Müller.vmdk" : "日本-x.vmdk";
        byte[] text = ("version=1\nparentFileNameHint=\"" + name + "\"\nRW 1 FLAT \"" + name + "\" 0\nencoding=\""
                        + encoding + "\"\n")
                .getBytes(Charset.forName(encoding));
        Descriptor descriptor = parse(text);
        assertThat(descriptor.parentFileNameHint()).contains(name);
        assertThat(descriptor.extents().get(0).name()).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no such thing", "\\u0000", "", "=", "UTF-16"})
    void anEncodingThatNobodyKnowsHurtsNamesAtMost(String encoding) throws Exception {
        assertThat(parse("CID=1\nencoding=\"" + encoding + "\"\nRW 1 ZERO").extents())
                .hasSize(1);
    }

    @Test
    void theTextEndsAtItsFirstNul() throws Exception {
        assertThat(parse("RW 1 ZERO\n\0RW 1 ZERO\n").extents()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RW 18014398509481984 ZERO | size is 18014398509481984",
                "RW 99999999999999999999 ZERO | size is 99999999999999999999",
                "RW -1 ZERO | size is -1",
                "RW 0x10 ZERO | size is 0x10",
                "RW 1 | expected access, size in sectors and type",
                "RW 1 FLAT | expected the name of a file in quotes",
                "RW 1 FLAT name 0 | expected the name of a file in quotes",
                "RW 1 FLAT \"\" 0 | expected the name of a file in quotes",
                "RW 1 FLAT \"a\" -7 | offset is -7",
                "RW 1 FLAT \"a\" 18014398509481984 | offset is 18014398509481984",
                "CID=xyz | CID is \"xyz\", expected a hexadecimal number",
                "parentCID=123456789 | parentCID is \"123456789\"",
                "version=one | version is \"one\", expected a decimal number",
            })
    void whatIsWrongIsNamed(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("VMDK descriptor: ")
                .hasMessageContaining(message);
    }

    @Test
    void aDescriptorWithoutEndIsRefused() {
        byte[] endless = " ".repeat(DescriptorText.MAX_BYTES + 1).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> DescriptorText.read(new BytesSource(endless), 0, endless.length))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "'# Disk DescriptorFile\n', true",
        "'#\n\n  \r\n# disk descriptorfile\r\nanything', true",
        "'version=1\n', true",
        "'# comment\nVersion = \"2\"\n', true",
        "'version=1', false",
        "'version=x\n', false",
        "'#!/bin/sh\nversion=1\n', true",
        "'[config]\nversion=1\n', false",
        "'', false",
    })
    void whatADescriptorStartsWith(String text, boolean is) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(new VmdkDriver().detect(new BytesSource(bytes)).isPresent()).isEqualTo(is);
    }
}
