package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.boot.windows.BootTrees;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.windows.WindowsTree;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code inspect --boot-check} on disks with a Windows: partition tables of sfdisk, NTFS of ntfs-3g, FAT of mkfs.vfat, and a
 * store that a Windows 10 wrote, whose partitions have the GUIDs that it names.
 */
@Tag("oracle")
class WindowsBootOracleTest {

    private static final long ESP_START = 1 << 20;
    private static final long ESP_SIZE = 8 << 20;
    private static final long ROOT_START = ESP_START + ESP_SIZE;
    private static final long SIZE = 32 << 20;
    private static final String MBR_STORE = """
            Windows Registry Editor Version 5.00

            [\\Objects]

            [\\Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}]

            [\\Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Description]
            "Type"=dword:10100002

            [\\Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements]

            [\\Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\23000003]
            "Element"="{11111111-2222-3333-4444-555555555555}"

            [\\Objects\\{11111111-2222-3333-4444-555555555555}]

            [\\Objects\\{11111111-2222-3333-4444-555555555555}\\Description]
            "Type"=dword:10200003

            [\\Objects\\{11111111-2222-3333-4444-555555555555}\\Elements]

            [\\Objects\\{11111111-2222-3333-4444-555555555555}\\Elements\\11000001]
            "Element"=hex:DEVICE

            [\\Objects\\{11111111-2222-3333-4444-555555555555}\\Elements\\12000002]
            "Element"="\\\\Windows\\\\system32\\\\winload.exe"

            [\\Objects\\{11111111-2222-3333-4444-555555555555}\\Elements\\12000004]
            "Element"="Windows 8.1"

            [\\Objects\\{11111111-2222-3333-4444-555555555555}\\Elements\\21000001]
            "Element"=hex:DEVICE

            [\\Objects\\{11111111-2222-3333-4444-555555555555}\\Elements\\22000002]
            "Element"="\\\\Windows"
            """;

    @TempDir
    Path directory;

    private Path uefi() throws Exception {
        Path esp = directory.resolve("esp");
        sparse(esp, ESP_SIZE);
        Oracle.require("mkfs.vfat").run(esp);
        Path tree = directory.resolve("esp-tree");
        WindowsTree.unpack("=== EFI/Microsoft/Boot/bootmgfw.efi pe 8664\n=== EFI/BOOT/BOOTX64.EFI pe 8664\n", tree);
        try (Corpus.Specimen store = Corpus.open("registry/regipy-BCD.xz")) {
            Files.copy(store.path(), tree.resolve("EFI/Microsoft/Boot/BCD"), StandardCopyOption.REPLACE_EXISTING);
        }
        Oracle.require("mcopy").run("-s", "-i", esp, tree.resolve("EFI"), "::/");
        Path image = directory.resolve("uefi.raw");
        sparse(image, ROOT_START + SIZE + (1 << 20));
        table(
                image,
                "label: gpt\nlabel-id: %s\nstart=2048, size=%d, type=uefi, uuid=%s\nstart=%d, size=%d, uuid=%s\n"
                        .formatted(
                                BootTrees.DISK,
                                ESP_SIZE / 512,
                                BootTrees.ESP,
                                ROOT_START / 512,
                                SIZE / 512,
                                BootTrees.ROOT));
        put(esp, image, ESP_START);
        put(ntfs("windows", BootTrees.WINDOWS), image, ROOT_START);
        return image;
    }

    private Path bios() throws Exception {
        Path store = directory.resolve("BCD");
        Files.copy(Corpus.folder().resolve("registry/hivex-minimal"), store);
        assertThat(store.toFile().setWritable(true)).isTrue();
        Path changes = directory.resolve("BCD.reg");
        Files.writeString(changes, MBR_STORE.replace("DEVICE", BootTrees.ON_MBR));
        Oracle.require("hivexregedit").run("--merge", store, changes);
        Path system = ntfs("system", "=== bootmgr\n=== Boot/nothing\n", store);
        Path image = directory.resolve("bios.raw");
        sparse(image, BootTrees.MBR_OFFSET + SIZE + (1 << 20));
        table(
                image,
                "label: dos\nlabel-id: 0xb3eba8f1\nstart=2048, size=%d, type=7, bootable\nstart=%d, size=%d, type=7\n"
                        .formatted(SIZE / 512, BootTrees.MBR_OFFSET / 512, SIZE / 512));
        put(system, image, 1 << 20);
        put(ntfs("windows", BootTrees.WINDOWS_OF_BIOS), image, BootTrees.MBR_OFFSET);
        try (FileChannel disk = FileChannel.open(image, StandardOpenOption.WRITE)) {
            // as the code of Windows starts: xor ax, ax; mov ss, ax; mov sp, 7c00
            disk.write(
                    ByteBuffer.wrap(new byte[] {0x33, (byte) 0xc0, (byte) 0x8e, (byte) 0xd0, (byte) 0xbc, 0, 0x7c}), 0);
        }
        return image;
    }

    private Path ntfs(String name, String tree, Path... stores) throws Exception {
        Oracle.requireRoot();
        Path partition = directory.resolve(name);
        sparse(partition, SIZE);
        Oracle.require("mkntfs").run("-q", "-F", "-Q", "-p", "2048", partition);
        Path mount = Files.createDirectory(directory.resolve(name + "-mount"));
        Oracle.require("ntfs-3g").run(partition, mount);
        try {
            WindowsTree.unpack(tree, mount);
            for (Path store : stores) {
                Files.copy(store, mount.resolve("Boot/BCD"));
            }
        } finally {
            Oracle.require("umount").run(mount);
        }
        return partition;
    }

    private static void sparse(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    private void table(Path image, String text) throws IOException {
        Path script = directory.resolve("table");
        Files.writeString(script, text);
        Oracle.require("sfdisk");
        Oracle.require("sh").run("-c", "sfdisk -q '" + image + "' < '" + script + "'");
    }

    private static void put(Path partition, Path image, long start) throws IOException {
        try (FileChannel from = FileChannel.open(partition);
                FileChannel to = FileChannel.open(image, StandardOpenOption.WRITE)) {
            for (long at = 0; at < from.size(); ) {
                at += from.transferTo(at, from.size() - at, to.position(start + at));
            }
        }
    }

    private static List<String> links(Guestkit run) throws IOException {
        Map<String, Object> guest =
                Json.object(Json.array(run.json().get("guests")).getFirst());
        List<String> links = new ArrayList<>();
        for (Object each : Json.array(Json.object(guest.get("boot")).get("links"))) {
            Map<String, Object> link = Json.object(each);
            links.add(link.get("link") + " " + link.get("verdict"));
        }
        return links;
    }

    private static Guestkit check(Path image) {
        return Guestkit.run("inspect", image, "--boot-check", "--output", "json");
    }

    @Test
    @Proves(
            area = "guests",
            feature = "boot chain of Windows by UEFI: ESP, BCD, loader, root by GUIDs, registry, drivers, letters",
            verdict = "reported",
            referee = "a store that Windows 10 wrote; sfdisk, mkfs.vfat and ntfs-3g made what it names")
    void the_store_of_a_windows_finds_its_partitions() throws Exception {
        Path image = uefi();
        Guestkit run = check(image);
        assertThat(links(run))
                .containsExactly(
                        "firmware ok",
                        "loader ok",
                        "configuration ok",
                        "entry ok",
                        "program ok",
                        "root ok",
                        "kernel ok",
                        "registry ok",
                        "drivers ok",
                        "letters ok",
                        "volume ok");
        assertThat(run.status()).isZero();
        assertThat(Guestkit.run("inspect", image, "--boot-check").text())
                .contains("/dev/sda1:/EFI/Microsoft/Boot/BCD " + BootTrees.ENTRY);
        try (DiskSet disks = Disks.open(image)) {
            BootReport virtio = Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK_VIRTIO))
                    .report()
                    .guests()
                    .getFirst()
                    .boot()
                    .orElseThrow();
            assertThat(virtio.verdict()).isEqualTo(BootReport.Verdict.BROKEN);
        }
        Oracle.require("sfdisk").run("--part-uuid", image, "2", "11111111-2222-3333-4444-555555555555");
        Guestkit changed = check(image);
        assertThat(links(changed)).contains("entry ok", "program broken", "root broken", "letters unknown");
        assertThat(changed.status()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    @Proves(
            area = "guests",
            feature =
                    "boot chain of Windows by BIOS: boot code, active partition, bootmgr, BCD, root by signature and offset",
            verdict = "reported",
            referee = "an element of a Windows 8.1; hivexregedit, sfdisk and ntfs-3g made the rest")
    void a_store_of_hivex_finds_its_partitions() throws Exception {
        Path image = bios();
        Guestkit run = check(image);
        assertThat(links(run)).contains("firmware ok", "loader ok", "entry ok", "program ok", "root ok", "letters ok");
        assertThat(run.status()).isZero();
        Oracle.require("sfdisk").run("--disk-id", image, "0xb3eba8f2");
        Guestkit changed = check(image);
        assertThat(links(changed)).contains("program broken", "root broken", "letters unknown");
        assertThat(changed.status()).isEqualTo(ExitCode.FINDINGS);
        Oracle.require("sfdisk").run("--disk-id", image, "0xb3eba8f1");
        Oracle.require("sfdisk").run("-A", image, "2");
        assertThat(links(check(image))).contains("firmware broken").doesNotContain("entry ok");
    }
}
