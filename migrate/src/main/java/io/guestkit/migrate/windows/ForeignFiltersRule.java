package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Drivers of other hypervisors that sit in every disk's or bus's way. Those which only wait for devices that are no longer
 * there do no harm, and stay for their own uninstaller.
 */
final class ForeignFiltersRule implements FixRule {

    /** Of Xen's and of Parallels' tools. */
    private static final Set<String> FILTERS = Set.of("xenfilt", "scsifilt", "xencfg", "prl_strg");

    private static final int DISABLED = 4;

    @Override
    public String name() {
        return "foreign-filters";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        try (WindowsGuest guest = WindowsGuest.of(draft)) {
            WindowsGuest.Registry system = guest.system();
            Key classes =
                    system.hive().find(guest.inControlSet("Control\\Class")).orElse(null);
            for (Key each : classes == null ? List.<Key>of() : classes.subkeys()) {
                for (String list : List.of("UpperFilters", "LowerFilters")) {
                    filters(draft, guest, each, list);
                }
            }
            for (String filter : FILTERS) {
                String key = guest.inControlSet("Services\\" + filter);
                Optional<Long> start = guest.number(system, key, "Start");
                if (start.isPresent() && start.get() != DISABLED) {
                    new RegistryChanges(
                                    draft,
                                    system,
                                    "it filters devices for a hypervisor that is no longer there",
                                    List.of(system.path() + ": " + key + "\\Start is " + start.get()))
                            .number(key, "Start", DISABLED);
                }
            }
        }
    }

    private static void filters(Draft draft, WindowsGuest guest, Key setupClass, String list) throws IOException {
        Optional<Value> value = setupClass.value(list);
        if (value.isEmpty()) {
            return;
        }
        List<String> kept = new ArrayList<>();
        List<String> all = value.get().texts();
        for (String each : all) {
            if (!FILTERS.contains(each.toLowerCase(Locale.ROOT))) {
                kept.add(each);
            }
        }
        if (kept.size() < all.size()) {
            new RegistryChanges(
                            draft,
                            guest.system(),
                            "a class of devices does not start if one of its filters does not, and this one is another"
                                    + " hypervisor's",
                            List.of("%s: %s\\%s is %s"
                                    .formatted(guest.system().path(), setupClass.path(), list, String.join(", ", all))))
                    .texts(setupClass.path(), list, kept);
        }
    }
}
