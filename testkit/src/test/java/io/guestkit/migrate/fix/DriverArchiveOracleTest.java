package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.boot.Initramfs;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of drivers that is appended to an initramfs, beside cpio(1). */
@Tag("oracle")
class DriverArchiveOracleTest {

    private static final String MODULES = "lib/modules/6.1.0";

    @TempDir
    Path folder;

    @Test
    @Proves(area = "fix", feature = "drivers behind an initramfs", referee = "cpio", verdict = "appended")
    void cpioFindsModulesBehindWhatWasThere() throws IOException {
        Path root = folder.resolve("root");
        String[] files = {
            "kernel/drivers/virtio/virtio_ring.ko", "kernel/drivers/virtio/virtio_pci.ko.xz", "modules.alias"
        };
        for (String file : files) {
            Path path = root.resolve(MODULES).resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "content of " + file);
        }
        Files.writeString(
                root.resolve(MODULES).resolve("modules.dep"),
                "kernel/drivers/virtio/virtio_pci.ko.xz: kernel/drivers/virtio/virtio_ring.ko\n"
                        + "kernel/drivers/virtio/virtio_ring.ko:\nkernel/other.ko:\n");
        // a first archive of cpio's own, in which the modules' directory is below a link's target
        Path first = folder.resolve("first");
        Files.createDirectories(first.resolve("usr/lib/modules/6.1.0"));
        Files.createSymbolicLink(first.resolve("lib"), Path.of("usr/lib"));
        Files.writeString(first.resolve("usr/lib/modules/6.1.0/own.ko"), "x");
        Files.createDirectories(first.resolve("etc/lvm"));
        Files.writeString(first.resolve("etc/lvm/lvm.conf"), "devices { filter = [ \"a|^/dev/sda|\", \"r|.*|\" ] }\n");
        Oracle sh = Oracle.require("sh").in(first);
        Oracle.require("cpio");
        Path image = folder.resolve("initramfs");
        sh.run("-c", "find . -mindepth 1 | cpio --quiet -o -H newc > " + image);
        byte[] before = Files.readAllBytes(image);

        GuestFiles guest = new GuestFiles(root);
        KernelModules kernel = Objects.requireNonNull(KernelModules.of(guest, "6.1.0"));
        byte[] archive = DriverArchive.behind(
                Initramfs.read(new ByteArrayInputStream(before)), before.length, guest, kernel, List.of("virtio_pci"));

        int padding = (int) (-before.length & 3);
        Path behind = Files.write(folder.resolve("behind"), Arrays.copyOfRange(archive, padding, archive.length));
        Path out = Files.createDirectories(folder.resolve("out"));
        List<String> listed =
                sh.run("-c", "cpio --quiet -t < " + behind).text().lines().toList();
        assertThat(listed)
                .containsExactly(
                        "usr/lib/modules/6.1.0/kernel",
                        "usr/lib/modules/6.1.0/kernel/drivers",
                        "usr/lib/modules/6.1.0/kernel/drivers/virtio",
                        "usr/lib/modules/6.1.0/kernel/drivers/virtio/virtio_ring.ko",
                        "usr/lib/modules/6.1.0/kernel/drivers/virtio/virtio_pci.ko.xz",
                        "usr/lib/modules/6.1.0/modules.dep",
                        "usr/lib/modules/6.1.0/modules.alias",
                        "etc/lvm/lvm.conf");
        sh.run("-c", "cd " + out + " && cpio --quiet -idm < " + image + " && cpio --quiet -idmu < " + behind);
        assertThat(out.resolve("lib/modules/6.1.0/kernel/drivers/virtio/virtio_pci.ko.xz"))
                .hasContent("content of kernel/drivers/virtio/virtio_pci.ko.xz");
        assertThat(out.resolve("lib")).isSymbolicLink();
        assertThat(out.resolve("etc/lvm/lvm.conf"))
                .hasContent("devices { filter = [ \"a|^/dev/vd|\", \"a|^/dev/sda|\", \"r|.*|\" ] }");

        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(before);
        whole.writeBytes(archive);
        Initramfs now = Initramfs.read(new ByteArrayInputStream(whole.toByteArray()));
        assertThat(now.modules()).contains("own", "virtio_pci", "virtio_ring");
        assertThat(now.lvmFilters()).isEmpty();
    }
}
