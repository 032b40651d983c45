package io.guestkit.inspect.windows;

import io.guestkit.inspect.rule.Fact;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Name, time zone, drive letters and the like, from SYSTEM. */
final class SystemRule implements WindowsRule {

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive system = registry.hive("SYSTEM").orElse(null);
        if (system == null) {
            return;
        }
        Path file = registry.hiveFile("SYSTEM");
        draft.systemHive = file == null ? null : "/" + registry.files().root().relativize(file);
        letters(system, draft);
        if (Texts.is(system.find("Setup").orElse(null), "SystemSetupInProgress", 1)) {
            draft.findings.doubt(draft.systemroot, "its setup was not finished");
        }
        draft.currentControlSet = registry.currentControlSet(system).orElse(null);
        Key set = draft.currentControlSet == null
                ? null
                : system.find(draft.currentControlSet).orElse(null);
        if (set == null) {
            draft.findings.doubt(String.valueOf(draft.systemHive), "no current control set");
            return;
        }
        String source = "HKLM\\SYSTEM\\" + set.name() + "\\";
        String parameters = "Services\\Tcpip\\Parameters";
        Key tcpip = set.find(parameters).orElse(null);
        draft.findings.tell(Fact.HOSTNAME, Texts.text(tcpip, "Hostname"), source + parameters);
        draft.findings.tell(Fact.HOSTNAME, Texts.text(tcpip, "NV Hostname"), source + parameters);
        String computer = "Control\\ComputerName\\ComputerName";
        draft.findings.tell(
                Fact.HOSTNAME, Texts.text(set.find(computer).orElse(null), "ComputerName"), source + computer);
        draft.firmware = firmware(set.find("Control").orElse(null));
        draft.domain = Texts.text(tcpip, "Domain");
        Key zone = set.find("Control\\TimeZoneInformation").orElse(null);
        String name = Texts.text(zone, "TimeZoneKeyName");
        draft.timezone = name == null ? Texts.text(zone, "StandardName") : name;
        draft.productType =
                productType(Texts.text(set.find("Control\\ProductOptions").orElse(null), "ProductType"));
        draft.lastShutdown = shutdown(set.find("Control\\Windows").orElse(null));
    }

    /** What the loader was started by: FIRMWARE_TYPE. Before Windows 8 nobody wrote that down. */
    private static @Nullable String firmware(@Nullable Key control) throws IOException {
        return switch ((int) Texts.number(control, "PEFirmwareType").orElse(0)) {
            case 1 -> "bios";
            case 2 -> "uefi";
            default -> null;
        };
    }

    private static @Nullable String productType(@Nullable String type) {
        return switch (type == null ? "" : type.toLowerCase(Locale.ROOT)) {
            case "winnt" -> "workstation";
            case "servernt" -> "server";
            case "lanmannt" -> "domain_controller";
            default -> null;
        };
    }

    private static @Nullable String shutdown(@Nullable Key key) throws IOException {
        Optional<Value> time = key == null ? Optional.empty() : key.value("ShutdownTime");
        return time.isEmpty() || time.get().size() != 8
                ? null
                : Texts.fileTime(ByteBuffer.wrap(time.get().data())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong());
    }

    private static void letters(Hive system, WindowsDraft draft) throws IOException {
        Key devices = system.find("MountedDevices").orElse(null);
        if (devices != null) {
            for (Value value : devices.values()) {
                DriveLetter.parse(value.name(), value.data()).ifPresent(draft.letters::add);
            }
        }
    }
}
