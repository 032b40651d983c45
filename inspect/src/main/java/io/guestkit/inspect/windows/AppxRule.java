package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.Application;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** AppX and MSIX packages that are there for all users, by their full names: name_version_arch_resource_publisher. */
final class AppxRule implements WindowsRule {

    private static final String STORE = "Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore";

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive software = registry.hive("SOFTWARE").orElse(null);
        Key store = software == null ? null : software.find(STORE).orElse(null);
        if (store == null) {
            return;
        }
        Set<String> names = new TreeSet<>();
        for (Key key : store.subkeys()) {
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

    private static String architecture(String word) {
        return switch (word) {
            case "x64" -> "x86_64";
            case "x86" -> "i386";
            case "arm64" -> "aarch64";
            default -> word;
        };
    }
}
