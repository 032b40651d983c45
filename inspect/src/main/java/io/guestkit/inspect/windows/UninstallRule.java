package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Programs that can be uninstalled: of the machine in both views, and of each user whose profile is there. */
final class UninstallRule implements WindowsRule {

    private static final String UNINSTALL = "Microsoft\\Windows\\CurrentVersion\\Uninstall";
    private static final String[] ANTIVIRUS = {
        "virus", "kaspersky", "mcafee", "norton", "sophos", "apexonent", "avg technologies"
    };

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive software = registry.hive("SOFTWARE").orElse(null);
        if (software == null) {
            return;
        }
        Optional<String> own = draft.findings.value(Fact.ARCHITECTURE);
        list(software.find(UNINSTALL), own, draft);
        list(software.find("WOW6432Node\\" + UNINSTALL), Optional.of("i386"), draft);
        for (WindowsRegistry.Profile profile : registry.profiles()) {
            Path file = registry.files().file(profile.path() + "/NTUSER.DAT");
            if (file == null) {
                continue;
            }
            try {
                Hive user = registry.hiveAt(profile.path() + "/NTUSER.DAT");
                list(user.find("Software\\" + UNINSTALL), own, draft);
            } catch (IOException e) {
                draft.findings.gap(
                        profile.path() + "/NTUSER.DAT",
                        LinuxRules.code(e),
                        "applications of a user: " + LinuxRules.describe(e));
            }
        }
    }

    private static void list(Optional<Key> uninstall, Optional<String> architecture, WindowsDraft draft)
            throws IOException {
        if (uninstall.isEmpty()) {
            return;
        }
        for (Key key : uninstall.get().subkeys()) {
            String display = Texts.text(key, "DisplayName");
            if (display == null) {
                continue;
            }
            String version = Texts.text(key, "DisplayVersion");
            Optional<String> publisher = Texts.optional(key, "Publisher");
            draft.findings.add(new Application(
                    key.name(),
                    Optional.of(display),
                    OptionalLong.empty(),
                    version == null ? "" : version,
                    Optional.empty(),
                    architecture,
                    publisher,
                    Texts.optional(key, "URLInfoAbout"),
                    Optional.empty(),
                    Texts.optional(key, "Comments"),
                    Texts.optional(key, "InstallLocation")));
            String all = (key.name() + "\n" + display + "\n" + publisher.orElse("")).toLowerCase(Locale.ROOT);
            for (String word : ANTIVIRUS) {
                if (all.contains(word)) {
                    draft.antivirus.add(display);
                    break;
                }
            }
        }
    }
}
