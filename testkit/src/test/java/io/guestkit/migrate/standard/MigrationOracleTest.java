package io.guestkit.migrate.standard;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.image.DiskFormat;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.machine.BootTest;
import io.guestkit.migrate.machine.BootTestOptions;
import io.guestkit.migrate.machine.BootTestResult;
import io.guestkit.migrate.machine.DiskBus;
import io.guestkit.migrate.machine.Machine;
import io.guestkit.migrate.machine.MachineDisk;
import io.guestkit.migrate.machine.MachineOptions;
import io.guestkit.migrate.pipeline.MigrationResult;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import io.guestkit.testkit.SideBySide;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Debian guests as VMware has them: on virtio none of them would start, says the boot check, and does, says QEMU. After
 * the migration both say the contrary.
 */
@Tag("oracle")
class MigrationOracleTest {

    private static final Duration LIMIT = Duration.ofMinutes(6);

    @TempDir
    static Path scratch;

    private static final SideBySide USUAL = new SideBySide()
            .with("ext4-bios", () -> migrated("ext4-bios", "vmdk", FixOptions.Initramfs.APPEND))
            .with("ext4-uefi", () -> migrated("ext4-uefi", "vmdk", FixOptions.Initramfs.APPEND));

    @Test
    @Proves(
            area = "migration",
            feature = "a Debian of VMware: BIOS, ext4, VMDK",
            referee = "QEMU starts it on virtio, qemu-img check",
            verdict = "starts on KVM's hardware")
    void aBiosGuestStarts() throws Exception {
        require();
        USUAL.join("ext4-bios");
    }

    @Test
    @Proves(
            area = "migration",
            feature = "a Debian of VMware: UEFI without a loader where firmware looks, ext4",
            referee = "QEMU starts it on virtio, qemu-img check",
            verdict = "starts on KVM's hardware")
    void aUefiGuestStarts() throws Exception {
        require();
        USUAL.join("ext4-uefi");
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"xfs-bios, vhdx, APPEND", "btrfs-uefi, vmdk, APPEND", "lvm-bios, vdi, APPEND", "ext4-bios, vmdk, AUTO"})
    void othersStartToo(String guest, String format, FixOptions.Initramfs initramfs) throws Exception {
        require();
        migrated(guest, format, initramfs);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"ext4-bios", "lvm-bios"})
    void withoutFixesNoneStarts(String guest) throws Exception {
        Oracle.require("qemu-system-x86_64");
        Path image = Fixtures.of("vmware-guests").resolve(guest + ".raw");
        try (DiskSet disks = Disks.open(image)) {
            Machine machine = Machine.fitting(
                    Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK)).report(),
                    MachineOptions.DEFAULT
                            .withBus(DiskBus.VIRTIO)
                            .withDisks(List.of(new MachineDisk(image, DiskFormat.RAW))));
            BootTestResult result = BootTest.run(machine, BootTestOptions.DEFAULT.withLimit(Duration.ofMinutes(2)));
            assertThat(result.success()).as(result.reason()).isFalse();
        }
    }

    private static void require() {
        Oracle.require("guestfish");
        Oracle.require("qemu-system-x86_64");
    }

    private static void migrated(String guest, String format, FixOptions.Initramfs initramfs) throws Exception {
        Path folder = Files.createTempDirectory(scratch, guest);
        Path source = folder.resolve(guest + "." + format);
        Path raw = Fixtures.of("vmware-guests").resolve(guest + ".raw");
        Oracle.require("qemu-img").run("convert", "-f", "raw", "-O", format, raw, source);
        String before = sha256(source);
        BootReport broken = boot(source);
        assertThat(broken.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(broken.links())
                .filteredOn(link -> link.verdict() == Verdict.BROKEN)
                .extracting(BootLink::link)
                .contains("drivers");

        Path output = folder.resolve("out.qcow2");
        MigrationResult result = Migration.to(output)
                .source(source.toString())
                .fix(FixOptions.DEFAULT.withInitramfs(initramfs).withTools(FixOptions.Tools.DISABLE))
                .build()
                .run();

        assertThat(result.hasSkipped()).isFalse();
        assertThat(boot(output).verdict()).isNotEqualTo(Verdict.BROKEN);
        assertThat(sha256(source)).isEqualTo(before);
        Oracle.require("qemu-img").run("check", output);
        assertThat(folder.resolve("out.xml")).exists();
        assertThat(Files.readString(folder.resolve("out.migration.json"))).contains("\"plan\"");
        try (DiskSet disks = Disks.open(output)) {
            Machine machine = Machine.fitting(
                    Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK)).report(), MachineOptions.DEFAULT);
            assertThat(machine.bus()).isEqualTo(DiskBus.VIRTIO);
            BootTestResult started = BootTest.run(machine, BootTestOptions.DEFAULT.withLimit(LIMIT));
            assertThat(started.success())
                    .as("%s %s", started.reason(), started.screenLines())
                    .isTrue();
        }
    }

    private static BootReport boot(Path image) throws Exception {
        try (DiskSet disks = Disks.open(image)) {
            return Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK_VIRTIO))
                    .report()
                    .guests()
                    .getFirst()
                    .boot()
                    .orElseThrow();
        }
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 20];
            for (int read; (read = in.read(buffer)) >= 0; ) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
