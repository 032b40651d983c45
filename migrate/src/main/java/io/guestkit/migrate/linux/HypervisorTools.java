package io.guestkit.migrate.linux;

import java.util.List;

/** Tools of a hypervisor, as they are installed in guests. */
enum HypervisorTools {
    VMWARE(
            "VMware Tools",
            List.of("open-vm-tools", "open-vm-toolbox", "vmware-tools", "vmware-open-vm-tools", "VMwareTools"),
            List.of(
                    "open-vm-tools",
                    "vmtoolsd",
                    "vgauthd",
                    "vgauth",
                    "vmware-tools",
                    "vmware-tools-services",
                    "vmware-tools-thinprint"),
            "/etc/vmware-tools/locations",
            List.of(
                    "/etc/vmware-tools",
                    "/usr/lib/vmware-tools",
                    "/usr/bin/vmtoolsd",
                    "/usr/bin/vmware-checkvm",
                    "/usr/bin/vmware-config-tools.pl",
                    "/usr/bin/vmware-hgfsclient",
                    "/usr/bin/vmware-namespace-cmd",
                    "/usr/bin/vmware-rpctool",
                    "/usr/bin/vmware-toolbox",
                    "/usr/bin/vmware-toolbox-cmd",
                    "/usr/bin/vmware-uninstall-tools.pl",
                    "/usr/bin/vmware-user",
                    "/usr/bin/vmware-user-suid-wrapper",
                    "/usr/bin/vmware-vgauth-cmd",
                    "/usr/bin/vmware-vgauth-smoketest",
                    "/usr/bin/vmware-xferlogs",
                    "/usr/sbin/vmware-guestproxycerttool",
                    "/sbin/mount.vmhgfs",
                    "/etc/pam.d/vmtoolsd",
                    "/etc/modprobe.d/vmware-tools.conf",
                    "/etc/udev/rules.d/99-vmware-scsi-udev.rules",
                    "/etc/xdg/autostart/vmware-user.desktop"),
            List.of(
                    "vmci",
                    "vsock",
                    "vmw_vsock_vmci_transport",
                    "vmxnet",
                    "vmxnet3",
                    "vmhgfs",
                    "vmmemctl",
                    "vmblock",
                    "vmsync",
                    "pvscsi")),
    VIRTUALBOX(
            "VirtualBox Guest Additions",
            List.of("virtualbox-guest", "virtualbox-ose-guest"),
            List.of(
                    "vboxadd",
                    "vboxadd-service",
                    "vboxadd-x11",
                    "vboxservice",
                    "virtualbox-guest-utils",
                    "virtualbox-guest-additions"),
            "/var/lib/VBoxGuestAdditions/config",
            List.of(
                    "/var/lib/VBoxGuestAdditions",
                    "/usr/bin/VBoxClient",
                    "/usr/bin/VBoxClient-all",
                    "/usr/bin/VBoxControl",
                    "/usr/bin/VBoxDRMClient",
                    "/usr/bin/VBoxAudioTest",
                    "/usr/sbin/VBoxService",
                    "/usr/sbin/vboxadd-service",
                    "/sbin/mount.vboxsf",
                    "/sbin/rcvboxadd",
                    "/sbin/rcvboxadd-service",
                    "/etc/udev/rules.d/60-vboxadd.rules",
                    "/usr/lib/udev/rules.d/60-vboxadd.rules",
                    "/lib/udev/rules.d/60-vboxadd.rules",
                    "/etc/depmod.d/vboxvideo-upstream.conf",
                    "/etc/xdg/autostart/vboxclient.desktop",
                    "/etc/X11/Xsession.d/98vboxadd-xclient"),
            List.of("vboxguest", "vboxsf", "vboxvideo")),
    XEN(
            "XenServer's guest utilities",
            List.of("xe-guest-utilities", "xen-guest-agent"),
            List.of("xe-daemon", "xe-linux-distribution", "xe-guest-utilities", "xen-guest-agent"),
            "",
            List.of(),
            List.of()),
    PARALLELS(
            "Parallels Tools",
            List.of("parallels-tools"),
            List.of("prltoolsd", "prltools_updater", "parallels-tools"),
            "/usr/lib/parallels-tools/version",
            List.of(
                    "/usr/lib/parallels-tools",
                    "/etc/prltools",
                    "/usr/bin/prltoolsd",
                    "/usr/bin/prlcc",
                    "/usr/bin/prltimesync",
                    "/usr/bin/prlusmd",
                    "/usr/bin/prl_showvmcfg",
                    "/usr/bin/ptiagent",
                    "/sbin/mount.prl_fs",
                    "/etc/udev/rules.d/99-parallels-tools.rules",
                    "/etc/xdg/autostart/prlcc.desktop"),
            List.of("prl_tg", "prl_eth", "prl_fs", "prl_fs_freeze", "prl_vid")),
    /** They end by themselves elsewhere and belong to the distribution's kernel, so their packages stay. */
    HYPERV(
            "Hyper-V's daemons",
            List.of(),
            List.of(
                    "hv-kvp-daemon",
                    "hv-vss-daemon",
                    "hv-fcopy-daemon",
                    "hypervkvpd",
                    "hypervvssd",
                    "hypervfcopyd",
                    "hv_kvp_daemon",
                    "hv_vss_daemon",
                    "hv_fcopy_daemon"),
            "",
            List.of(),
            List.of());

    private final String title;
    private final List<String> packages;
    private final List<String> services;
    private final String mark;
    private final List<String> files;
    private final List<String> modules;

    HypervisorTools(
            String title,
            List<String> packages,
            List<String> services,
            String mark,
            List<String> files,
            List<String> modules) {
        this.title = title;
        this.packages = packages;
        this.services = services;
        this.mark = mark;
        this.files = files;
        this.modules = modules;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** Whether a package is one of theirs: of such a name, or with more words behind it. */
    boolean isPackage(String name) {
        for (String each : packages) {
            if (name.equals(each) || name.startsWith(each + "-")) {
                return true;
            }
        }
        return false;
    }

    /** Names without endings. */
    List<String> services() {
        return services;
    }

    /** A file that is there if they were installed without a package; empty if they never are. */
    String mark() {
        return mark;
    }

    /** What they install without a package. */
    List<String> files() {
        return files;
    }

    /** Kernel modules that they build and install without a package, with underscores. */
    List<String> modules() {
        return modules;
    }
}
