package io.guestkit.migrate.standard;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.inspect.Inspector;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixResult;
import io.guestkit.migrate.fix.FixRun;
import io.guestkit.migrate.fix.FixStep;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.machine.BootTest;
import io.guestkit.migrate.machine.BootTestOptions;
import io.guestkit.migrate.machine.BootTestResult;
import io.guestkit.migrate.machine.DiskBus;
import io.guestkit.migrate.machine.Machine;
import io.guestkit.migrate.machine.MachineOptions;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of a Debian guest that plans run in the appliance. */
@Tag("oracle")
class GuestProgramsOracleTest {

    /** Where the root begins in the fixture: its first MiB belongs to GRUB. */
    private static final String ROOT = "?offset=1048576";

    @TempDir
    Path scratch;

    @Test
    @Tag("long")
    @Proves(
            area = "fix",
            feature = "grub-mkconfig and a package of the guest agent, run in the appliance (Debian)",
            verdict = "done",
            referee = "debugfs, dpkg-query")
    void grubsMenuAndTheAgentsPackage() throws Exception {
        Oracle.require("guestfish");
        Path image = scratch.resolve("vm.raw");
        Files.copy(Fixtures.of("vmware-guests").resolve("ext4-bios.raw"), image);
        Path agent = agent();
        FixPlan plan;
        try (DiskSet disks = Disks.open(image)) {
            plan = Fixes.plan(
                    disks,
                    Target.KVM,
                    FixOptions.DEFAULT
                            .withInitramfs(FixOptions.Initramfs.APPEND)
                            .withTools(FixOptions.Tools.KEEP)
                            .withSerialConsole(true)
                            .withRegenerateGrub(true)
                            .withGuestAgent(agent),
                    Optional.empty());
        }
        Path overlay = scratch.resolve("fixed.qcow2");
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);
        assertThat(result.success()).as(result.steps().toString()).isTrue();

        Path fixed = scratch.resolve("fixed.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, fixed);
        String menu = cat(fixed, "/boot/grub/grub.cfg");
        assertThat(menu)
                .contains("### BEGIN /etc/grub.d/10_linux ###", "root=UUID=", "console=ttyS0,115200")
                .doesNotContain("root=/dev/sd");
        Path database = Files.createDirectories(scratch.resolve("dpkg"));
        Files.writeString(database.resolve("status"), cat(fixed, "/var/lib/dpkg/status"));
        assertThat(Oracle.require("dpkg-query")
                        .run("--admindir=" + database, "-W", "-f=${Status} ${Version}", "qemu-guest-agent")
                        .text())
                .isEqualTo("install ok installed 1:7.2-test");
        assertThat(cat(fixed, "/opt/agent")).isEqualTo("an agent");
    }

    @Test
    @Tag("long")
    @Proves(
            area = "fix",
            feature = "an initramfs made anew by dracut in the appliance (Debian)",
            verdict = "starts on virtio",
            referee = "QEMU, debugfs")
    void anInitramfsOfDracut() throws Exception {
        Oracle.require("guestfish");
        Oracle.require("qemu-system-x86_64");
        Path image = Fixtures.of("vmware-rarer-guests").resolve("dracut-bios.raw");
        FixPlan plan;
        try (DiskSet disks = Disks.open(image)) {
            plan = Fixes.plan(
                    disks,
                    Target.KVM,
                    FixOptions.DEFAULT.withInitramfs(FixOptions.Initramfs.REGENERATE),
                    Optional.empty());
        }
        assertThat(plan.steps())
                .extracting(FixStep::operation)
                .filteredOn(Operation.AddDrivers.class::isInstance)
                .singleElement()
                .satisfies(
                        step -> assertThat(((Operation.AddDrivers) step).tool()).startsWith("dracut", "--force"));
        Path overlay = scratch.resolve("fixed.qcow2");
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);
        assertThat(result.success()).as(result.steps().toString()).isTrue();

        Path fixed = scratch.resolve("fixed.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, fixed);
        assertThat(cat(fixed, "/etc/dracut.conf.d/90-guestkit-virtio.conf")).contains("virtio_blk");
        try (DiskSet disks = Disks.open(fixed)) {
            Machine machine = Machine.fitting(
                    Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK)).report(), MachineOptions.DEFAULT);
            assertThat(machine.bus()).isEqualTo(DiskBus.VIRTIO);
            BootTestResult started = BootTest.run(machine, BootTestOptions.DEFAULT.withLimit(Duration.ofMinutes(6)));
            assertThat(started.success())
                    .as("%s %s", started.reason(), started.screenLines())
                    .isTrue();
        }
    }

    private static String cat(Path image, String path) {
        return Oracle.require("debugfs").run("-R", "cat " + path, image + ROOT).text();
    }

    /** A package of that name, which the guest's dpkg has everything for. */
    private Path agent() throws Exception {
        Path tree = scratch.resolve("agent");
        Files.createDirectories(tree.resolve("opt"));
        Files.writeString(tree.resolve("opt/agent"), "an agent");
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.writeString(tree.resolve("DEBIAN/control"), """
                Package: qemu-guest-agent
                Version: 1:7.2-test
                Architecture: amd64
                Maintainer: Nobody <nobody@example.org>
                Depends: libc6
                Description: a package for tests
                """);
        Path file = scratch.resolve("qemu-guest-agent_7.2_amd64.deb");
        Oracle.require("dpkg-deb").run("--build", "--root-owner-group", tree, file);
        return file;
    }
}
