package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UefiFirmwareTest {

    @TempDir
    Path folder;

    private Path code;
    private Path variables;

    @BeforeEach
    void makeFiles() throws IOException {
        code = Files.write(folder.resolve("code.fd"), new byte[10]);
        variables = Files.write(folder.resolve("vars.fd"), new byte[10]);
    }

    private void descriptor(String name, String features, String architecture) throws IOException {
        Files.writeString(folder.resolve(name), """
                {"interface-types": ["uefi"], "features": [%s],
                 "mapping": {"device": "flash", "executable": {"filename": "%s", "format": "raw"},
                             "nvram-template": {"filename": "%s", "format": "raw"}},
                 "targets": [{"architecture": "%s", "machines": ["pc-q35-*"]}]}
                """.formatted(features, code, variables, architecture));
    }

    @Test
    void theFirstThatNeedsNothingSpecialIsTaken() throws IOException {
        descriptor("40-secure.json", "\"acpi-s3\", \"requires-smm\", \"secure-boot\"", "x86_64");
        descriptor("50-arm.json", "", "aarch64");
        assertThat(UefiFirmware.installed(Machine.Architecture.X86_64, List.of(folder)))
                .isEmpty();
        descriptor("60-plain.json", "\"acpi-s3\"", "x86_64");
        assertThat(UefiFirmware.installed(Machine.Architecture.X86_64, List.of(folder)))
                .contains(new UefiFirmware(code, variables));
    }

    @Test
    void whatIsMaskedOrMissingOrBrokenIsPassedOver() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.writeString(own.resolve("60-plain.json"), "");
        descriptor("60-plain.json", "", "x86_64");
        assertThat(UefiFirmware.installed(Machine.Architecture.X86_64, List.of(own, folder)))
                .isEmpty();
        Files.delete(code);
        assertThat(UefiFirmware.installed(Machine.Architecture.X86_64, List.of(folder)))
                .isEmpty();
        assertThat(UefiFirmware.installed(Machine.Architecture.X86_64, List.of(folder.resolve("none"))))
                .isEmpty();
    }
}
