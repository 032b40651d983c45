package io.guestkit.migrate.windows;

import io.guestkit.io.CorruptDataException;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * The keys of {@code SYSTEM\DriverDatabase} by which Windows from 8 on binds a device to a driver while it starts:
 * {@code DeviceIds} lead from a device to INF files, {@code DriverInfFiles} to a package, {@code DriverPackages} to the
 * service. Not published; it is what Windows leaves there itself.
 */
final class DriverDatabase {

    private static final String ROOT = "DriverDatabase\\";
    /** So that the package is nobody else's: Windows makes its own one when the driver is installed for good. */
    private static final String PREFIX = "guestkit_";
    /** Of the length that Windows' own have. */
    private static final int DIGITS = 16;

    private static final int VERSION_LENGTH = 48;
    private static final LocalDate FIRST_DAY = LocalDate.of(1601, 1, 1);
    private static final long TICKS_OF_DAY = 24L * 60 * 60 * 10_000_000;
    /** How well an identifier fits: a device's own name, and one that it shares with others. */
    private static final byte OWN = 1;

    private static final byte SHARED = 2;
    private static final int MAX_INFS = 1000;

    private final RegistryChanges changes;
    private final VirtioWin.Driver driver;
    private final WindowsVersion windows;
    private final String inf;
    private final String label;

    DriverDatabase(RegistryChanges changes, VirtioWin.Driver driver, WindowsVersion windows) {
        this.changes = changes;
        this.driver = driver;
        this.windows = windows;
        this.inf = PREFIX + driver.name() + ".inf";
        this.label = inf + "_" + windows.infArchitecture() + "_" + digits(driver);
    }

    /** Windows has a hash there that only it can make; what counts is that the name is the same everywhere. */
    private static String digits(VirtioWin.Driver driver) {
        try {
            String identity =
                    driver.name() + driver.facts().version() + driver.facts().date();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Names of the services that devices with some identifier of the PCI bus are bound to. */
    static List<String> services(WindowsGuest guest, String id) throws IOException {
        WindowsGuest.Registry system = guest.system();
        List<String> services = new ArrayList<>();
        Key devices = system.hive().find(ROOT + "DeviceIds\\PCI").orElse(null);
        for (Key device : devices == null ? List.<Key>of() : devices.subkeys()) {
            if (!device.name().toUpperCase(Locale.ROOT).startsWith(id)) {
                continue;
            }
            for (Value value : device.values()) {
                if (services.size() > MAX_INFS) {
                    return services;
                }
                String label = guest.text(system, ROOT + "DriverInfFiles\\" + value.name(), "Active");
                String descriptor = ROOT + "DriverPackages\\" + label + "\\Descriptors\\PCI\\" + device.name();
                String configuration = guest.text(system, descriptor, "Configuration");
                String key = ROOT + "DriverPackages\\" + label + "\\Configurations\\" + configuration;
                services.add(guest.text(system, key, "Service"));
            }
        }
        return services;
    }

    void add(List<DriverInf.Model> models, DriverInf.Service service) throws IOException {
        Map<String, DriverInf.Model> configurations = new LinkedHashMap<>();
        for (DriverInf.Model model : models) {
            configurations.putIfAbsent(model.install().toLowerCase(Locale.ROOT), model);
        }
        file(configurations.keySet());
        for (DriverInf.Model model : models) {
            device(model.hardwareId(), OWN);
            for (String id : model.compatibleIds()) {
                device(id, SHARED);
            }
        }
        DriverInf facts = driver.facts();
        String key = ROOT + "DriverPackages\\" + label;
        changes.text(key, "", inf);
        changes.text(key, "InfName", String.valueOf(driver.inf().getFileName()));
        changes.text(key, "Provider", facts.provider());
        if (!facts.catalog().isEmpty()) {
            changes.text(key, "Catalog", facts.catalog());
        }
        changes.bytes(key, "Version", version(facts, windows));
        for (Map.Entry<String, DriverInf.Model> each : configurations.entrySet()) {
            configuration(key + "\\Configurations\\" + each.getKey(), each.getValue(), service);
        }
        for (DriverInf.Model model : models) {
            descriptor(key, model.hardwareId(), model);
            for (String id : model.compatibleIds()) {
                descriptor(key, id, model);
            }
        }
    }

    private void file(Iterable<String> configurations) throws IOException {
        String key = ROOT + "DriverInfFiles\\" + inf;
        List<String> names = new ArrayList<>();
        configurations.forEach(names::add);
        changes.texts(key, "", List.of(label));
        changes.text(key, "Active", label);
        changes.texts(key, "Configurations", names);
    }

    private void device(String id, byte fit) throws IOException {
        changes.bytes(ROOT + "DeviceIds\\" + id, inf, new byte[] {fit, (byte) 0xff, 0, 0});
    }

    private void configuration(String key, DriverInf.Model model, DriverInf.Service service) throws IOException {
        changes.number(key, "ConfigFlags", 0);
        changes.text(key, "Service", service.name());
        for (InfRegistryValue value : driver.facts().hardwareValues(driver.file(), model, windows)) {
            changes.set(key + "\\Device", value);
        }
        for (InfRegistryValue value : service.values()) {
            changes.set(key + "\\Services\\" + service.name(), value);
        }
    }

    private void descriptor(String packageKey, String id, DriverInf.Model model) throws IOException {
        String key = packageKey + "\\Descriptors\\" + id;
        changes.text(key, "Configuration", model.install().toLowerCase(Locale.ROOT));
        changes.text(key, "Description", model.description());
        changes.text(key, "Manufacturer", model.manufacturer());
    }

    /** Architecture, setup class, date and version of a driver: without it Windows 10 does not take the package. */
    static byte[] version(DriverInf facts, WindowsVersion windows) throws CorruptDataException {
        ByteBuffer version = ByteBuffer.allocate(VERSION_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        version.put(1, (byte) 0xff).put(2, (byte) windows.processorArchitecture());
        UUID guid = guid(facts.classGuid());
        version.putInt(0x08, (int) (guid.getMostSignificantBits() >>> 32));
        version.putShort(0x0c, (short) (guid.getMostSignificantBits() >>> 16));
        version.putShort(0x0e, (short) guid.getMostSignificantBits());
        version.order(ByteOrder.BIG_ENDIAN).putLong(0x10, guid.getLeastSignificantBits());
        version.order(ByteOrder.LITTLE_ENDIAN);
        // at most the year 9999: 3.1 million days of 864e9 ticks fit into 63 bits
        version.putLong(0x18, ChronoUnit.DAYS.between(FIRST_DAY, facts.date()) * TICKS_OF_DAY);
        version.putLong(0x20, facts.version());
        return version.array();
    }

    private static UUID guid(String text) throws CorruptDataException {
        if (text.length() == 38 && text.startsWith("{") && text.endsWith("}")) {
            try {
                return UUID.fromString(text.substring(1, 37));
            } catch (IllegalArgumentException e) {
                // said below
            }
        }
        throw new CorruptDataException("INF: ClassGuid is \"%s\", expected 32 digits in braces".formatted(text));
    }
}
