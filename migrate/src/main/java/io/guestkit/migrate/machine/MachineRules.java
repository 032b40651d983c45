package io.guestkit.migrate.machine;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.report.ImageReport;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what a guest's machine is made of, and writes down why. */
final class MachineRules {

    /** More cards than a machine has slots for; interfaces are as many as the guest likes. */
    private static final int MOST_CARDS = 8;

    private static final int LONGEST_NAME = 64;

    private final InspectReport report;
    private final MachineOptions options;
    private final @Nullable GuestReport guest;
    private final List<Choice> choices = new ArrayList<>();

    MachineRules(InspectReport report, MachineOptions options) {
        this.report = report;
        this.options = options;
        this.guest = report.guests().isEmpty() ? null : report.guests().getFirst();
    }

    Machine machine() throws UnsupportedFeatureException {
        if (guest == null) {
            choose("guest", "none", "no system was found on the disks");
        } else if (report.guests().size() > 1) {
            choose(
                    "guest",
                    guest.root(),
                    "the first of %d systems".formatted(report.guests().size()));
        }
        Machine.Architecture architecture = architecture();
        Machine.Firmware firmware = firmware(architecture);
        List<MachineDisk> disks = options.disks().isEmpty() ? disks() : options.disks();
        DiskBus bus = bus();
        if (disks.size() > bus.most()) {
            throw new UnsupportedFeatureException(
                    "%d disks on %s: a machine takes %d".formatted(disks.size(), bus, bus.most()));
        }
        String type = type(architecture, firmware, bus);
        return new Machine(
                name(),
                architecture,
                firmware,
                type,
                options.memory(),
                options.processors(),
                bus,
                disks,
                cards(),
                isWindows(),
                isWindows(),
                osinfo(),
                choices);
    }

    private void choose(String subject, String value, String reason) {
        choices.add(new Choice(subject, value, reason));
    }

    private boolean isWindows() {
        return guest != null && guest.identity().osType() == OsType.WINDOWS;
    }

    private boolean isLinux() {
        return guest != null && guest.identity().osType() == OsType.LINUX;
    }

    /** Two numbers of a Windows' version, such as 601 for 6.1; that of the newest if it is not known. */
    private int windowsVersion() {
        if (guest == null || guest.identity().majorVersion().isEmpty()) {
            return 1000;
        }
        int minor = guest.identity().minorVersion().orElse(0);
        return guest.identity().majorVersion().getAsInt() * 100 + Math.clamp(minor, 0, 99);
    }

    private String name() {
        String wanted = options.name().orElseGet(() -> {
            Optional<String> own =
                    guest == null ? Optional.empty() : guest.identity().hostname();
            return own.orElseGet(this::nameOfImage);
        });
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < wanted.length() && i < LONGEST_NAME; i++) {
            char c = wanted.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            name.append(plain || "._+-".indexOf(c) >= 0 && i > 0 ? c : '-');
        }
        boolean named = !name.isEmpty() && name.charAt(0) != '-'; // tools would take a dash for an option
        return named ? name.toString() : "guest" + name;
    }

    private String nameOfImage() {
        if (report.images().isEmpty()) {
            return "guest";
        }
        String path = report.images().getFirst().path();
        String file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    private Machine.Architecture architecture() throws UnsupportedFeatureException {
        String said = guest == null ? "" : guest.identity().architecture().orElse("");
        if (guest != null && isLinux()) {
            for (Kernel kernel : guest.kernels()) {
                said = kernel.architecture().orElse(said); // programs of 32 bits run on a kernel of 64
            }
        }
        return switch (said) {
            case "x86_64" -> Machine.Architecture.X86_64;
            case "i386", "i486", "i586", "i686" -> Machine.Architecture.I686;
            case "aarch64" -> Machine.Architecture.AARCH64;
            case "" -> {
                choose("architecture", "x86_64", "the disks do not tell");
                yield Machine.Architecture.X86_64;
            }
            default -> throw new UnsupportedFeatureException("no machine is described for the architecture " + said);
        };
    }

    private Machine.Firmware firmware(Machine.Architecture architecture) {
        if (options.firmware().isPresent()) {
            choose("firmware", options.firmware().get().id(), "as asked for");
            return options.firmware().get();
        }
        if (architecture == Machine.Architecture.AARCH64) {
            choose("firmware", "uefi", "the only one of aarch64");
            return Machine.Firmware.UEFI;
        }
        MachineDescription.Firmware former = options.former().firmware().orElse(null);
        if (former != null) {
            Machine.Firmware same =
                    former == MachineDescription.Firmware.UEFI ? Machine.Firmware.UEFI : Machine.Firmware.BIOS;
            choose("firmware", same.id(), "the machine that the guest had started it so");
            return same;
        }
        if (guest == null) {
            choose("firmware", "bios", "no system says otherwise");
            return Machine.Firmware.BIOS;
        }
        return switch (guest.identity().firmware()) {
            case UEFI -> {
                choose("firmware", "uefi", "the disks are prepared for it");
                yield Machine.Firmware.UEFI;
            }
            case BIOS -> {
                choose("firmware", "bios", "the disks are prepared for it");
                yield Machine.Firmware.BIOS;
            }
            case UNKNOWN -> {
                choose("firmware", "bios", "the disks speak for none or for both, and BIOS starts either table");
                yield Machine.Firmware.BIOS;
            }
        };
    }

    /**
     * PCI Express and AHCI came with Windows Vista and with Linux 2.6.19; from 2.6.32 on, which is RHEL 6, all
     * distributions are at home on them.
     */
    private String type(Machine.Architecture architecture, Machine.Firmware firmware, DiskBus bus)
            throws UnsupportedFeatureException {
        if (architecture == Machine.Architecture.AARCH64) {
            if (bus == DiskBus.IDE) {
                throw new UnsupportedFeatureException("disks on IDE: no machine of aarch64 has that");
            }
            return "virt";
        }
        if (bus == DiskBus.IDE) {
            choose("machine", "pc", "the one that has IDE");
            return "pc";
        }
        String old = whyOld();
        if (old != null && firmware == Machine.Firmware.BIOS) {
            choose("machine", "pc", old);
            return "pc";
        }
        choose("machine", "q35", "the guest knows PCI Express and AHCI");
        return "q35";
    }

    private @Nullable String whyOld() {
        if (guest == null) {
            return null;
        }
        return switch (guest.identity().osType()) {
            case WINDOWS -> windowsVersion() < 600 ? "Windows knows PCI Express and AHCI from Vista on" : null;
            case LINUX -> {
                for (Kernel kernel : guest.kernels()) {
                    if (kernel.version().isEmpty()
                            || !isBefore2632(kernel.version().get())) {
                        yield null;
                    }
                }
                yield guest.kernels().isEmpty() ? null : "its kernels are older than 2.6.32";
            }
            case FREEBSD, NETBSD, OPENBSD, DRAGONFLY -> null;
            case HURD, MINIX, DOS -> "the system knows IDE best";
        };
    }

    static boolean isBefore2632(String version) {
        int[] wanted = {2, 6, 32};
        int at = 0;
        for (int part : wanted) {
            int number = 0;
            int start = at;
            while (at < version.length() && Character.digit(version.charAt(at), 10) >= 0 && at - start < 6) {
                number = number * 10 + Character.digit(version.charAt(at++), 10);
            }
            if (at == start) {
                return false; // no version that says anything
            }
            if (number != part) {
                return number < part;
            }
            at++;
        }
        return false;
    }

    private List<MachineDisk> disks() throws UnsupportedFeatureException {
        List<MachineDisk> disks = new ArrayList<>();
        for (ImageReport image : report.images()) {
            DiskFormat format = DiskFormat.named(image.format())
                    .orElseThrow(() -> new UnsupportedFeatureException(image.path() + ": format " + image.format()));
            disks.add(new MachineDisk(Path.of(image.path()), format));
        }
        return disks;
    }

    private DiskBus bus() {
        if (options.bus().isPresent()) {
            choose("disk bus", options.bus().get().id(), "as asked for");
            return options.bus().get();
        }
        DiskBus plain = whyOld() == null ? DiskBus.SATA : DiskBus.IDE;
        if (isLinux() && guest != null) {
            return linuxBus(guest, plain);
        }
        if (isWindows() && guest != null && guest.windows().isPresent()) {
            return windowsBus(guest.windows().get(), plain);
        }
        choose("disk bus", plain.id(), "every system knows it");
        return plain;
    }

    private DiskBus linuxBus(GuestReport linux, DiskBus plain) {
        BootReport boot = linux.boot().orElse(null);
        if (boot == null) {
            choose("disk bus", plain.id(), "whether the initramfs has drivers of virtio was not looked into");
            return plain;
        }
        String numbered = numberedName(linux, boot);
        if (!boot.buses().contains("virtio-blk")) {
            String reason = "neither the kernel nor its initramfs has a driver of virtio disks";
            if (plain == DiskBus.SATA
                    && !boot.buses().contains("ahci")
                    && boot.buses().contains("ide")) {
                choose("disk bus", "ide", reason + ", nor of AHCI");
                return DiskBus.IDE;
            }
            choose("disk bus", plain.id(), reason);
            return plain;
        }
        if (numbered != null) {
            choose("disk bus", plain.id(), numbered + " would have another name on virtio");
            return plain;
        }
        choose("disk bus", "virtio", "the drivers are built in or in the initramfs");
        return DiskBus.VIRTIO;
    }

    /** A name by which the guest finds a disk only as long as it stays on its bus. */
    private static @Nullable String numberedName(GuestReport linux, BootReport boot) {
        for (BootEntry entry : boot.entries()) {
            if (entry.isDefault()) {
                for (String option : entry.options().orElse("").split(" ", -1)) {
                    if (option.startsWith("root=")
                            && DeviceNames.isElsewhereOnVirtio(option.substring("root=".length()))) {
                        return option;
                    }
                }
            }
        }
        for (Mountpoint mountpoint : linux.mountpoints()) {
            if (mountpoint.device().isPresent()
                    && DeviceNames.isElsewhereOnVirtio(mountpoint.source().orElse(""))) {
                return mountpoint.source().get() + " in fstab";
            }
        }
        return null;
    }

    private DiskBus windowsBus(Windows windows, DiskBus plain) {
        if (startsAtBoot(windows, "viostor")) {
            choose("disk bus", "virtio", "the driver viostor is set to start with Windows");
            return DiskBus.VIRTIO;
        }
        if (plain == DiskBus.SATA && !startsAtBoot(windows, "storahci") && !startsAtBoot(windows, "msahci")) {
            choose("disk bus", "ide", "neither viostor nor a driver of AHCI is set to start with Windows");
            return DiskBus.IDE;
        }
        choose("disk bus", plain.id(), "the driver viostor is not set to start with Windows");
        return plain;
    }

    private static boolean startsAtBoot(Windows windows, String driver) {
        for (Windows.Service service : windows.services()) {
            if (service.name().equalsIgnoreCase(driver)) {
                return service.start().equals("boot");
            }
        }
        return false;
    }

    private String cardModel() {
        if (guest == null) {
            return "e1000e";
        }
        return switch (guest.identity().osType()) {
            case LINUX -> {
                boolean virtio = !guest.kernels().isEmpty();
                for (Kernel kernel : guest.kernels()) {
                    virtio &= kernel.hasVirtio().orElse(false);
                }
                String model = virtio ? "virtio" : whyOld() == null ? "e1000e" : "e1000";
                choose(
                        "network card",
                        model,
                        virtio ? "all kernels have its driver" : "not all kernels are known to have drivers of virtio");
                yield model;
            }
            case WINDOWS -> {
                boolean virtio = false;
                for (Windows.Service service :
                        guest.windows().map(Windows::services).orElse(List.of())) {
                    virtio |= service.name().equalsIgnoreCase("netkvm")
                            && !service.start().equals("disabled");
                }
                int version = windowsVersion();
                String model = virtio ? "virtio" : version >= 602 ? "e1000e" : version >= 600 ? "e1000" : "rtl8139";
                choose("network card", model, virtio ? "the driver netkvm is there" : "this Windows brings its driver");
                yield model;
            }
            case FREEBSD, NETBSD, OPENBSD, DRAGONFLY -> {
                choose("network card", "e1000", "the system brings its driver");
                yield "e1000";
            }
            case HURD, MINIX, DOS -> {
                choose("network card", "rtl8139", "an old card for an old system");
                yield "rtl8139";
            }
        };
    }

    private List<NetworkCard> cards() {
        String model = cardModel();
        List<NetworkCard> known = knownCards(model);
        List<MachineDescription.Card> former = options.former().cards();
        if (former.isEmpty()) {
            return known;
        }
        choose("network cards", String.valueOf(Math.min(former.size(), MOST_CARDS)), "those that the guest had");
        List<NetworkCard> cards = new ArrayList<>();
        for (MachineDescription.Card card : former.subList(0, Math.min(former.size(), MOST_CARDS))) {
            cards.add(new NetworkCard(model, card.mac().filter(MachineRules::isOfOneCard)));
        }
        known.removeAll(cards);
        for (int i = 0; i < cards.size(); i++) {
            if (cards.get(i).mac().isEmpty() && !known.isEmpty()) {
                cards.set(i, known.removeFirst()); // the guest knows an address where the description does not
            }
        }
        return cards;
    }

    /** The cards that the guest's configuration is about. */
    private List<NetworkCard> knownCards(String model) {
        Map<String, Optional<String>> cards = new LinkedHashMap<>();
        if (guest != null) {
            List<NetworkInterface> interfaces = new ArrayList<>(guest.network());
            guest.windows().ifPresent(windows -> interfaces.addAll(windows.network()));
            for (NetworkInterface network : interfaces) {
                if (isCard(network)) {
                    cards.merge(
                            network.name(),
                            bound(network.name()).or(network::mac).filter(MachineRules::isOfOneCard),
                            (first, second) -> first.isPresent() ? first : second);
                }
            }
        }
        List<NetworkCard> distinct = new ArrayList<>();
        int dropped = 0;
        for (Optional<String> mac : cards.values()) {
            NetworkCard card = new NetworkCard(model, mac);
            if (mac.isPresent() && distinct.contains(card)) {
                continue; // one card that two files describe
            }
            if (distinct.size() < MOST_CARDS) {
                distinct.add(card);
            } else {
                dropped++;
            }
        }
        if (dropped > 0) {
            choose("network cards", String.valueOf(MOST_CARDS), "%d more are set up".formatted(dropped));
        }
        if (distinct.isEmpty()) {
            choose("network cards", "1", "no interface is set up");
            distinct.add(new NetworkCard(model, Optional.empty()));
        }
        return distinct;
    }

    /** The address by which the guest finds a card; another one may be what it gives to it. */
    private Optional<String> bound(String name) {
        if (guest != null) {
            for (NamedDevice device : guest.configuration().devices()) {
                boolean named =
                        device.kind().equals("systemd-link") || device.kind().equals("udev-net");
                if (named && device.name().equals(name)) {
                    return Optional.of(device.device().toLowerCase(Locale.ROOT));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isCard(NetworkInterface network) {
        String kind = network.kind().orElse("ethernet");
        return kind.equals("ethernet") && !network.name().equals("lo");
    }

    /** Whether it is an address such as 52:54:00:12:34:56, of one card and not of a group. */
    static boolean isOfOneCard(String mac) {
        if (mac.length() != 17) {
            return false;
        }
        for (int i = 0; i < mac.length(); i++) {
            char c = mac.charAt(i);
            boolean fits = i % 3 == 2 ? c == ':' : c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (!fits) {
                return false;
            }
        }
        return Character.digit(mac.charAt(1), 16) % 2 == 0 && !mac.equals("00:00:00:00:00:00");
    }

    private Optional<String> osinfo() {
        return guest == null ? Optional.empty() : guest.identity().osinfo().flatMap(OsinfoIds::url);
    }
}
