package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BootMenuFilesTest {

    @Test
    void oldGrub() {
        LegacyGrubMenu menu = LegacyGrubMenu.parse("""
                # comment
                default=1
                timeout 5
                title Old
                	root (hd0,0)
                	kernel /vmlinuz-2.6.9 ro root=LABEL=/
                	initrd /initrd-2.6.9.img
                title Xen
                	kernel /xen.gz dom0_mem=1G
                	module /vmlinuz-2.6.18xen ro root=/dev/sda1
                	module /initrd-2.6.18xen.img
                """);
        assertThat(menu.fallbackDefault()).isEqualTo(1);
        assertThat(menu.entries().getFirst().kernel()).isEqualTo("/vmlinuz-2.6.9");
        assertThat(menu.entries().getFirst().options()).isEqualTo("ro root=LABEL=/");
        assertThat(menu.entries().getFirst().line()).isEqualTo(4);
        assertThat(menu.entries().getLast().kernel()).isEqualTo("/vmlinuz-2.6.18xen");
        assertThat(menu.entries().getLast().initramfs()).containsExactly("/initrd-2.6.18xen.img");
        assertThat(LegacyGrubMenu.parse("default saved").fallbackDefault()).isEqualTo(-1);
        assertThat(LegacyGrubMenu.parse("default x").fallbackDefault()).isZero();
    }

    @Test
    void lilo() {
        LiloConfiguration lilo = LiloConfiguration.parse("""
                # LILO configuration file
                append=" vt.default_utf8=0"
                boot = /dev/sda
                default = old
                image = /boot/vmlinuz
                  root = "/dev/sda1"   # quoted
                  label = Linux
                  read-only
                other = /dev/sda3
                  label = old
                image=/boot/vmlinuz-huge
                \troot=/dev/sda2 # its root
                \tinitrd=/boot/initrd.gz
                \tappend="single"
                """);
        assertThat(lilo.defaultLabel()).isEqualTo("old");
        assertThat(lilo.entries())
                .containsExactly(
                        new LiloConfiguration.Entry(
                                "Linux", "/boot/vmlinuz", null, "root=/dev/sda1 vt.default_utf8=0", 5),
                        new LiloConfiguration.Entry(
                                "vmlinuz-huge", "/boot/vmlinuz-huge", "/boot/initrd.gz", "root=/dev/sda2 single", 11));
        assertThat(LiloConfiguration.parse("=x\nimage\n").entries()).isEmpty();
    }

    @Test
    void entriesOfTheSpecification() {
        BootLoaderSpec entry = BootLoaderSpec.parse("""
                title Fedora
                version 6.5
                linux /vmlinuz-6.5
                initrd /initramfs-6.5.img $tuned_initrd
                options $kernelopts $tuned_params
                options rhgb
                sort-key fedora
                """, Map.of("kernelopts", "root=UUID=1 ro"));
        assertThat(entry.kernel()).isEqualTo("/vmlinuz-6.5");
        assertThat(entry.initramfs()).containsExactly("/initramfs-6.5.img");
        assertThat(entry.options()).isEqualTo("root=UUID=1 ro rhgb");
        assertThat(entry.optionsLine()).isEqualTo(5);
        assertThat(entry.sortKey()).isEqualTo("fedora");
    }

    @Test
    void syslinux() {
        SyslinuxMenu menu = SyslinuxMenu.parse("""
                DEFAULT menu.c32
                LABEL arch
                  MENU LABEL Arch ^Linux
                  LINUX ../vmlinuz-linux
                  APPEND root=/dev/sda3 rw
                  INITRD ../amd-ucode.img,../initramfs-linux.img
                LABEL old
                  MENU DEFAULT
                  KERNEL vmlinuz
                  APPEND initrd=initrd.img root=LABEL=x
                """);
        assertThat(menu.defaultLabel()).isEqualTo("old");
        assertThat(menu.entries().getFirst().title()).isEqualTo("Arch Linux");
        assertThat(menu.entries().getFirst().initramfs()).containsExactly("../amd-ucode.img", "../initramfs-linux.img");
        assertThat(menu.entries().getLast().initramfs()).containsExactly("initrd.img");
        assertThat(menu.entries().getLast().line()).isEqualTo(7);
    }

    @Test
    void versionsAreOrderedAsRpmOrdersThem() {
        VersionOrder order = new VersionOrder();
        String[] ascending = {"1.0~rc1", "1.0", "1.0a", "1.0.1", "1.2", "1.10", "1.010.1", "2", "vmlinuz"};
        assertThat(order.compare("a", "1")).isNegative();
        for (int i = 0; i + 2 < ascending.length; i++) {
            assertThat(order.compare(ascending[i], ascending[i + 1]))
                    .as(ascending[i])
                    .isNegative();
            assertThat(order.compare(ascending[i + 1], ascending[i]))
                    .as(ascending[i])
                    .isPositive();
        }
        assertThat(order.compare("1.010", "1.10")).isZero();
        assertThat(order.compare("", "")).isZero();
    }
}
