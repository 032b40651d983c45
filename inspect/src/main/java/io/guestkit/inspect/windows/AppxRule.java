package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** AppX and MSIX packages that are there for all users or for one, by their full names: name_version_arch_resource_publisher. */
final class AppxRule implements WindowsRule {

    private static final String STORE = "Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore";
    private static final String CLASSES = "/AppData/Local/Microsoft/Windows/UsrClass.dat";
    private static final String PACKAGES =
            "Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Packages";

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive software = registry.hive("SOFTWARE").orElse(null);
        Key store = software == null ? null : software.find(STORE).orElse(null);
        Set<String> names = new TreeSet<>();
        ofUsers(registry, draft, names);
        for (Key key : store == null ? List.<Key>of() : store.subkeys()) {
            if (key.name().equals("Applications") || key.name().startsWith("S-1-5-21-")) {
                for (Key application : key.subkeys()) {
                    names.add(application.name());
                }
            }
        }
        for (String name : names) {
            String[] parts = name.split("_", -1);
            if (parts.length == 5) {
                draft.findings.add(new Application(
                        parts[0],
                        Optional.empty(),
                        OptionalLong.empty(),
                        parts[1],
                        Optional.empty(),
                        Optional.of(architecture(parts[2])),
                        Optional.of(parts[4]),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
            }
        }
    }

    private static void ofUsers(WindowsRegistry registry, WindowsDraft draft, Set<String> names) throws IOException {
        for (WindowsRegistry.Profile profile : registry.profiles()) {
            String path = profile.path() + CLASSES;
            if (registry.files().file(path) == null) {
                continue;
            }
            try {
                Key packages = registry.hiveAt(path).find(PACKAGES).orElse(null);
                for (Key key : packages == null ? List.<Key>of() : packages.subkeys()) {
                    names.add(key.name());
                }
            } catch (IOException e) {
                String reason = "store applications of a user: " + LinuxRules.describe(e);
                draft.findings.gap(path, LinuxRules.code(e), reason);
            }
        }
    }

    private static String architecture(String word) {
        return switch (word) {
            case "x64" -> "x86_64";
            case "x86" -> "i386";
            case "arm64" -> "aarch64";
            default -> word;
        };
    }
}
