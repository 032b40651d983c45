package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names for interfaces that a MAC address decides: rules of udev(7) such as those that old distributions wrote by
 * themselves, and systemd.link(5). A guest with another network card has other names.
 */
final class InterfaceNamesRule implements Rule {

    private static final String RULES = "etc/udev/rules.d";
    private static final String LINKS = "etc/systemd/network";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String file : files.names(RULES)) {
            String text = file.endsWith(".rules") ? files.text(RULES + "/" + file) : null;
            for (NumberedLines.Line line : NumberedLines.continued(text == null ? "" : text)) {
                String mac = value(line.text(), "ATTR{address}==");
                mac = mac == null ? value(line.text(), "ATTRS{address}==") : mac;
                mac = mac == null ? value(line.text(), "SYSFS{address}==") : mac;
                String name = value(line.text(), "NAME=");
                name = name == null ? value(line.text(), "NAME:=") : name;
                if (mac != null && name != null) {
                    findings.configuration()
                            .add(new NamedDevice(
                                    "udev-net",
                                    name,
                                    mac.toLowerCase(Locale.ROOT),
                                    Optional.empty(),
                                    "/" + RULES + "/" + file + ":" + line.number()));
                }
            }
        }
        for (String file : files.names(LINKS)) {
            String text = file.endsWith(".link") ? files.text(LINKS + "/" + file) : null;
            IniFile link = IniFile.parse(text == null ? "" : text);
            IniFile.Section match = link.section("Match");
            String mac =
                    match.value("MACAddress") == null ? match.value("PermanentMACAddress") : match.value("MACAddress");
            String name = link.section("Link").value("Name");
            if (mac != null && name != null) {
                findings.configuration()
                        .add(new NamedDevice(
                                "systemd-link",
                                name,
                                mac.toLowerCase(Locale.ROOT),
                                Optional.empty(),
                                "/" + LINKS + "/" + file + ":" + match.line()));
            }
        }
    }

    /** What stands in quotes behind an assignment or comparison; its key must start a word. */
    private static @Nullable String value(String rule, String key) {
        int at = rule.indexOf(key);
        while (at > 0 && rule.charAt(at - 1) != ' ' && rule.charAt(at - 1) != ',' && rule.charAt(at - 1) != '\t') {
            at = rule.indexOf(key, at + 1);
        }
        int start = at < 0 ? -1 : at + key.length();
        if (start < 0 || start >= rule.length() || rule.charAt(start) != '"') {
            return null;
        }
        int end = rule.indexOf('"', start + 1);
        return end < 0 ? null : rule.substring(start + 1, end);
    }
}
