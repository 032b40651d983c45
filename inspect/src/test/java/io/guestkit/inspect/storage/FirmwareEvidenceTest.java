package io.guestkit.inspect.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Identity.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareEvidenceTest {

    private static final String BIOS_BOOT = "parttype=21686148-6449-6E6F-744E-656564454649";
    private static final Set<String> SDA = Set.of("/dev/sda");

    @TempDir
    Path esp;

    @BeforeEach
    void plant() throws IOException {
        Files.createDirectories(esp.resolve("EFI/debian"));
    }

    private void installLoader() throws IOException {
        Files.writeString(esp.resolve("EFI/debian/SHIMX64.EFI"), "MZ");
    }

    private static FirmwareEvidence on(Disk disk) throws IOException {
        return FirmwareEvidence.on(SDA, disk.storages());
    }

    @Test
    void aLoaderOnFatIsUefi() throws IOException {
        installLoader();
        FirmwareEvidence evidence = on(new Disk("/dev/sda", "gpt", false).part(1, "vfat", esp));
        assertThat(evidence.firmware()).isEqualTo(Firmware.UEFI);
        assertThat(evidence.found()).containsExactly("/dev/sda1 has the UEFI loader /EFI/debian/SHIMX64.EFI");
        assertThat(on(new Disk("/dev/sda", "mbr", true).part(1, "vfat", esp)).firmware())
                .as("code that goes nowhere, as partitioning tools write it")
                .isEqualTo(Firmware.UEFI);
    }

    @Test
    void anEmptyEspIsNothing() throws IOException {
        assertThat(on(new Disk("/dev/sda", "gpt", false).part(1, "vfat", esp)).firmware())
                .isEqualTo(Firmware.UNKNOWN);
        assertThat(on(new Disk("/dev/sda", "gpt", false).part(1, "ext4", esp)).firmware())
                .isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void bootCodeAndAPlaceWhereItGoesOnAreBios() throws IOException {
        FirmwareEvidence evidence = on(new Disk("/dev/sda", "mbr", true).part(1, "ext4", null, "active"));
        assertThat(evidence.firmware()).isEqualTo(Firmware.BIOS);
        assertThat(evidence.found())
                .containsExactly("/dev/sda has boot code in its first sector", "/dev/sda has active partition 1");
        assertThat(on(new Disk("/dev/sda", "gpt", true).part(1, "", null, BIOS_BOOT))
                        .firmware())
                .isEqualTo(Firmware.BIOS);
        assertThat(on(new Disk("/dev/sda", "mbr", true).part(1, "ext4", null)).firmware())
                .isEqualTo(Firmware.BIOS);
        assertThat(on(new Disk("/dev/sda", "gpt", false).part(1, "", null, BIOS_BOOT))
                        .firmware())
                .isEqualTo(Firmware.BIOS);
    }

    @Test
    void anActiveFlagAloneIsNothing() throws IOException {
        assertThat(on(new Disk("/dev/sda", "mbr", false).part(1, "ext4", null, "active"))
                        .firmware())
                .isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void whereBothAreCompleteEitherStartsTheGuest() throws IOException {
        installLoader();
        FirmwareEvidence evidence = on(
                new Disk("/dev/sda", "gpt", true).part(14, "", null, BIOS_BOOT).part(15, "vfat", esp));
        assertThat(evidence.firmware()).isEqualTo(Firmware.UNKNOWN);
        assertThat(evidence.found()).hasSize(3);
    }

    @Test
    void disksThatTheGuestDoesNotUseSayNothing() throws IOException {
        installLoader();
        List<Storage> other =
                new Disk("/dev/sdb", "gpt", true).part(1, "vfat", esp).storages();
        assertThat(FirmwareEvidence.on(SDA, other).found()).isEmpty();
    }
}
