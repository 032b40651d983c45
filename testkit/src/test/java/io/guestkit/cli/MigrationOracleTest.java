package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code migrate} on images that qemu-img made, and on file systems that do not do what is asked of them. */
@Tag("oracle")
class MigrationOracleTest {

    @TempDir
    Path folder;

    private Oracle qemu;
    private Path raw;
    private Path target;

    @BeforeEach
    void makeSource() throws IOException {
        qemu = Oracle.require("qemu-img").in(folder);
        byte[] bytes = new byte[3 << 20];
        new Random(3).nextBytes(bytes);
        java.util.Arrays.fill(bytes, 1 << 20, 2 << 20, (byte) 0);
        raw = Files.write(folder.resolve("disk.raw"), bytes);
        target = folder.resolve("vm.qcow2");
    }

    private Guestkit migrate(Object... words) {
        List<Object> all = new ArrayList<>(List.of("migrate", "--no-fix", "--output", "json", "--to", target));
        all.addAll(List.of(words));
        return Guestkit.run(all.toArray());
    }

    private void succeed(Object... words) {
        Guestkit run = migrate(words);
        assertThat(run.status()).as(run.err()).isZero();
    }

    private void assertSame(Path source, Path output, String format) {
        qemu.run("compare", "-F", format, source, output);
    }

    private Map<String, Object> record() throws IOException {
        return Json.object(Json.read(folder.resolve("vm.migration.json")));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    @Proves(
            area = "migration",
            feature = "sources VMDK, VHDX, VDI, qcow2 chains and snapshots; outputs of every format",
            verdict = "same content, checked",
            referee = "qemu-img compare, check")
    void formatsChainsAndSnapshots() throws Exception {
        for (String format : List.of("vmdk", "vhdx", "vdi")) {
            qemu.run("convert", "-f", "raw", "-O", format, "disk.raw", "in." + format);
            succeed(folder.resolve("in." + format), "--verify", "--force");
            assertSame(raw, target, "qcow2");
        }
        qemu.run("convert", "-f", "raw", "-O", "qcow2", "disk.raw", "snapped.qcow2");
        qemu.run("snapshot", "-c", "then", "snapped.qcow2");
        Oracle.require("qemu-io").run("-c", "write -P 9 0 128k", folder.resolve("snapped.qcow2"));
        succeed(folder.resolve("snapped.qcow2"), "--snapshot", "then", "--force");
        assertSame(raw, target, "qcow2");
        assertThat(stage("flatten").get("data").toString()).contains("an internal snapshot");
        qemu.run("create", "-q", "-f", "qcow2", "-b", "snapped.qcow2", "-F", "qcow2", "top.qcow2");
        Oracle.require("qemu-io").run("-c", "write -P 5 2M 64k", folder.resolve("top.qcow2"));
        for (String format : List.of("raw", "vmdk", "vhdx", "vdi")) {
            target = folder.resolve("to-" + format + "." + format);
            succeed(folder.resolve("top.qcow2"));
            assertSame(folder.resolve("top.qcow2"), target, format);
        }
    }

    private Map<String, Object> stage(String name) throws IOException {
        for (Object each : Json.array(record().get("stages"))) {
            Map<String, Object> stage = Json.object(each);
            if (stage.get("stage").equals(name)) {
                return stage;
            }
        }
        throw new AssertionError(name);
    }

    @Test
    @Proves(
            area = "migration",
            feature = "all disks of an appliance (OVA); a file that differs from its manifest",
            verdict = "same content; refused",
            referee = "GNU tar, qemu-img, sha256sum")
    void appliances() throws Exception {
        Path other = Files.write(folder.resolve("other.raw"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(other.toFile(), "rw")) {
            file.setLength(1 << 20);
        }
        String references = "";
        String disks = "";
        for (int i = 1; i <= 2; i++) {
            qemu.run(
                    "convert",
                    "-f",
                    "raw",
                    "-O",
                    "vmdk",
                    "-o",
                    "subformat=streamOptimized",
                    i == 1 ? "disk.raw" : "other.raw",
                    "d%d.vmdk".formatted(i));
            references += "<File ovf:href=\"d%d.vmdk\" ovf:id=\"f%d\"/>".formatted(i, i);
            disks += "<Disk ovf:capacity=\"3\" ovf:diskId=\"d%d\" ovf:fileRef=\"f%d\"/>".formatted(i, i);
        }
        Files.writeString(
                folder.resolve("vm.ovf"),
                ("<?xml version=\"1.0\"?><Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/1\""
                                + " xmlns:ovf=\"http://schemas.dmtf.org/ovf/envelope/1\"><References>%s</References>"
                                + "<DiskSection><Info/>%s</DiskSection></Envelope>")
                        .formatted(references, disks));
        String sum =
                Oracle.require("sha256sum").in(folder).run("d1.vmdk").text().substring(0, 64);
        Files.writeString(folder.resolve("vm.mf"), "SHA256(d1.vmdk)= " + sum + "\n");
        Oracle tar = Oracle.require("tar").in(folder);
        tar.run("--format=ustar", "-cf", "vm.ova", "vm.ovf", "vm.mf", "d1.vmdk", "d2.vmdk");
        succeed(folder.resolve("vm.ova"));
        assertSame(raw, target, "qcow2");
        assertSame(other, folder.resolve("vm-2.qcow2"), "qcow2");
        assertThat(Json.array(record().get("sources"))).hasSize(2);

        String wrong = (sum.charAt(0) == '0' ? "1" : "0") + sum.substring(1);
        Files.writeString(folder.resolve("vm.mf"), "SHA256(d1.vmdk)= " + wrong + "\n");
        tar.run("--format=ustar", "-cf", "bad.ova", "vm.ovf", "vm.mf", "d1.vmdk", "d2.vmdk");
        Guestkit refused = migrate(folder.resolve("bad.ova"), "--force");
        assertThat(refused.status()).isEqualTo(ExitCode.CORRUPT);
        assertThat(refused.err()).contains("d1.vmdk differs from its SHA256 digest");
        assertSame(raw, target, "qcow2");
    }

    @Test
    @Proves(
            area = "migration",
            feature = "a full disk, a read-only work directory",
            verdict = "nothing is left at the output, the cause is named",
            referee = "a tmpfs of 1 MiB, one that is read-only")
    void fileSystemsThatCannot() throws Exception {
        Oracle.requireRoot();
        Path small = Files.createDirectory(folder.resolve("small"));
        Oracle.require("mount").run("-t", "tmpfs", "-o", "size=1m", "tmpfs", small);
        try {
            target = small.resolve("vm.qcow2");
            Guestkit full = migrate(raw);
            assertThat(full.status()).isEqualTo(ExitCode.FAILURE);
            assertThat(full.err().lines().filter(line -> line.contains("No space left")))
                    .hasSize(1);
            assertThat(target).doesNotExist();
            Oracle.require("mount").run("-o", "remount,size=16m", small);
            succeed(raw, "--resume");
            assertSame(raw, target, "qcow2");
            Oracle.require("mount").run("-o", "remount,ro", small);
            target = folder.resolve("other.qcow2");
            Guestkit readOnly = migrate(raw, "--work-dir", small.resolve("work"));
            assertThat(readOnly.status()).isEqualTo(ExitCode.FAILURE);
            assertThat(readOnly.err()).contains("work").contains("Read-only file system");
            assertThat(target).doesNotExist();
        } finally {
            Oracle.require("umount").run(small);
        }
    }

    @Test
    @Proves(
            area = "migration",
            feature = "a guest that would not start on virtio",
            verdict = "refused by VALIDATE with the broken link; declared so, migrated with exit code 6",
            referee = "how it was broken")
    void aGuestThatWouldNotStart() throws Exception {
        Path broken = Fixtures.of("boot-guests").resolve("broken.raw");
        List<Object> fixing =
                List.of("migrate", "--only", "fstab", "--output", "json", "--to", target, broken); // which is no help
        Guestkit refused = Guestkit.run(fixing.toArray());
        assertThat(refused.status()).as(refused.err()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.err()).contains("initramfs broken").contains("/boot/grub/grub.cfg");
        assertThat(target).doesNotExist();
        List<Object> declared = new ArrayList<>(fixing);
        declared.addAll(List.of("--resume", "--on-failure", "validate=skip"));
        Guestkit accepted = Guestkit.run(declared.toArray());
        assertThat(accepted.status()).isEqualTo(ExitCode.FINDINGS);
        assertThat(target).exists();
        assertThat(stage("validate")).containsEntry("outcome", "skipped");
        assertThat(names(folder)).doesNotContain(".vm.qcow2.guestkit-work");
    }

    /** What is not to be fixed is copied: the source is as broken. */
    @Test
    void aGuestThatDidNotStartBefore() throws Exception {
        Guestkit run = migrate(Fixtures.of("boot-guests").resolve("broken.raw"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(stage("validate").get("data").toString()).contains("check=boot_chain", "verdict=as_before");
    }

    /** Not only another content than was written, but none that could be read. */
    @Test
    void whatWasDamagedIsMadeAgain() throws Exception {
        for (String stage : List.of("flatten", "convert")) {
            Path chain = folder.resolve("over-" + stage + ".qcow2");
            qemu.run("create", "-q", "-f", "qcow2", "-b", raw, "-F", "raw", chain);
            succeed(chain, "--until", stage);
            Path made;
            try (Stream<Path> all = Files.walk(folder.resolve(".vm.qcow2.guestkit-work"))) {
                made = all.filter(file -> file.toString().endsWith(".qcow2") && Files.isRegularFile(file))
                        .max(java.util.Comparator.comparing(
                                file -> file.toFile().lastModified()))
                        .orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(made);
            java.util.Arrays.fill(bytes, 4, 96, (byte) 0xff);
            Files.write(made, bytes);
            succeed(chain, "--resume");
            assertSame(raw, target, "qcow2");
            Files.delete(target);
            Files.delete(folder.resolve("vm.migration.json"));
        }
    }

    @Test
    void aNameThatPromisesSomethingElseIsTold() throws Exception {
        Path named = Files.copy(raw, folder.resolve("disk.ovf"));
        Guestkit told = migrate(named);
        assertThat(told.status()).as(told.err()).isZero();
        assertThat(told.text())
                .contains(named + " has nothing of what its name says (ova), and is taken for a raw disk");
        assertSame(raw, target, "qcow2");
        assertThat(migrate(named, "--source-format", "raw", "--force").text()).doesNotContain("what its name says");
    }
}
