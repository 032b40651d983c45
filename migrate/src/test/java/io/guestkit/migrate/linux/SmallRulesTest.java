package io.guestkit.migrate.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.TreeGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that look at one kind of file each. */
class SmallRulesTest {

    @TempDir
    Path root;

    private TreeGuest guest;

    @BeforeEach
    void systemd() throws IOException {
        guest = new TreeGuest(root, true);
    }

    private String plan(FixRule... rules) throws IOException {
        return TreeGuest.words(guest.plan(FixOptions.DEFAULT, rules));
    }

    @Test
    void newFilesAreLabelled() throws IOException {
        guest.file("etc/selinux/config", "SELINUX=permissive\n")
                .file("etc/network/interfaces", "iface ens192 inet dhcp\n")
                .file("etc/blkid.tab", "");

        assertThat(plan(new DeviceCachesRule(), new SelinuxRule())).isEqualTo("delete /etc/blkid.tab\n");
        assertThat(plan(new NetworkRule(), new SelinuxRule())).endsWith("write /.autorelabel 0644\n");
        guest.file("etc/selinux/config", "SELINUX=disabled\n");
        assertThat(plan(new NetworkRule(), new SelinuxRule())).doesNotContain("autorelabel");
    }

    @Test
    void aliasesOfModules() throws IOException {
        guest.file("etc/modprobe.conf", """
                alias eth0 vmxnet3
                alias eth1 bnx2
                alias scsi_hostadapter mptbase
                alias scsi_hostadapter1 mptspi # boot
                alias usb-controller ehci-hcd
                """);

        assertThat(plan(new ModprobeAliasesRule())).isEqualTo("""
                edit /etc/modprobe.conf
                -alias eth0 vmxnet3
                +alias eth0 virtio_net
                -alias scsi_hostadapter mptbase
                -alias scsi_hostadapter1 mptspi # boot
                +alias scsi_hostadapter virtio_blk
                +alias scsi_hostadapter1 virtio_blk # boot
                """);
    }

    @Test
    void displays() throws IOException {
        guest.file("etc/X11/xorg.conf", """
                Section "InputDevice"
                  Driver "kbd"
                EndSection
                Section "Device"
                  Identifier "Card0"
                  Driver     "vmware"
                  BusID      "PCI:0:15:0"
                EndSection
                Section "Device"
                  Driver "nvidia"
                  BusID "PCI:1:0:0"
                EndSection
                """);

        assertThat(plan(new DisplayRule()))
                .isEqualTo("note /etc/X11/xorg.conf:6: Driver     \"vmware\","
                        + " and the guest has neither the driver modesetting nor vesa\n");
        guest.file("usr/lib64/xorg/modules/drivers/modesetting_drv.so", "");
        assertThat(plan(new DisplayRule())).isEqualTo("""
                edit /etc/X11/xorg.conf
                -  Driver     "vmware"
                -  BusID      "PCI:0:15:0"
                +  Driver     "modesetting"
                +#  BusID      "PCI:0:15:0"
                """);
    }

    @Test
    void aSerialConsoleOnRequest() throws IOException {
        guest.file(
                        "etc/default/grub",
                        "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"rd.lvm.lv=vg/root\"\n")
                .file("boot/grub/grub.cfg", """
                        menuentry 'x' {
                        \tlinux\t/vmlinuz root=UUID=1 ro quiet
                        \tlinux\t/vmlinuz root=UUID=1 console=ttyS0
                        \tlinux16 /memtest86+.bin
                        }
                        """)
                .file("boot/loader/entries/a.conf", "title x\noptions root=UUID=1 console=tty0\n")
                .file("etc/securetty", "tty1\n");

        assertThat(plan(new SerialConsoleRule())).isEmpty();
        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT.withSerialConsole(true), new SerialConsoleRule())))
                .isEqualTo("""
                        edit /boot/grub/grub.cfg
                        -	linux	/vmlinuz root=UUID=1 ro quiet
                        +	linux	/vmlinuz root=UUID=1 ro quiet console=tty0 console=ttyS0,115200
                        edit /etc/default/grub
                        -GRUB_CMDLINE_LINUX="rd.lvm.lv=vg/root"
                        +GRUB_CMDLINE_LINUX="rd.lvm.lv=vg/root console=tty0 console=ttyS0,115200"
                        edit /boot/loader/entries/a.conf
                        -options root=UUID=1 console=tty0
                        +options root=UUID=1 console=tty0 console=ttyS0,115200
                        edit /etc/securetty
                        +ttyS0
                        """);
    }

    @Test
    void consolesOfXen() throws IOException {
        guest.file("boot/grub/menu.lst", """
                default 0
                title x
                kernel /vmlinuz root=UUID=1 console=hvc0 xencons=tty
                """).file("etc/inittab", """
                        1:2345:respawn:/sbin/getty 38400 tty1
                        co:2345:respawn:/sbin/agetty hvc0 9600 vt100-nav
                        """).file("etc/securetty", "tty1\nhvc0");

        assertThat(plan(new SerialConsoleRule())).isEqualTo("""
                edit /boot/grub/menu.lst
                -kernel /vmlinuz root=UUID=1 console=hvc0 xencons=tty
                +kernel /vmlinuz root=UUID=1 console=ttyS0 xencons=tty
                edit /etc/inittab
                -co:2345:respawn:/sbin/agetty hvc0 9600 vt100-nav
                +co:2345:respawn:/sbin/agetty ttyS0 9600 vt100-nav
                edit /etc/securetty
                -hvc0
                +hvc0
                +ttyS0
                """);
    }

    @Test
    void aLoginOfOldInits() throws IOException {
        TreeGuest old = new TreeGuest(root.resolve("old"), false)
                .file("etc/inittab", "tty1::respawn:/sbin/getty 38400 tty1\n#ttyS0::respawn:/sbin/getty -L ttyS0\n")
                .file("sbin/getty", "");

        assertThat(TreeGuest.words(old.plan(FixOptions.DEFAULT.withSerialConsole(true), new SerialConsoleRule())))
                .isEqualTo("""
                        edit /etc/inittab
                        +ttyS0::respawn:/sbin/getty -L ttyS0 115200 vt100
                        note no boot configuration of the guest is known to say what its kernel is told, so that it cannot\
                         be told of a serial console
                        """);
    }

    @Test
    void grubsToolRunsBehindTheEdits() throws IOException {
        guest.file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n")
                .file("usr/sbin/grub-mkconfig", "")
                .kernel("6.1.0", true, true);
        FixOptions options = FixOptions.DEFAULT.withRegenerateGrub(true).withSerialConsole(true);
        assertThatThrownBy(() -> guest.plan(options, new GrubRegenerationRule()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no grub.cfg");
        guest.file("boot/grub/grub.cfg", "menuentry 'x' {\n linux /vmlinuz-6.1.0 root=UUID=1\n}\n");

        var draft = guest.plan(options, new SerialConsoleRule(), new GrubRegenerationRule());

        assertThat(TreeGuest.words(draft)).endsWith("""
                run grub-mkconfig -o /boot/grub/grub.cfg
                  contains /boot/grub/grub.cfg menuentry
                  contains /boot/grub/grub.cfg vmlinuz-6.1.0
                  contains /boot/grub/grub.cfg console=ttyS0
                  lacks /boot/grub/grub.cfg root=/dev/sd
                """);
        assertThat(draft.steps().getLast().dependsOn()).containsExactly("serial-console-1", "serial-console-2");
    }

    @Test
    void aConsoleThatGrubsToolWouldForget() throws IOException {
        guest.file("usr/sbin/grub-mkconfig", "")
                .file("boot/vmlinuz-6.1.0", "")
                .file("boot/grub/grub.cfg", "menuentry 'x' {\n linux /vmlinuz-6.1.0 root=UUID=1\n}\n");

        var draft = guest.plan(
                FixOptions.DEFAULT.withSerialConsole(true).withRegenerateGrub(true),
                new SerialConsoleRule(),
                new GrubRegenerationRule());

        assertThat(TreeGuest.words(draft)).contains("""
                write /etc/default/grub 0644
                GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200"
                """);
        assertThat(draft.steps().getLast().dependsOn()).containsExactly("serial-console-1", "serial-console-3");
    }

    @Test
    void theAgentIsInstalledFromAFile() throws IOException {
        Path deb = Files.writeString(root.resolve("qemu-guest-agent_7.2_amd64.deb"), "x");
        guest.file("etc/os-release", "ID=debian\n").file("usr/bin/dpkg", "").file("var/lib/dpkg/status", "");
        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT.withGuestAgent(deb), new GuestAgentRule())))
                .endsWith("""
                        copy in /var/tmp/qemu-guest-agent_7.2_amd64.deb
                        run dpkg --install /var/tmp/qemu-guest-agent_7.2_amd64.deb
                          package_present qemu-guest-agent
                        delete /var/tmp/qemu-guest-agent_7.2_amd64.deb
                        """);
        Path arm = Files.writeString(root.resolve("qemu-guest-agent_7.2_arm64.deb"), "x");
        assertThatThrownBy(() -> guest.plan(FixOptions.DEFAULT.withGuestAgent(arm), new GuestAgentRule()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("is not for x86_64");
        Path rpm = Files.writeString(root.resolve("qemu-guest-agent-7.2.x86_64.rpm"), "x");
        assertThatThrownBy(() -> guest.plan(FixOptions.DEFAULT.withGuestAgent(rpm), new GuestAgentRule()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("of a kind that can be installed in this guest, which has deb");
    }

    @Test
    void theAgentOfA32BitGuestOfRpm() throws IOException {
        Path rpm = Files.writeString(root.resolve("qemu-guest-agent-7.2-1.i686.rpm"), "x");
        guest.file("etc/os-release", "ID=centos\n").architecture("i386");
        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT.withGuestAgent(rpm), new GuestAgentRule())))
                .contains("run rpm --install /var/tmp/qemu-guest-agent-7.2-1.i686.rpm\n");
        Path other = Files.writeString(root.resolve("qemu-guest-agent-7.2-1.x86_64.rpm"), "x");
        assertThatThrownBy(() -> guest.plan(FixOptions.DEFAULT.withGuestAgent(other), new GuestAgentRule()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("is not for i386");
    }

    @Test
    void aSerialConsoleNeedsACommandLine() throws IOException {
        guest.file("etc/fstab", "");
        assertThatThrownBy(() -> guest.plan(FixOptions.DEFAULT.withSerialConsole(true), new SerialConsoleRule()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no boot configuration");
        assertThat(plan(new SerialConsoleRule())).isEmpty();
    }

    @Test
    void filtersOfLvm() throws IOException {
        guest.file("etc/lvm/lvm.conf", "devices {\n  filter = [ \"a|^/dev/sda2$|\", \"r|.*|\" ]\n}\n")
                .file("etc/lvm/lvmlocal.conf", "devices { global_filter = [ \"a|.*|\" ] }\n");

        assertThat(plan(new DeviceCachesRule())).isEqualTo("""
                edit /etc/lvm/lvm.conf
                -  filter = [ "a|^/dev/sda2$|", "r|.*|" ]
                +  filter = [ "a|^/dev/vd|", "a|^/dev/sda2$|", "r|.*|" ]
                """);
    }

    @Test
    void arraysAndDisksOfOldNames() throws IOException {
        guest.file("etc/mdadm/mdadm.conf", """
                # DEVICE /dev/sda1
                DEVICE /dev/sd[a-z]* partitions
                ARRAY /dev/md0 devices=/dev/sda1,/dev/sdb1 UUID=1:2:3:4
                ARRAY /dev/md1 devices=/dev/sda2
                ARRAY /dev/md2 metadata=1.2 UUID=5:6:7:8
                MAILADDR root
                """)
                .file("etc/default/grub_installdevice", "/dev/disk/by-id/scsi-36000c29\nactivate\n")
                .file("etc/udev/rules.d/99-asm.rules", """
                        # KERNEL=="sd*"
                        KERNEL=="sd?1", SUBSYSTEM=="block", PROGRAM=="/lib/udev/scsi_id", RESULT=="36000c29", OWNER="oracle"
                        """)
                .file("etc/udev/rules.d/60-other.rules", "SUBSYSTEM==\"block\", ENV{ID_FS_LABEL}==\"x\", NAME=\"y\"\n");

        assertThat(plan(new DeviceCachesRule())).isEqualTo("""
                edit /etc/mdadm/mdadm.conf
                -DEVICE /dev/sd[a-z]* partitions
                -ARRAY /dev/md0 devices=/dev/sda1,/dev/sdb1 UUID=1:2:3:4
                +DEVICE partitions containers
                +ARRAY /dev/md0 UUID=1:2:3:4
                note /etc/mdadm/mdadm.conf:4 names the disks of an array that it gives no UUID, so that they are not found: ARRAY /dev/md1 devices=/dev/sda2
                note /etc/default/grub_installdevice names /dev/disk/by-id/scsi-36000c29, on which updates install GRUB: let it be the new name of that disk
                note /etc/udev/rules.d/99-asm.rules:2 chooses disks by names or serial numbers of the old hardware, and may be others there: KERNEL=="sd?1", SUBSYSTEM=="block", PROGRAM=="/lib/udev/scsi_id", RESULT=="36000c29", OWNER="oracle"
                """);
    }

    @Test
    void aGuestThatNothingStarts() throws IOException {
        BootLink loader = new BootLink("loader", BootReport.Verdict.BROKEN, "no boot code", "/dev/sda");
        guest.boot(new BootReport(
                BootReport.Verdict.BROKEN, List.of(loader), List.of(), List.of(), Optional.empty(), List.of()));

        assertThat(plan(new EfiFallbackRule()))
                .isEqualTo(
                        "note no boot loader on the disks starts the guest: it needs one, or a machine that is told its"
                                + " kernel, initramfs and command line\n");
    }

    @Test
    void anEfiPartitionThatIsNotMounted() throws IOException {
        guest.partition(2, "vfat", "ABCD-1234", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B");

        assertThat(plan(new MountsRule()))
                .isEqualTo("note /dev/sda2 is an EFI partition that /etc/fstab does not name:"
                        + " configurations of boot loaders on it are left as they are\n");
        guest.mounted("/boot/efi", "/dev/sda2", "vfat");
        assertThat(plan(new MountsRule())).isEmpty();
    }

    @Test
    void aLoaderOnAnEfiPartitionThatIsNotMounted() throws IOException {
        Path partition = Files.createDirectories(root.resolve("esp"));
        Files.createDirectories(partition.resolve("EFI/debian"));
        Files.writeString(partition.resolve("EFI/debian/grubx64.efi"), "loader");
        guest.uefi().partition(2, "vfat", "ABCD-1234", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", partition);

        Draft draft = guest.plan(FixOptions.DEFAULT, new EfiFallbackRule());

        assertThat(draft.steps()).hasSize(1);
        assertThat(draft.steps().getFirst().operation()).isInstanceOfSatisfying(Operation.CopyFile.class, copy -> {
            assertThat(copy.device()).contains("/dev/sda2");
            assertThat(copy.from()).isEqualTo("/EFI/debian/grubx64.efi");
            assertThat(copy.path()).isEqualTo("/EFI/BOOT/BOOTX64.EFI");
        });
        Files.createDirectories(partition.resolve("EFI/boot"));
        Files.writeString(partition.resolve("EFI/boot/bootx64.efi"), "loader");
        assertThat(plan(new EfiFallbackRule())).isEmpty();
    }

    @Test
    void theOldGrubOfEfiHasItsListBesideIt() throws IOException {
        Path partition = Files.createDirectories(root.resolve("esp"));
        Files.createDirectories(partition.resolve("EFI/redhat"));
        Files.writeString(partition.resolve("EFI/redhat/grub.efi"), "loader");
        Files.writeString(partition.resolve("EFI/redhat/grub.conf"), "default=0\n");
        guest.uefi().partition(2, "vfat", "ABCD-1234", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", partition);

        Draft draft = guest.plan(FixOptions.DEFAULT, new EfiFallbackRule());

        assertThat(draft.steps())
                .extracting(step -> ((Operation.CopyFile) step.operation()).path())
                .containsExactly("/EFI/BOOT/BOOTX64.EFI", "/EFI/BOOT/BOOTX64.conf");
        assertThat(TreeGuest.words(draft))
                .endsWith(
                        "note /dev/sda2:/EFI/BOOT/BOOTX64.conf is a copy: kernels that are installed later on stand in"
                                + " /dev/sda2:/EFI/redhat/grub.conf only\n");
    }

    @Test
    void aKernelForXenOnlyIsNotTheDefault() throws IOException {
        guest.file(
                        "boot/grub/menu.lst",
                        "default 0\ntitle Xen\nkernel /vmlinuz-2.6.18-1xen\ntitle Old\nkernel /vmlinuz-2.6.18-1\n")
                .kernel("2.6.18-1xen", false, true)
                .kernel("2.6.18-1", true, true)
                .boot(new BootReport(
                        BootReport.Verdict.BROKEN,
                        List.of(),
                        List.of(),
                        List.of(
                                entry("Xen", "/vmlinuz-2.6.18-1xen", true, 2),
                                entry("Old", "/vmlinuz-2.6.18-1", false, 4)),
                        Optional.empty(),
                        List.of()))
                .file("etc/sysconfig/kernel", "INITRD_MODULES=\"xenblk ext3 xennet\"\n");

        assertThat(plan(new DefaultKernelRule())).isEqualTo("""
                edit /etc/sysconfig/kernel
                -INITRD_MODULES="xenblk ext3 xennet"
                +INITRD_MODULES="ext3 virtio_pci virtio_blk virtio_net"
                edit /boot/grub/menu.lst
                -default 0
                +default 1
                """);
    }

    private static BootEntry entry(String title, String kernel, boolean isDefault, int line) {
        return new BootEntry(
                title,
                Optional.empty(),
                "grub",
                Optional.of(kernel),
                List.of(),
                Optional.empty(),
                isDefault,
                "/boot/grub/menu.lst:" + line);
    }
}
