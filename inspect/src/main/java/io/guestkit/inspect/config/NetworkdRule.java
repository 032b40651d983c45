package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * systemd.network(5) and the kinds of systemd.netdev(5). Only what an administrator wrote: the files that systemd brings
 * along in /usr/lib are for containers and the like, and say nothing of this guest.
 */
final class NetworkdRule implements Rule {

    private static final String DIRECTORY = "etc/systemd/network";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        Map<String, String> kinds = new TreeMap<>();
        List<String> names = files.names(DIRECTORY);
        for (String name : names) {
            if (name.endsWith(".netdev")) {
                IniFile file = file(DIRECTORY + "/" + name, files, findings);
                IniFile.Section section = file.section("NetDev");
                String device = section.value("Name");
                String kind = section.value("Kind");
                if (device != null && kind != null) {
                    kinds.put(device, kind);
                }
            }
        }
        for (String name : names) {
            if (name.endsWith(".network") && files.size(DIRECTORY + "/" + name) > 0) {
                String path = DIRECTORY + "/" + name;
                List<IniFile> parts = new ArrayList<>(List.of(file(path, files, findings)));
                for (String part : files.names(path + ".d")) {
                    if (part.endsWith(".conf")) {
                        parts.add(file(path + ".d/" + part, files, findings));
                    }
                }
                findings.add(read(parts, name, path, kinds).build());
            }
        }
    }

    private static IniFile file(String path, GuestFiles files, Findings findings) {
        try {
            String text = files.text(path);
            return IniFile.parse(text == null ? "" : text);
        } catch (IOException e) {
            findings.doubt("/" + path, LinuxRules.describe(e));
            return IniFile.parse("");
        }
    }

    private static InterfaceDraft read(List<IniFile> parts, String name, String path, Map<String, String> kinds) {
        List<IniFile.Section> match = sections(parts, "Match");
        String device = value(match, "Name");
        InterfaceDraft draft = new InterfaceDraft(device == null ? name : device, "networkd", "/" + path);
        draft.setMac(value(match, "MACAddress"));
        draft.setMac(value(sections(parts, "Link"), "MACAddress"));
        draft.kind = device == null ? null : kinds.get(device);
        String type = value(match, "Type");
        draft.kind = draft.kind == null && type != null ? type.replace("ether", "ethernet") : draft.kind;
        StringBuilder others = new StringBuilder();
        for (IniFile.Section section : match) {
            for (IniFile.Entry entry : section.entries()) {
                if (!entry.key().equals("Name")
                        && !entry.key().equals("MACAddress")
                        && !entry.key().equals("Type")) {
                    others.append(others.isEmpty() ? "" : " ")
                            .append(entry.key())
                            .append('=')
                            .append(entry.value());
                }
            }
        }
        draft.match = others.isEmpty() ? null : others.toString();
        List<IniFile.Section> network = sections(parts, "Network");
        for (IniFile.Section section : network) {
            section.values("Address").forEach(each -> InterfaceDraft.addWords(draft.addresses, each, " "));
            section.values("Gateway").forEach(each -> addGateway(each, draft));
            section.values("DNS").forEach(each -> InterfaceDraft.addWords(draft.dns, each, " "));
            section.values("Domains").forEach(each -> InterfaceDraft.addWords(draft.search, each, " "));
            section.values("VLAN").forEach(each -> InterfaceDraft.addWords(draft.members, each, " "));
        }
        for (IniFile.Section section : sections(parts, "Address")) {
            section.values("Address").forEach(each -> InterfaceDraft.addWords(draft.addresses, each, " "));
        }
        for (IniFile.Section section : sections(parts, "Route")) {
            String destination = section.value("Destination");
            if (destination == null || destination.equals("0.0.0.0/0") || destination.equals("::/0")) {
                section.values("Gateway").forEach(each -> addGateway(each, draft));
            }
        }
        String above = value(network, "Bridge") == null ? value(network, "Bond") : value(network, "Bridge");
        if (above != null) {
            draft.match = (draft.match == null ? "" : draft.match + " ") + "controller=" + above;
        }
        tellMethods(network, draft);
        draft.automatic = !"manual".equals(value(sections(parts, "Link"), "ActivationPolicy"));
        return draft;
    }

    private static void addGateway(String gateway, InterfaceDraft draft) {
        if (!gateway.startsWith("_")) { // _dhcp4, _ipv6ra: what the other side tells
            InterfaceDraft.addWords(draft.gateways, gateway, " ");
        }
    }

    private static void tellMethods(List<IniFile.Section> network, InterfaceDraft draft) {
        String dhcp = value(network, "DHCP");
        boolean all = dhcp != null && (dhcp.equals("yes") || dhcp.equals("true") || dhcp.equals("both"));
        if (all || "ipv4".equals(dhcp) || "v4".equals(dhcp)) {
            draft.method = "dhcp";
        } else {
            draft.method = draft.hasAddress('.') ? "static" : "manual";
        }
        if (all || "ipv6".equals(dhcp) || "v6".equals(dhcp)) {
            draft.method6 = "dhcp";
        } else if (draft.hasAddress(':')) {
            draft.method6 = "static";
        } else if ("no".equals(value(network, "IPv6AcceptRA"))) {
            draft.method6 = "manual";
        }
    }

    private static List<IniFile.Section> sections(List<IniFile> files, String name) {
        List<IniFile.Section> sections = new ArrayList<>();
        for (IniFile file : files) {
            for (IniFile.Section section : file.sections()) {
                if (section.name().equals(name)) {
                    sections.add(section);
                }
            }
        }
        return sections;
    }

    private static @Nullable String value(List<IniFile.Section> sections, String key) {
        String value = null;
        for (IniFile.Section section : sections) {
            String found = section.value(key);
            value = found == null ? value : found;
        }
        return value == null || value.isEmpty() ? null : value;
    }
}
