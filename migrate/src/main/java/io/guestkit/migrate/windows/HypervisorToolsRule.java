package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * On request, services and drivers of other hypervisors' tools that start by themselves are kept from it, without a program
 * of the guest. Drivers that only wait for devices which are no longer there stay as they are, and so do filters of
 * devices: without its filter a device would not start.
 */
final class HypervisorToolsRule implements FixRule {

    /** Where the programs of services are, in small letters. */
    private static final List<String> FOLDERS = List.of(
            "\\vmware\\vmware tools\\",
            "\\oracle\\virtualbox guest additions\\",
            "\\citrix\\xentools\\",
            "\\xenserver\\xentools\\",
            "\\xcp-ng\\xentools\\",
            "\\parallels\\parallels tools\\");

    /** What has its program in the directory of Windows, in small letters. */
    private static final Set<String> NAMES =
            Set.of("vmtools", "vmmemctl", "vmhgfs", "vmrawdsk", "vsock", "vboxservice", "vboxsf", "xensvc", "prl_fs");

    /** Of a service, not a driver: it has a process of its own, or shares one. */
    private static final int PROGRAM = 0x30;

    private static final int DISABLED = 4;

    @Override
    public String name() {
        return "hypervisor-tools";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.TOOLS);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        if (draft.options().tools() != FixOptions.Tools.DISABLE) {
            return;
        }
        try (WindowsGuest guest = WindowsGuest.of(draft)) {
            WindowsGuest.Registry system = guest.system();
            Key services = system.hive().find(guest.inControlSet("Services")).orElse(null);
            for (Key each : services == null ? List.<Key>of() : services.subkeys()) {
                String key = guest.inControlSet("Services\\" + each.name());
                Optional<Long> start = guest.number(system, key, "Start");
                if (start.isPresent() && start.get() != DISABLED && isOfTools(guest, each.name(), key)) {
                    new RegistryChanges(
                                    draft,
                                    system,
                                    "it belongs to the tools of a hypervisor that is no longer there",
                                    List.of("%s: %s\\ImagePath is %s"
                                            .formatted(system.path(), key, guest.text(system, key, "ImagePath"))))
                            .number(key, "Start", DISABLED);
                }
            }
        }
    }

    private static boolean isOfTools(WindowsGuest guest, String name, String key) throws IOException {
        if (NAMES.contains(name.toLowerCase(Locale.ROOT))) {
            return true;
        }
        long type = guest.number(guest.system(), key, "Type").orElse(0L);
        String program = guest.text(guest.system(), key, "ImagePath").toLowerCase(Locale.ROOT);
        for (String folder : FOLDERS) {
            if ((type & PROGRAM) != 0 && program.contains(folder)) {
                return true;
            }
        }
        return false;
    }
}
