package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files {@code ifcfg-NAME} of shell variables: those of Red Hat (initscripts, NetworkManager) and of SUSE (ifcfg(5),
 * which wicked reads), with SUSE's routes.
 */
final class IfcfgRule implements Rule {

    private static final String RED_HAT = "etc/sysconfig/network-scripts";
    private static final String SUSE = "etc/sysconfig/network";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        directory(RED_HAT, files, findings);
        directory(SUSE, files, findings);
    }

    private static void directory(String directory, GuestFiles files, Findings findings) throws IOException {
        for (String name : files.names(directory)) {
            if (!name.startsWith("ifcfg-") || isLeftOver(name)) {
                continue;
            }
            String path = directory + "/" + name;
            try {
                String text = files.text(path);
                if (text != null) {
                    Map<String, String> values = upperCase(ShellAssignments.parse(text));
                    InterfaceDraft draft = directory.equals(SUSE)
                            ? suse(values, name.substring(6), path, files)
                            : redHat(values, name.substring(6), path);
                    findings.add(draft.build());
                }
            } catch (IOException e) {
                findings.doubt("/" + path, LinuxRules.describe(e));
            }
        }
    }

    private static boolean isLeftOver(String name) {
        return name.endsWith("~")
                || name.endsWith(".bak")
                || name.endsWith(".orig")
                || name.endsWith(".old")
                || name.endsWith(".rpmnew")
                || name.endsWith(".rpmsave")
                || name.endsWith(".template");
    }

    private static Map<String, String> upperCase(Map<String, String> values) {
        Map<String, String> upper = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        upper.putAll(values);
        return upper;
    }

    private static InterfaceDraft redHat(Map<String, String> values, String suffix, String path) {
        InterfaceDraft draft =
                new InterfaceDraft(known(values, "DEVICE", known(values, "NAME", suffix)), "ifcfg", "/" + path);
        String boot = known(values, "BOOTPROTO", "none");
        boolean loopback = draft.name.equals("lo");
        String type = values.get("TYPE");
        draft.kind = loopback ? "loopback" : type == null ? null : type.toLowerCase(Locale.ROOT);
        draft.setMac(values.get("HWADDR"));
        draft.setMac(values.get("MACADDR"));
        draft.automatic = !isNo(values.get("ONBOOT"));
        for (Map.Entry<String, String> each : values.entrySet()) {
            String number = suffix(each.getKey(), "IPADDR");
            if (number != null && !each.getValue().isBlank()) {
                String prefix = values.get("PREFIX" + number);
                String mask = prefix == null ? values.get("NETMASK" + number) : prefix;
                InterfaceDraft.addWords(draft.addresses, InterfaceDraft.withPrefix(each.getValue(), mask), " ");
            }
            if (suffix(each.getKey(), "GATEWAY") != null) {
                InterfaceDraft.addWords(draft.gateways, each.getValue(), " ");
            }
            if (suffix(each.getKey(), "DNS") != null) {
                InterfaceDraft.addWords(draft.dns, each.getValue(), " ");
            }
        }
        draft.method =
                boot.equals("dhcp") || boot.equals("bootp") ? boot : draft.addresses.isEmpty() ? "manual" : "static";
        readV6(values, draft);
        InterfaceDraft.addWords(draft.search, known(values, "DOMAIN", ""), " ");
        String above = known(values, "MASTER", known(values, "BRIDGE", ""));
        if (!above.isEmpty()) {
            draft.match = "controller=" + above;
        }
        if (isYes(values.get("VLAN"))) {
            draft.kind = "vlan";
            InterfaceDraft.addWords(draft.members, known(values, "PHYSDEV", ""), " ");
        }
        return draft;
    }

    private static void readV6(Map<String, String> values, InterfaceDraft draft) {
        InterfaceDraft.addWords(draft.addresses, known(values, "IPV6ADDR", ""), " ");
        InterfaceDraft.addWords(draft.addresses, known(values, "IPV6ADDR_SECONDARIES", ""), " ");
        InterfaceDraft.addWords(draft.gateways, known(values, "IPV6_DEFAULTGW", ""), " ");
        if (isYes(values.get("DHCPV6C"))) {
            draft.method6 = "dhcp";
        } else if (values.containsKey("IPV6ADDR")) {
            draft.method6 = "static";
        } else if (isNo(values.get("IPV6INIT"))) {
            draft.method6 = "disabled";
        } else if (isYes(values.get("IPV6INIT")) && !isNo(values.get("IPV6_AUTOCONF"))) {
            draft.method6 = "auto";
        }
    }

    private static InterfaceDraft suse(Map<String, String> values, String name, String path, GuestFiles files)
            throws IOException {
        InterfaceDraft draft = new InterfaceDraft(name, "wicked", "/" + path);
        String boot = known(values, "BOOTPROTO", "static");
        String start = known(values, "STARTMODE", "manual");
        draft.automatic = Set.of("auto", "hotplug", "ifplugd", "nfsroot", "onboot", "boot")
                .contains(start);
        draft.setMac(values.get("LLADDR"));
        for (Map.Entry<String, String> each : values.entrySet()) {
            String label = suffix(each.getKey(), "IPADDR");
            if (label != null && !each.getValue().isBlank()) {
                String prefix = values.get("PREFIXLEN" + label);
                String mask = prefix == null ? values.get("NETMASK" + label) : prefix;
                InterfaceDraft.addWords(draft.addresses, InterfaceDraft.withPrefix(each.getValue(), mask), " ");
            }
        }
        boolean dhcp = boot.startsWith("dhcp");
        if (name.equals("lo")) {
            draft.kind = "loopback";
            draft.method = "static";
        } else if (dhcp && !boot.startsWith("dhcp6")) {
            draft.method = "dhcp";
        } else {
            draft.method = boot.equals("none") || draft.addresses.isEmpty() ? "manual" : "static";
        }
        if (boot.equals("dhcp") || boot.startsWith("dhcp6")) {
            draft.method6 = "dhcp";
        }
        if (isYes(values.get("BRIDGE"))) {
            draft.kind = "bridge";
            InterfaceDraft.addWords(draft.members, known(values, "BRIDGE_PORTS", ""), " ");
        }
        if (isYes(values.get("BONDING_MASTER"))) {
            draft.kind = "bond";
            values.forEach((key, value) -> {
                if (suffix(key, "BONDING_SLAVE") != null) {
                    InterfaceDraft.addWords(draft.members, value, " ");
                }
            });
        }
        if (values.containsKey("ETHERDEVICE")) {
            draft.kind = "vlan";
            InterfaceDraft.addWords(draft.members, known(values, "ETHERDEVICE", ""), " ");
        }
        routes(SUSE + "/ifroute-" + name, name, files, draft);
        routes(SUSE + "/routes", name, files, draft);
        return draft;
    }

    /** {@code default gateway netmask interface}; a route without interface is for whichever reaches the gateway. */
    private static void routes(String path, String name, GuestFiles files, InterfaceDraft draft) throws IOException {
        String text = files.text(path);
        for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
            List<String> words = line.words();
            boolean mine = path.endsWith("/ifroute-" + name)
                    || words.size() < 4
                    || words.get(3).equals(name);
            boolean isDefault =
                    words.getFirst().equals("default") || words.getFirst().equals("0.0.0.0/0");
            boolean reaches = !draft.addresses.isEmpty() && !name.equals("lo");
            if (isDefault && words.size() > 1 && mine && (words.size() >= 4 || reaches)) {
                InterfaceDraft.addWords(draft.gateways, words.get(1), " ");
            }
        }
    }

    /** What follows {@code prefix} in a key, if that is nothing, a number, or a label after an underscore; else null. */
    private static @Nullable String suffix(String key, String prefix) {
        if (!key.startsWith(prefix)) {
            return null;
        }
        String rest = key.substring(prefix.length());
        boolean number = true;
        for (int i = 0; i < rest.length(); i++) {
            number &= Character.isDigit(rest.charAt(i));
        }
        return number || rest.startsWith("_") ? rest : null;
    }

    private static String known(Map<String, String> values, String key, String otherwise) {
        String value = values.get(key);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private static boolean isNo(@Nullable String value) {
        return value != null && (value.equalsIgnoreCase("no") || value.equalsIgnoreCase("false"));
    }

    private static boolean isYes(@Nullable String value) {
        return value != null && (value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true"));
    }
}
