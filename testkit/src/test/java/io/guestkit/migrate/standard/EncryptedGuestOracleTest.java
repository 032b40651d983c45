package io.guestkit.migrate.standard;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixResult;
import io.guestkit.migrate.fix.FixRun;
import io.guestkit.migrate.fix.StepResult;
import io.guestkit.migrate.machine.BootTest;
import io.guestkit.migrate.machine.BootTestOptions;
import io.guestkit.migrate.machine.BootTestResult;
import io.guestkit.migrate.machine.Machine;
import io.guestkit.migrate.machine.MachineOptions;
import io.guestkit.migrate.pipeline.Stage;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Debian of VMware whose root is in LUKS2, which crypttab names by device. */
@Tag("oracle")
@Tag("long")
class EncryptedGuestOracleTest {

    /** That of the recipe. */
    private static final String PASSPHRASE = "secret";

    private final List<String> asked = new ArrayList<>();

    @TempDir
    Path scratch;

    private Path source;

    @BeforeEach
    void requireTools() {
        Oracle.require("guestfish");
        source = Fixtures.of("vmware-rarer-guests").resolve("luks-bios.raw");
    }

    /** Somebody who types it whenever he is asked. */
    private KeyRing somebody() {
        KeyRing keys = new KeyRing();
        keys.setPrompt((volume, again) -> {
            asked.add(volume.device() + (again ? " again" : ""));
            return PASSPHRASE.getBytes(StandardCharsets.US_ASCII);
        });
        return keys;
    }

    @Test
    void everyStepIsDoneThroughTheKey() throws Exception {
        try (KeyRing keys = new KeyRing()) {
            keys.addFile("/dev/sda2", source.resolveSibling("secret.key"));
            OpenOptions open = OpenOptions.DEFAULT.withKeys(keys);
            assertThat(boot(source, open).verdict()).isEqualTo(Verdict.BROKEN);
            FixPlan plan;
            try (DiskSet disks = Disks.open(List.of(source), open)) {
                plan = Fixes.plan(
                        disks,
                        Target.KVM,
                        FixOptions.DEFAULT.withInitramfs(FixOptions.Initramfs.REGENERATE),
                        Optional.empty());
            }
            assertThat(plan.locked()).hasSize(1);
            Path overlay = scratch.resolve("fixed.qcow2");
            FixRun.Settings none = FixRun.Settings.DEFAULT;
            FixResult result = FixRun.apply(
                    plan,
                    List.of(overlay),
                    new FixRun.Settings(open, Set.of(), false, false, none.listener(), none.cancellation()));
            assertThat(result.success()).as(result.steps().toString()).isTrue();
            assertThat(result.steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.VERIFIED);
            OpenOptions ofOverlay =
                    open.withAllowedPaths(List.of(source.toRealPath().getParent()));
            assertThat(boot(overlay, ofOverlay).verdict()).isNotEqualTo(Verdict.BROKEN);
            assertThat(through(overlay, "/etc/crypttab"))
                    .contains("sda2_crypt UUID=")
                    .doesNotContain("/dev/sda2");
            assertThat(through(overlay, "/etc/fstab")).contains("/dev/mapper/sda2_crypt / ext4");
        }
    }

    /** What somebody else reads in the guest; emulated, as not every machine has KVM. */
    private static String through(Path overlay, String file) {
        return Oracle.require("sh")
                .run(
                        "-c",
                        ("echo %s | LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg guestfish --ro"
                                        + " --keys-from-stdin --format=qcow2 -a '%s' run"
                                        + " : cryptsetup-open /dev/sda2 opened readonly:true"
                                        + " : mount-ro /dev/mapper/opened / : cat %s")
                                .formatted(PASSPHRASE, overlay, file))
                .text();
    }

    @Test
    void aMigratedGuestStartsUpToItsPassphrase() throws Exception {
        Oracle.require("qemu-system-x86_64");
        Path output = scratch.resolve("out.qcow2");
        Path work = scratch.resolve("work");
        try (KeyRing keys = somebody()) {
            Migration.to(output)
                    .source(source.toString())
                    .open(OpenOptions.DEFAULT.withKeys(keys))
                    .workDirectory(work)
                    .fix(FixOptions.DEFAULT.withInitramfs(FixOptions.Initramfs.APPEND))
                    .until(Stage.INSPECT)
                    .build()
                    .run();
        }
        assertThat(asked).containsExactly("/dev/sda2");
        try (KeyRing keys = somebody()) {
            Migration.to(output)
                    .source(source.toString())
                    .open(OpenOptions.DEFAULT.withKeys(keys))
                    .workDirectory(work)
                    .fix(FixOptions.DEFAULT.withInitramfs(FixOptions.Initramfs.APPEND))
                    .resume(true)
                    .keepWork(true)
                    .build()
                    .run();
        }
        assertThat(asked).as("once by each run").containsExactly("/dev/sda2", "/dev/sda2");
        assertNowhere(work);
        assertNowhere(scratch.resolve("out.migration.json"));
        Oracle.require("qemu-img").run("check", output);
        try (KeyRing keys = somebody()) {
            OpenOptions open = OpenOptions.DEFAULT.withKeys(keys);
            assertThat(boot(output, open).verdict()).isNotEqualTo(Verdict.BROKEN);
            BootTestResult started = start(output, open);
            assertThat(started.success()).isFalse();
            assertThat(started.reason())
                    .as("%s", started.screenLines())
                    .contains("waits for a passphrase", "Please unlock disk sda2_crypt");
        }
    }

    private static BootTestResult start(Path image, OpenOptions open) throws IOException {
        try (DiskSet disks = Disks.open(List.of(image), open)) {
            Machine machine = Machine.fitting(
                    Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK)).report(), MachineOptions.DEFAULT);
            return BootTest.run(machine, BootTestOptions.DEFAULT.withOpen(open).withLimit(Duration.ofMinutes(6)));
        }
    }

    /** No document that a migration leaves may have the passphrase in it. */
    private static void assertNowhere(Path place) throws IOException {
        List<Path> documents;
        try (Stream<Path> files = Files.walk(place)) {
            documents = files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".qcow2"))
                    .toList();
        }
        assertThat(documents).isNotEmpty();
        for (Path document : documents) {
            assertThat(Files.readString(document, StandardCharsets.ISO_8859_1))
                    .as(document.toString())
                    .doesNotContain(PASSPHRASE);
        }
    }

    private static BootReport boot(Path image, OpenOptions open) throws IOException {
        try (DiskSet disks = Disks.open(List.of(image), open)) {
            return Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK_VIRTIO))
                    .report()
                    .guests()
                    .getFirst()
                    .boot()
                    .orElseThrow();
        }
    }
}
