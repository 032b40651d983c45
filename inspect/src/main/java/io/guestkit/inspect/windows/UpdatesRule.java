package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.Windows;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Installed updates: packages of component based servicing, and the keys that Windows 2000 to 2003 have. */
final class UpdatesRule implements WindowsRule {

    private static final String PACKAGES = "Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages";
    private static final String OLD = "Microsoft\\Windows NT\\CurrentVersion\\HotFix";
    private static final String PREFIX = "Package_for_";
    private static final int INSTALLED = 0x70;

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive software = registry.hive("SOFTWARE").orElse(null);
        if (software == null) {
            return;
        }
        Map<String, Windows.Hotfix> fixes = new LinkedHashMap<>();
        Key packages = software.find(PACKAGES).orElse(null);
        if (packages != null) {
            for (Key key : packages.subkeys()) {
                String[] parts = key.name().split("~", -1);
                if (parts.length == 5 && parts[0].startsWith(PREFIX) && Texts.is(key, "CurrentState", INSTALLED)) {
                    String id = parts[0].substring(PREFIX.length());
                    fixes.putIfAbsent(id + parts[4], new Windows.Hotfix(id, Optional.of(parts[4]), installed(key)));
                }
            }
        }
        Key old = software.find(OLD).orElse(null);
        if (old != null) {
            for (Key key : old.subkeys()) {
                if (Texts.is(key, "Installed", 1)) {
                    fixes.putIfAbsent(key.name(), new Windows.Hotfix(key.name(), Optional.empty(), Optional.empty()));
                }
            }
        }
        draft.hotfixes.addAll(fixes.values());
    }

    private static Optional<String> installed(Key key) throws IOException {
        OptionalLong high = Texts.number(key, "InstallTimeHigh");
        OptionalLong low = Texts.number(key, "InstallTimeLow");
        return high.isEmpty() || low.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(Texts.fileTime(high.getAsLong() << 32 | low.getAsLong()));
    }
}
