package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Profiles of NetworkManager: nm-settings-keyfile(5). */
final class NetworkManagerRule implements Rule {

    private static final String[] DIRECTORIES = {
        "etc/NetworkManager/system-connections", "usr/lib/NetworkManager/system-connections"
    };

    /** More addresses than anybody gives one interface. */
    private static final int MAX_NUMBERED = 200;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String directory : DIRECTORIES) {
            for (String name : files.names(directory)) {
                String path = directory + "/" + name;
                if (name.startsWith(".") || name.endsWith("~")) {
                    continue;
                }
                try {
                    String text = files.text(path);
                    if (text != null) {
                        read(IniFile.parse(text), path, name, findings);
                    }
                } catch (IOException e) {
                    findings.doubt("/" + path, LinuxRules.describe(e));
                }
            }
        }
    }

    private static void read(IniFile file, String path, String fileName, Findings findings) {
        IniFile.Section connection = file.section("connection");
        if (connection.entries().isEmpty()) {
            return;
        }
        String device = connection.value("interface-name");
        String id = connection.value("id");
        InterfaceDraft draft =
                new InterfaceDraft(device != null ? device : id != null ? id : fileName, "networkmanager", "/" + path);
        String type = connection.value("type");
        draft.kind = type == null ? null : kind(type);
        draft.match = device == null || id == null ? null : "id=" + id;
        draft.automatic = !"false".equals(connection.value("autoconnect"));
        for (String hardware : new String[] {"ethernet", "802-3-ethernet", "wifi", "802-11-wireless"}) {
            draft.setMac(file.section(hardware).value("mac-address"));
        }
        draft.method = method(file.section("ipv4").value("method"));
        draft.method6 = method6(file.section("ipv6").value("method"));
        for (String family : new String[] {"ipv4", "ipv6"}) {
            addresses(file.section(family), draft);
        }
        InterfaceDraft.addWords(draft.members, orEmpty(file.section("vlan").value("parent")), " ");
        String controller =
                connection.value("controller") != null ? connection.value("controller") : connection.value("master");
        if (controller != null) {
            draft.match = (draft.match == null ? "" : draft.match + " ") + "controller=" + controller;
        }
        findings.add(draft.build());
    }

    private static void addresses(IniFile.Section family, InterfaceDraft draft) {
        for (int i = 0; i <= MAX_NUMBERED; i++) {
            String suffix = i == 0 ? "" : Integer.toString(i);
            String address = or(family.value("address" + suffix), family.value("addresses" + suffix));
            if (address != null) { // address/length,gateway; the old form separates several by semicolons
                for (String each : address.split(";")) {
                    String[] parts = each.split(",");
                    InterfaceDraft.addWords(draft.addresses, parts[0].strip(), " ");
                    if (parts.length > 1
                            && !parts[1].isBlank()
                            && !parts[1].strip().equals("0.0.0.0")) {
                        InterfaceDraft.addWords(draft.gateways, parts[1].strip(), " ");
                    }
                }
            }
            String route = family.value("route" + suffix);
            if (route != null && (route.startsWith("0.0.0.0/0,") || route.startsWith("::/0,"))) {
                InterfaceDraft.addWords(draft.gateways, route.split(",")[1], " ");
            }
        }
        InterfaceDraft.addWords(draft.gateways, orEmpty(family.value("gateway")), " ");
        InterfaceDraft.addWords(draft.dns, orEmpty(family.value("dns")), ";, ");
        InterfaceDraft.addWords(draft.search, orEmpty(family.value("dns-search")), ";, ");
    }

    private static @Nullable String or(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String kind(String type) {
        return switch (type) {
            case "802-3-ethernet" -> "ethernet";
            case "802-11-wireless" -> "wifi";
            default -> type;
        };
    }

    private static @Nullable String method(@Nullable String method) {
        return switch (method) {
            case null -> null;
            case "auto" -> "dhcp";
            case "manual" -> "static";
            default -> method;
        };
    }

    private static @Nullable String method6(@Nullable String method) {
        return switch (method) {
            case null -> null;
            case "manual" -> "static";
            case "ignore" -> "disabled";
            default -> method;
        };
    }
}
