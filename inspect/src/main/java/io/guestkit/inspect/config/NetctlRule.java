package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Arch's netctl.profile(5), and units of systemd that ask for an address on one interface. */
final class NetctlRule implements Rule {

    private static final String DIRECTORY = "etc/netctl";
    private static final String UNITS = "etc/systemd/system";
    private static final String[] CLIENTS = {"dhcpcd@", "dhclient@", "dhclient4@", "netctl-ifplugd@"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        Set<String> wanted = new TreeSet<>();
        for (String folder : files.names(UNITS)) {
            if (folder.endsWith(".wants")) {
                wanted.addAll(files.names(UNITS + "/" + folder));
            }
        }
        for (String name : files.names(DIRECTORY)) {
            String text = files.isFile(DIRECTORY + "/" + name) ? files.text(DIRECTORY + "/" + name) : null;
            Map<String, String> values = ShellAssignments.parse(text == null ? "" : text);
            if (values.containsKey("Interface")) {
                InterfaceDraft draft =
                        new InterfaceDraft(values.get("Interface"), "netctl", "/" + DIRECTORY + "/" + name);
                profile(draft, values);
                draft.automatic = wanted.contains("netctl@" + name + ".service");
                findings.add(draft.build());
            }
        }
        for (String unit : wanted) {
            for (String client : CLIENTS) {
                if (unit.startsWith(client) && unit.endsWith(".service")) {
                    String name = unit.substring(client.length(), unit.length() - ".service".length());
                    InterfaceDraft draft = new InterfaceDraft(name, "dhcp client", "/" + UNITS + "/" + unit);
                    draft.method = "dhcp";
                    draft.automatic = true;
                    findings.add(draft.build());
                }
            }
        }
    }

    private static void profile(InterfaceDraft draft, Map<String, String> values) {
        String connection = values.getOrDefault("Connection", "ethernet");
        draft.kind = connection.equals("wireless") ? "wifi" : connection;
        draft.method = switch (values.getOrDefault("IP", "")) {
            case "dhcp" -> "dhcp";
            case "static" -> "static";
            case "no" -> "disabled";
            default -> null;
        };
        String separators = " \t\"'()";
        InterfaceDraft.addWords(draft.addresses, values.getOrDefault("Address", ""), separators);
        InterfaceDraft.addWords(draft.addresses, values.getOrDefault("Address6", ""), separators);
        InterfaceDraft.addWords(draft.gateways, values.getOrDefault("Gateway", ""), separators);
        InterfaceDraft.addWords(draft.dns, values.getOrDefault("DNS", ""), separators);
        InterfaceDraft.addWords(draft.members, values.getOrDefault("BindsToInterfaces", ""), separators);
        draft.setMac(values.get("MACAddress"));
    }
}
