package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which drivers of disks are there before anything can be read from a disk by Windows itself: services that the loader
 * loads, whose programs are there.
 */
final class BootDrivers {

    /**
     * A way in which a disk may be attached.
     *
     * @param name as {@link io.guestkit.inspect.report.BootReport#buses} has it
     * @param services that come with Windows or a driver of its maker, of which one is enough
     * @param ids of PCI devices; where there are some, a service counts only if it is bound to one of them
     */
    record Bus(String name, List<String> services, List<String> ids) {}

    /** Virtio 1.2, 4.1.2: the identifiers of a block device, transitional and modern. */
    static final Bus VIRTIO = new Bus("virtio-blk", List.of(), List.of("VEN_1AF4&DEV_1001", "VEN_1AF4&DEV_1042"));

    private static final List<Bus> BUSES = List.of(
            VIRTIO,
            new Bus("virtio-scsi", List.of(), List.of("VEN_1AF4&DEV_1004", "VEN_1AF4&DEV_1048")),
            new Bus("nvme", List.of("stornvme"), List.of()),
            new Bus("ahci", List.of("storahci", "msahci"), List.of()),
            new Bus("ide", List.of("intelide", "pciide"), List.of()),
            new Bus("vmware pvscsi", List.of("pvscsi"), List.of()),
            new Bus("lsi logic", List.of("LSI_SAS", "LSI_SCSI", "symmpi"), List.of()),
            new Bus("hyper-v", List.of("storvsc"), List.of()),
            new Bus("xen", List.of("xenvbd"), List.of()));

    private static final String[] ENUMERATORS = {"PCI", "VMBUS", "XENBUS", "XENVIF"};
    /** Setup classes of controllers of disks: hdc and SCSIAdapter. */
    private static final String[] CLASSES = {
        "{4d36e96a-e325-11ce-bfc1-08002be10318}", "{4d36e97b-e325-11ce-bfc1-08002be10318}"
    };

    private static final String SYSTEM_ROOT = "\\SystemRoot\\";
    private static final int MAX_BOUND = 1000;

    private final String systemRoot;
    private final Hive system;
    private final String controlSet;
    private final CaseBlindFiles files;

    /**
     * @param systemRoot name of the directory of Windows
     * @param system the hive SYSTEM
     * @param controlSet name of the control set that is started
     */
    BootDrivers(String systemRoot, Hive system, String controlSet, CaseBlindFiles files) {
        this.systemRoot = systemRoot;
        this.system = system;
        this.controlSet = controlSet;
        this.files = files;
    }

    /** The buses on which Windows would find its disk. */
    List<String> buses() throws IOException {
        List<String> names = new ArrayList<>();
        for (Bus bus : BUSES) {
            if (whyNot(bus) == null) {
                names.add(bus.name());
            }
        }
        return names;
    }

    /** Why Windows would not find its disk on a bus; null if it would. */
    @Nullable
    String whyNot(Bus bus) throws IOException {
        List<String> services = new ArrayList<>(bus.services());
        for (String id : bus.ids()) {
            services.addAll(bound(id));
        }
        String why = bus.ids().isEmpty()
                ? "no service of " + bus.name()
                : "no service is bound to PCI\\" + String.join(" or PCI\\", bus.ids());
        for (String service : services) {
            String reason = whyNot(service);
            if (reason == null && bus.name().equals("ide")) {
                reason = whyNot("atapi"); // the disks behind the controller are its own
            }
            if (reason == null) {
                return null;
            }
            why = reason;
        }
        return why;
    }

    /** Why a service is not loaded by the loader; null if it is. */
    @Nullable
    String whyNot(String service) throws IOException {
        Key key = service.isEmpty() || service.indexOf('\\') >= 0
                ? null
                : system.find(key("Services\\" + service)).orElse(null);
        if (key == null) {
            return "there is no service " + service;
        }
        OptionalLong start = number(key, "Start");
        if (start.isEmpty() || start.getAsLong() != 0) {
            return "%s: Start is %s, expected 0 (boot)"
                    .formatted(service, start.isEmpty() ? "not set" : Long.toString(start.getAsLong()));
        }
        Key override = key.subkey("StartOverride").orElse(null);
        for (Value value : override == null ? List.<Value>of() : override.values()) {
            if (value.number().orElse(0) != 0) {
                return "%s: StartOverride makes its Start %d"
                        .formatted(service, value.number().getAsLong());
            }
        }
        String program = program(key.value("ImagePath"), service);
        return files.file(program) == null ? "%s: /%s is not there".formatted(service, program) : null;
    }

    /** Path of a driver's program from the root of the file system, with slashes. */
    private String program(Optional<Value> imagePath, String service) throws IOException {
        String path = imagePath.isEmpty() ? "" : imagePath.get().text().strip();
        if (path.isEmpty()) {
            path = "System32\\drivers\\" + service + ".sys";
        } else if (path.regionMatches(true, 0, SYSTEM_ROOT, 0, SYSTEM_ROOT.length())) {
            path = path.substring(SYSTEM_ROOT.length());
        }
        return systemRoot + "/" + path.replace('\\', '/');
    }

    /** Services of the controllers of disks that Windows has seen, sorted. */
    List<String> seen() throws IOException {
        TreeSet<String> services = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String enumerator : ENUMERATORS) {
            Key devices = system.find(key("Enum\\" + enumerator)).orElse(null);
            for (Key device : devices == null ? List.<Key>of() : devices.subkeys()) {
                for (Key instance : device.subkeys()) {
                    String kind = text(instance, "ClassGUID").toLowerCase(Locale.ROOT);
                    String service = text(instance, "Service");
                    boolean controller = kind.equals(CLASSES[0]) || kind.equals(CLASSES[1]);
                    if (controller && !service.isEmpty() && services.size() < MAX_BOUND) {
                        services.add(service);
                    }
                }
            }
        }
        return List.copyOf(services);
    }

    /** Services that a PCI device is bound to: by the database of critical devices, and that of drivers from Windows 8 on. */
    private List<String> bound(String id) throws IOException {
        List<String> services = new ArrayList<>();
        Key critical = system.find(key("Control\\CriticalDeviceDatabase")).orElse(null);
        for (Key key : critical == null ? List.<Key>of() : critical.subkeys()) {
            if (key.name().toUpperCase(Locale.ROOT).startsWith("PCI#" + id) && services.size() < MAX_BOUND) {
                services.add(text(key, "Service"));
            }
        }
        Key devices = system.find("DriverDatabase\\DeviceIds\\PCI").orElse(null);
        for (Key device : devices == null ? List.<Key>of() : devices.subkeys()) {
            if (device.name().toUpperCase(Locale.ROOT).startsWith(id)) {
                for (Value inf : device.values()) {
                    String service = service(device.name(), inf.name());
                    if (!service.isEmpty() && services.size() < MAX_BOUND) {
                        services.add(service);
                    }
                }
            }
        }
        return services;
    }

    /** From a device and the INF file that is for it to the package, its configuration and the service. */
    private String service(String device, String inf) throws IOException {
        Key file = inf.indexOf('\\') >= 0
                ? null
                : system.find("DriverDatabase\\DriverInfFiles\\" + inf).orElse(null);
        String label = file == null ? "" : text(file, "Active");
        Key driver = label.isEmpty() || label.indexOf('\\') >= 0
                ? null
                : system.find("DriverDatabase\\DriverPackages\\" + label).orElse(null);
        Key descriptor = driver == null
                ? null
                : driver.find("Descriptors\\PCI\\" + device).orElse(null);
        Key configuration = driver == null || descriptor == null
                ? null
                : driver.find("Configurations\\" + text(descriptor, "Configuration"))
                        .orElse(null);
        return configuration == null ? "" : text(configuration, "Service");
    }

    private String key(String path) {
        return controlSet + "\\" + path;
    }

    private static String text(Key key, String name) throws IOException {
        Optional<Value> value = key.value(name);
        return value.isEmpty() ? "" : value.get().text().strip();
    }

    private static OptionalLong number(Key key, String name) throws IOException {
        Optional<Value> value = key.value(name);
        return value.isEmpty() ? OptionalLong.empty() : value.get().number();
    }
}
