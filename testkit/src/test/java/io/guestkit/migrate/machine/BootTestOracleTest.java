package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.inspect.Inspector;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import io.guestkit.testkit.SideBySide;
import io.guestkit.volume.Partition;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests as VMware has them, started by QEMU: they come up on what they were installed on, and not on virtio. The limits
 * are far beyond the minute that it takes, for machines that have much else to do.
 */
@Tag("oracle")
class BootTestOracleTest {

    private static final Duration LIMIT = Duration.ofMinutes(8);

    @TempDir
    static Path scratch;

    private static final SideBySide USUAL = new SideBySide()
            .with("bios", BootTestOracleTest::startWithBios)
            .with("uefi", BootTestOracleTest::startWithUefi);

    @BeforeEach
    void needsQemu() {
        Oracle.require("qemu-system-x86_64");
    }

    private static Path guest(String name) {
        return Fixtures.of("vmware-guests").resolve(name + ".raw");
    }

    private static Machine machine(Path image, MachineOptions options) throws IOException {
        try (DiskSet disks = Disks.open(image)) {
            return Machine.fitting(
                    Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK)).report(), options.withMemory(1 << 30));
        }
    }

    private static BootTestOptions options(Path folder) {
        return BootTestOptions.DEFAULT
                .withLimit(LIMIT)
                .withDirectory(folder)
                .withSerialLog(folder.resolve("serial.txt"))
                .withScreenshot(folder.resolve("screen.png"));
    }

    private static void checkLeftovers(Path folder, Path image, byte[] start) throws IOException {
        assertThat(Files.readAllBytes(folder.resolve("screen.png"))).startsWith(0x89, 'P', 'N', 'G');
        try (var entries = Files.list(folder)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("boot-test"));
        }
        assertThat(head(image)).as("the image is only read").isEqualTo(start);
    }

    private static byte[] head(Path image) throws IOException {
        try (var in = Files.newInputStream(image)) {
            return in.readNBytes(8 << 20);
        }
    }

    @Test
    @Proves(area = "boot-test", feature = "BIOS guest seen on its screen", referee = "QEMU", verdict = "came up")
    void aBiosGuestComesUpOnTheMachineThatFitsIt() throws Exception {
        USUAL.join("bios");
    }

    private static void startWithBios() throws IOException {
        Path folder = Files.createTempDirectory(scratch, "bios");
        Path image = guest("ext4-bios");
        byte[] start = head(image);
        Machine machine = machine(image, MachineOptions.DEFAULT);
        assertThat(machine.bus()).isEqualTo(DiskBus.SATA);
        BootTestResult result = BootTest.run(machine, options(folder));
        assertThat(result.success()).as(result.toString()).isTrue();
        assertThat(result.reason())
                .isIn("screen: ext4-bios login:", "disk: a login prompt on tty1, says /var/log/wtmp");
        checkLeftovers(folder, image, start);
    }

    @Test
    @Tag("long")
    @Proves(area = "boot-test", feature = "BIOS guest without virtio on virtio", referee = "QEMU", verdict = "reported")
    void aBiosGuestWithoutVirtioDoesNotFindItsRootOnIt() throws IOException {
        BootTestResult result = BootTest.run(
                machine(guest("ext4-bios"), MachineOptions.DEFAULT.withBus(DiskBus.VIRTIO)), options(scratch));
        assertThat(result.success()).isFalse();
        assertThat(result.reason())
                .startsWith("the initramfs did not find the root: ALERT!")
                .contains("/dev/sda1 does not exist");
    }

    @Test
    @Proves(area = "boot-test", feature = "UEFI guest seen on its disk", referee = "QEMU, OVMF", verdict = "came up")
    void aUefiGuestComesUpWhereTheFirmwareKnowsItsLoader() throws Exception {
        USUAL.join("uefi");
    }

    private static void startWithUefi() throws IOException {
        Path folder = Files.createTempDirectory(scratch, "uefi");
        Path image = guest("ext4-uefi");
        Machine machine = machine(image, MachineOptions.DEFAULT);
        assertThat(machine.firmware()).isEqualTo(Machine.Firmware.UEFI);
        BootTestResult result = BootTest.run(machine, options(folder).withNvram(nvram(folder, image)));
        assertThat(result.success()).as(result.toString()).isTrue();
        assertThat(result.reason()).isEqualTo("disk: a login prompt on tty1, says /var/log/wtmp");
    }

    @Test
    @Tag("long")
    @Proves(area = "boot-test", feature = "UEFI guest on a new machine", referee = "QEMU, OVMF", verdict = "reported")
    void aNewMachineDoesNotKnowTheLoaderOfAUefiGuest() throws IOException {
        BootTestResult result = BootTest.run(machine(guest("ext4-uefi"), MachineOptions.DEFAULT), options(scratch));
        assertThat(result.success()).isFalse();
        assertThat(result.reason()).startsWith("the firmware found nothing to start");
    }

    /** As the firmware of the machine has it that the guest was installed on. */
    private static Path nvram(Path folder, Path image) throws IOException {
        UefiFirmware firmware = UefiFirmware.require(Machine.Architecture.X86_64);
        Path nvram = folder.resolve("source.nvram");
        try (DiskSet disks = Disks.open(List.of(image), OpenOptions.DEFAULT)) {
            for (Volume volume : disks.volumes()) {
                Partition partition = volume.partition().orElse(null);
                if (partition != null && partition.number() == 1) {
                    UefiVariables.write(
                            firmware.variables(),
                            nvram,
                            1,
                            2048,
                            volume.content().size() / 512,
                            UUID.fromString(partition.uuid().orElseThrow()),
                            "\\EFI\\debian\\grubx64.efi");
                }
            }
        }
        return nvram;
    }
}
