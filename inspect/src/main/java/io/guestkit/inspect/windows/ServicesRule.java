package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.Windows;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Services and drivers, and which of them are a hypervisor's. */
final class ServicesRule implements WindowsRule {

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive system = registry.hive("SYSTEM").orElse(null);
        Key services = system == null || draft.currentControlSet == null
                ? null
                : system.find(draft.currentControlSet + "\\Services").orElse(null);
        if (services == null) {
            return;
        }
        for (Key key : services.subkeys()) {
            OptionalLong type = Texts.number(key, "Type");
            OptionalLong start = Texts.number(key, "Start");
            if (type.isEmpty() || start.isEmpty()) {
                continue; // parameters of something, or counters only
            }
            Windows.Service service = new Windows.Service(
                    key.name(),
                    Texts.optional(key, "DisplayName"),
                    kind(type.getAsLong()),
                    start(start.getAsLong(), Texts.is(key, "DelayedAutostart", 1)),
                    Texts.optional(key, "ImagePath"));
            draft.services.add(service);
            String platform = platform(key.name());
            if (platform != null) {
                draft.guestTools.add(new Windows.GuestTool(key.name(), platform, service.start()));
            }
            if (key.name().equalsIgnoreCase("WinDefend") && start.getAsLong() != 4) {
                draft.antivirus.add("Windows Defender");
            }
        }
    }

    private static String kind(long type) {
        return switch ((int) type & 0x3f) {
            case 0x01 -> "kernel_driver";
            case 0x02 -> "file_system_driver";
            case 0x04 -> "adapter";
            case 0x08 -> "recognizer_driver";
            case 0x10, 0x20, 0x30 -> "service";
            default -> "0x" + Long.toHexString(type);
        };
    }

    private static String start(long start, boolean delayed) {
        return switch ((int) start) {
            case 0 -> "boot";
            case 1 -> "system";
            case 2 -> delayed ? "delayed" : "automatic";
            case 3 -> "manual";
            case 4 -> "disabled";
            default -> "0x" + Long.toHexString(start);
        };
    }

    /** Whose it is; null for what is no tool of a hypervisor, or is part of every Windows as Hyper-V's are. */
    private static @Nullable String platform(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "vmtools", "vmci", "vmhgfs", "vmmemctl", "vmxnet3", "vmxnet3ndis6", "pvscsi", "vgauthservice" ->
                "vmware";
            case "vboxservice", "vboxguest", "vboxmouse", "vboxsf", "vboxvideo", "vboxwddm" -> "virtualbox";
            case "qemu-ga", "viostor", "vioscsi", "netkvm", "balloon", "balloonservice", "vioser", "viorng", "viofs" ->
                "qemu";
            case "vdservice", "spice-agent", "qxl", "qxldod" -> "qemu";
            case "xenbus",
                    "xenvif",
                    "xenvbd",
                    "xennet",
                    "xenevtchn",
                    "xeniface",
                    "xenagent",
                    "xensvc",
                    "xenguestagent" -> "xen";
            case "prl_tools", "prl_tg", "prl_memdev", "prl_pv32", "prl_eth5", "prl_strg" -> "parallels";
            default -> null;
        };
    }
}
