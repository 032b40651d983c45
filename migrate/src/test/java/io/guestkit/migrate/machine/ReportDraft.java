package io.guestkit.migrate.machine;

import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.Configuration;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Identity;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.report.ImageReport;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A report of one guest, for tests. */
final class ReportDraft {

    OsType osType = OsType.LINUX;
    int major = 12;
    int minor;
    String architecture = "x86_64";
    Optional<String> hostname = Optional.of("web");
    Firmware firmware = Firmware.BIOS;
    Optional<String> osinfo = Optional.of("debian12");
    Optional<String> kernel = Optional.of("6.1.0-50-amd64");
    Optional<Boolean> hasVirtio = Optional.of(true);
    Optional<List<String>> buses = Optional.of(List.of("virtio-blk", "ahci"));
    String root = "UUID=1b0f0c9e-2d3a-4e5f-8a7b-9c0d1e2f3a4b";
    String fstab = "UUID=1b0f0c9e-2d3a-4e5f-8a7b-9c0d1e2f3a4b";
    String image = "/images/disk.qcow2";
    final List<NetworkInterface> network = new ArrayList<>();
    final List<NamedDevice> devices = new ArrayList<>();
    final List<Windows.Service> services = new ArrayList<>();

    static ReportDraft linux() {
        return new ReportDraft();
    }

    static ReportDraft windows(int major, int minor, String... bootDrivers) {
        ReportDraft draft = new ReportDraft();
        draft.osType = OsType.WINDOWS;
        draft.major = major;
        draft.minor = minor;
        draft.kernel = Optional.empty();
        draft.buses = Optional.empty();
        for (String driver : bootDrivers) {
            draft.services.add(
                    new Windows.Service(driver, Optional.empty(), "kernel_driver", "boot", Optional.empty()));
        }
        return draft;
    }

    ReportDraft card(String name, String kind, String mac) {
        network.add(new NetworkInterface(
                name,
                Optional.of(kind),
                mac.isEmpty() ? Optional.empty() : Optional.of(mac),
                Optional.empty(),
                Optional.of("dhcp"),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(true),
                "ifupdown",
                "/etc/network/interfaces"));
        return this;
    }

    InspectReport report() {
        Identity identity = new Identity(
                osType,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(major),
                OptionalInt.of(minor),
                Optional.of("debian"),
                Optional.of(architecture),
                hostname,
                firmware,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                osinfo,
                Optional.empty(),
                Optional.empty());
        List<Kernel> kernels = kernel.isEmpty()
                ? List.of()
                : List.of(new Kernel(kernel, "/boot/vmlinuz", Optional.empty(), Optional.of(architecture), hasVirtio));
        Optional<BootReport> boot = buses.map(names -> new BootReport(
                BootReport.Verdict.OK,
                List.of(),
                List.of(),
                List.of(new BootEntry(
                        "Linux",
                        Optional.empty(),
                        "grub2",
                        Optional.of("/boot/vmlinuz"),
                        List.of(),
                        Optional.of("root=" + root + " ro quiet"),
                        true,
                        "/boot/grub/grub.cfg:1")),
                Optional.empty(),
                names));
        GuestReport guest = new GuestReport(
                "/dev/sda1",
                identity,
                List.of(new Mountpoint("/", Optional.of("/dev/sda1"), "ext4", Optional.empty(), Optional.of(fstab))),
                List.of(),
                kernels,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                osType == OsType.WINDOWS ? List.of() : network,
                configuration(),
                osType == OsType.WINDOWS ? Optional.of(windows()) : Optional.empty(),
                boot);
        return of(List.of(guest));
    }

    private Configuration configuration() {
        Configuration none = Configuration.NONE;
        return new Configuration(
                none.machineId(),
                none.defaultTarget(),
                none.timezone(),
                none.locale(),
                none.keyboard(),
                none.selinux(),
                none.apparmor(),
                none.nameservers(),
                none.searchDomains(),
                none.sudoers(),
                devices,
                none.cloudInit(),
                none.containerRuntimes(),
                none.guestAgents(),
                none.hostKeys(),
                none.certificates(),
                none.dates());
    }

    InspectReport of(List<GuestReport> guests) {
        return new InspectReport(
                InspectReport.SCHEMA,
                "native",
                List.of(new ImageReport(image, "qcow2", 1 << 20, OptionalLong.empty(), List.of())),
                guests,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private Windows windows() {
        return new Windows(
                "/Windows",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                services,
                network,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
