package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden guests are all roots; here is what else there is, as entries separated by spaces. */
class RoleTest {

    @ParameterizedTest
    @CsvSource({
        "LINUX_ROOT, etc/fstab bin/",
        "LINUX_ROOT, etc/hosts bin->usr/bin usr/",
        "LINUX_ROOT, etc/os-release->../usr/lib/os-release usr/",
        "LINUX_ROOT, etc/NIXOS",
        "LINUX_ROOT, etc/ nix/store/",
        "LINUX_USR, bin/ share/ lib/os-release",
        "LINUX_USR, bin/ share/ local/ src/",
        "OTHER_ROOT, etc/freebsd-update.conf etc/fstab bin/",
        "OTHER_ROOT, netbsd etc/release etc/fstab bin/",
        "OTHER_ROOT, bsd etc/motd etc/fstab bin/",
        "OTHER_ROOT, hurd/console hurd/hello hurd/null etc/fstab bin/",
        "WINDOWS_ROOT, Windows/System32/config/",
        "OSTREE, ostree/deploy/fedora/deploy/ boot/",
        "ANDROID, android-9.0-r2/system.img android-9.0-r2/kernel",
        "ANDROID, system/build.prop init etc->/system/etc",
        "ANDROID, build.prop framework/ app/",
        "UBUNTU_CORE, system-data/var/lib/snapd/ snap/",
        "OTHER, EFI/BOOT/BOOTX64.EFI",
        "OTHER, vmlinuz-6.1 grub/grub.cfg",
        "OTHER, alice/ bob/",
        "OTHER, log/ run/ spool/ lib/",
        "OTHER, etc/fstab",
        "OTHER, etc bin/",
        "OTHER, bin/ share/ local/",
    })
    void isToldByWhatIsThere(Role role, String entries, @TempDir Path root) throws IOException {
        StringBuilder tree = new StringBuilder();
        for (String entry : entries.split(" ")) {
            tree.append("=== ").append(entry.replace("->", " -> ")).append('\n');
        }
        GuestTree.unpack(tree.toString(), root);
        Role found = Role.of(new GuestFiles(root));
        GuestTree.removeLinks(root);
        assertThat(found).isEqualTo(role);
    }
}
