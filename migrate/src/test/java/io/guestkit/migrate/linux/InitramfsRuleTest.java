package io.guestkit.migrate.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.TreeGuest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How the tools that make an initramfs are called and configured, to the letter. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64", disabledReason = "programs of the guest run on x86_64")
class InitramfsRuleTest {

    private static final String VERSION = "6.1.0-1";
    private static final String INITRAMFS = "/boot/initrd.img-" + VERSION;

    @TempDir
    Path root;

    private TreeGuest guest;

    @BeforeEach
    void guest() throws IOException {
        guest = new TreeGuest(root, true)
                .kernel(VERSION, true, true)
                .file("lib/modules/" + VERSION + "/modules.dep", """
                        kernel/drivers/virtio/virtio_pci.ko:
                        kernel/drivers/block/virtio_blk.ko:
                        """)
                .file("lib/modules/" + VERSION + "/modules.builtin", "kernel/drivers/scsi/sd_mod.ko\n");
        // an archive without members: 13 numbers of its trailer, of which the twelfth is the length of its name
        String trailer = "070701" + "00000000".repeat(11) + "0000000b" + "00000000" + "TRAILER!!!\0";
        Path initramfs = Files.createDirectories(root.resolve("boot")).resolve("initrd.img-" + VERSION);
        Files.write(initramfs, (trailer + "\0".repeat(512 - trailer.length())).getBytes(StandardCharsets.US_ASCII));
    }

    private String plan() throws IOException {
        return TreeGuest.words(
                guest.plan(FixOptions.DEFAULT.withInitramfs(FixOptions.Initramfs.REGENERATE), new InitramfsRule()));
    }

    @Test
    void updateInitramfs() throws IOException {
        guest.file("usr/sbin/update-initramfs", "").file("etc/initramfs-tools/modules", "# none\next4\n");
        assertThat(plan()).isEqualTo("""
                edit /etc/initramfs-tools/modules
                +virtio_pci
                +virtio_blk
                drivers %s [virtio_pci, virtio_blk] [update-initramfs, -u, -k, %s]
                """.formatted(INITRAMFS, VERSION));
    }

    @Test
    void dracut() throws IOException {
        guest.file("usr/bin/dracut", "").file("etc/dracut.conf.d/x", "");
        assertThat(plan()).isEqualTo("""
                write /etc/dracut.conf.d/90-guestkit-virtio.conf 0644
                add_drivers+=" virtio_pci virtio_blk "
                drivers %s [virtio_pci, virtio_blk] [dracut, --force, %s, %s]
                """.formatted(INITRAMFS, INITRAMFS, VERSION));
    }

    @Test
    void mkinitcpio() throws IOException {
        guest.file("usr/bin/mkinitcpio", "").file("etc/mkinitcpio.conf", "MODULES=(ext4)\nHOOKS=(base)\n");
        assertThat(plan()).isEqualTo("""
                edit /etc/mkinitcpio.conf
                -MODULES=(ext4)
                +MODULES=(ext4 virtio_pci virtio_blk)
                drivers %s [virtio_pci, virtio_blk] [mkinitcpio, -k, %s, -g, %s]
                """.formatted(INITRAMFS, VERSION, INITRAMFS));
    }

    @Test
    void mkinitcpioWithoutALineOfModules() throws IOException {
        guest.file("usr/bin/mkinitcpio", "").file("etc/mkinitcpio.conf", "HOOKS=(base)\n");
        assertThat(plan())
                .contains("note /etc/mkinitcpio.conf has no line with MODULES")
                .doesNotContain("edit ");
    }

    @Test
    void makeInitrd() throws IOException {
        guest.file("usr/sbin/make-initrd", "").file("etc/initrd.mk", "AUTODETECT = all");
        assertThat(plan()).isEqualTo("""
                edit /etc/initrd.mk
                -AUTODETECT = all
                +AUTODETECT = all
                +MODULES_ADD += virtio_pci virtio_blk
                drivers %s [virtio_pci, virtio_blk] [make-initrd, -k, %s]
                """.formatted(INITRAMFS, VERSION));
    }
}
