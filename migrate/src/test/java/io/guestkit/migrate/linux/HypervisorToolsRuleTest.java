package io.guestkit.migrate.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixOptions.Tools;
import io.guestkit.migrate.fix.TreeGuest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HypervisorToolsRuleTest {

    private static final String STATUS = """
            Package: open-vm-tools
            Status: install ok installed
            Architecture: amd64
            Version: 2:12.2.0-1
            Depends: libc6 (>= 2.33), pciutils

            Package: open-vm-tools-desktop
            Status: install ok installed
            Architecture: amd64
            Version: 2:12.2.0-1
            Depends: open-vm-tools (= 2:12.2.0-1)

            Package: xe-guest-utilities
            Status: deinstall ok config-files
            Architecture: amd64
            Version: 7

            """;

    @TempDir
    Path root;

    private TreeGuest guest;

    @BeforeEach
    void debian() throws IOException {
        guest = new TreeGuest(root, true)
                .file("etc/os-release", "ID=debian\nVERSION_ID=12\n")
                .file("etc/debian_version", "12.5\n")
                .file("usr/bin/dpkg", "")
                .file("lib/systemd/system/open-vm-tools.service", """
                        [Service]
                        ExecStart=/usr/bin/vmtoolsd
                        [Install]
                        WantedBy=multi-user.target
                        Alias=vmtoolsd.service
                        """)
                .link(
                        "etc/systemd/system/multi-user.target.wants/open-vm-tools.service",
                        "/lib/systemd/system/open-vm-tools.service")
                .link("etc/systemd/system/vmtoolsd.service", "/lib/systemd/system/open-vm-tools.service");
    }

    private String plan(Tools tools) throws IOException {
        return TreeGuest.words(guest.plan(FixOptions.DEFAULT.withTools(tools), new HypervisorToolsRule()));
    }

    @Test
    void packagesAreUninstalled() throws IOException {
        guest.file("var/lib/dpkg/status", STATUS);

        assertThat(plan(Tools.REMOVE)).isEqualTo("""
                run dpkg --purge open-vm-tools open-vm-tools-desktop
                  package_absent open-vm-tools
                  package_absent open-vm-tools-desktop
                """);
    }

    @Test
    void whatOthersNeedStaysAndDoesNotStart() throws IOException {
        guest.file("var/lib/dpkg/status", STATUS + """
                Package: corporate-base
                Status: install ok installed
                Version: 1
                Depends: systemd | upstart, open-vm-tools:any (>= 1) | vmware-tools

                """);

        assertThat(plan(Tools.REMOVE)).isEqualTo("""
                delete /etc/systemd/system/multi-user.target.wants/open-vm-tools.service
                link /etc/systemd/system/open-vm-tools.service -> /dev/null
                note open-vm-tools, open-vm-tools-desktop stay installed, and their services are disabled, since corporate-base need them
                """);
    }

    @Test
    void anAlternativeThatStaysIsEnough() throws IOException {
        guest.file("var/lib/dpkg/status", STATUS + """
                Package: corporate-base
                Status: install ok installed
                Version: 1
                Depends: open-vm-tools | virtual-tools

                Package: other
                Status: install ok installed
                Version: 1
                Provides: virtual-tools (= 2), x
                """);

        assertThat(plan(Tools.REMOVE)).startsWith("run dpkg --purge").doesNotContain("note");
    }

    @Test
    void programsOfAnotherArchitectureDoNotRun() throws IOException {
        guest.file("var/lib/dpkg/status", STATUS).architecture("riscv64");

        assertThat(plan(Tools.REMOVE))
                .contains("link /etc/systemd/system/open-vm-tools.service -> /dev/null")
                .contains("programs of the guest's architecture cannot run here")
                .doesNotContain("run dpkg");
    }

    @Test
    void onRequestTheyAreDisabledOrKept() throws IOException {
        guest.file("var/lib/dpkg/status", STATUS);

        assertThat(plan(Tools.DISABLE)).isEqualTo("""
                delete /etc/systemd/system/multi-user.target.wants/open-vm-tools.service
                link /etc/systemd/system/open-vm-tools.service -> /dev/null
                """);
        assertThat(plan(Tools.KEEP)).isEmpty();
    }

    @Test
    void hyperVsDaemonsAreDisabledOnly() throws IOException {
        guest.file("usr/lib/systemd/system/hypervkvpd.service", "[Install]\nWantedBy=multi-user.target\n")
                .link(
                        "etc/systemd/system/multi-user.target.wants/hypervkvpd.service",
                        "/usr/lib/systemd/system/hypervkvpd.service")
                .application("deb", "hyperv-daemons");

        assertThat(plan(Tools.REMOVE))
                .contains("link /etc/systemd/system/hypervkvpd.service -> /dev/null")
                .doesNotContain("run ");
    }

    @Test
    void toolsWithoutPackageAreDeleted() throws IOException {
        TreeGuest old = new TreeGuest(root.resolve("old"), false)
                .file("etc/vmware-tools/locations", "answer BINDIR /usr/bin\n")
                .file("usr/lib/vmware-tools/sbin64/vmtoolsd", "")
                .link("usr/bin/vmware-toolbox-cmd", "../lib/vmware-tools/bin64/x")
                .file("etc/init.d/vmware-tools", "#!/bin/sh\n")
                .link("etc/rc3.d/S03vmware-tools", "../init.d/vmware-tools")
                .link("etc/rc3.d/S03other", "../init.d/other")
                .file("lib/modules/2.6.32/modules.dep", "misc/vmci.ko:\nkernel/x.ko:\n")
                .file("lib/modules/2.6.32/misc/vmci.ko", "")
                .file("lib/modules/2.6.32/misc/own.ko", "");

        assertThat(TreeGuest.words(old.plan(FixOptions.DEFAULT, new HypervisorToolsRule())))
                .isEqualTo("""
                delete /etc/rc3.d/S03vmware-tools
                delete /etc/init.d/vmware-tools
                delete /etc/vmware-tools
                delete /usr/lib/vmware-tools
                delete /usr/bin/vmware-toolbox-cmd
                delete /lib/modules/2.6.32/misc/vmci.ko
                run depmod 2.6.32
                  lacks /lib/modules/2.6.32/modules.dep misc/vmci.ko
                """);
    }

    @Test
    void servicesThatAreDeletedNeedNoMask() throws IOException {
        String unit = "[Service]\nExecStart=/opt/x\n[Install]\nWantedBy=multi-user.target\n";
        TreeGuest box = new TreeGuest(root.resolve("box"), true)
                .file("var/lib/VBoxGuestAdditions/config", "INSTALL_DIR=/opt/VBoxGuestAdditions-6.1.30\n")
                .file("lib/systemd/system/vboxadd.service", unit)
                .link(
                        "etc/systemd/system/multi-user.target.wants/vboxadd.service",
                        "/lib/systemd/system/vboxadd.service");

        assertThat(TreeGuest.words(box.plan(FixOptions.DEFAULT, new HypervisorToolsRule())))
                .isEqualTo("""
                delete /lib/systemd/system/vboxadd.service
                delete /etc/systemd/system/multi-user.target.wants/vboxadd.service
                delete /var/lib/VBoxGuestAdditions
                """);
        TreeGuest upstart = new TreeGuest(root.resolve("upstart"), false)
                .file("etc/vmware-tools/locations", "answer BINDIR /usr/bin\n")
                .file("etc/init/vmware-tools.conf", "start on runlevel [2345]\n");
        assertThat(TreeGuest.words(upstart.plan(FixOptions.DEFAULT, new HypervisorToolsRule())))
                .isEqualTo("delete /etc/init/vmware-tools.conf\ndelete /etc/vmware-tools\n");
    }

    @Test
    void packagesOfRpmGoWithAllTheirArchitectures() throws IOException {
        TreeGuest rocky = new TreeGuest(root.resolve("rocky"), false)
                .file("etc/os-release", "ID=rocky\nVERSION_ID=9.4\n")
                .application("rpm", "open-vm-tools")
                .application("rpm", "open-vm-tools-libs")
                .application("rpm", "open-vm-tools-libs");

        assertThat(TreeGuest.words(rocky.plan(FixOptions.DEFAULT, new HypervisorToolsRule())))
                .isEqualTo("""
                run rpm --erase --allmatches open-vm-tools open-vm-tools-libs
                  package_absent open-vm-tools
                  package_absent open-vm-tools-libs
                """);
    }

    @Test
    void openRcsServicesLeaveTheirRunLevels() throws IOException {
        TreeGuest alpine = new TreeGuest(root.resolve("alpine"), false)
                .file("etc/os-release", "ID=alpine\nVERSION_ID=3.18.0\n")
                .file("etc/alpine-release", "3.18.0\n")
                .file("bin/busybox", "")
                .link("sbin/init", "../bin/busybox")
                .file("etc/inittab", "::sysinit:/sbin/openrc sysinit\n")
                .file("etc/init.d/open-vm-tools", "#!/sbin/openrc-run\n")
                .link("etc/runlevels/default/open-vm-tools", "../../init.d/open-vm-tools")
                .file("lib/apk/db/installed", """
                        P:open-vm-tools
                        V:12.1.5-r0
                        D:so:libc.musl-x86_64.so.1
                        p:so:libvmtools.so.0=0.0.0 cmd:vmtoolsd=12

                        P:open-vm-tools-guestinfo
                        V:12.1.5-r0
                        D:so:libvmtools.so.0

                        P:site
                        V:1
                        D:cmd:vmtoolsd !xe
                        """);

        assertThat(TreeGuest.words(alpine.plan(FixOptions.DEFAULT, new HypervisorToolsRule())))
                .isEqualTo("""
                delete /etc/runlevels/default/open-vm-tools
                note open-vm-tools, open-vm-tools-guestinfo stay installed, and their services are disabled, since site need them
                """);
    }
}
