package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.YamlTree;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * netplan(5): YAML files of which those with later names add to and override earlier ones, key by key. A file of a name
 * that is in several directories counts in the first of them.
 */
final class NetplanRule implements Rule {

    private static final String[] DIRECTORIES = {"etc/netplan", "usr/lib/netplan", "lib/netplan"};

    private static final Map<String, String> KINDS = Map.of(
            "ethernets", "ethernet",
            "wifis", "wifi",
            "modems", "modem",
            "bridges", "bridge",
            "bonds", "bond",
            "vlans", "vlan",
            "tunnels", "tunnel",
            "vrfs", "vrf",
            "dummy-devices", "dummy");

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        Map<String, String> byName = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            for (String name : files.names(directory)) {
                if (name.endsWith(".yaml")) {
                    byName.putIfAbsent(name, directory + "/" + name);
                }
            }
        }
        Map<String, InterfaceDraft> drafts = new LinkedHashMap<>();
        for (String path : byName.values()) {
            try {
                String text = files.text(path);
                if (text != null) {
                    read(YamlTree.parse(text, "/" + path), path, drafts);
                }
            } catch (IOException e) {
                findings.doubt("/" + path, LinuxRules.describe(e));
            }
        }
        for (InterfaceDraft draft : drafts.values()) {
            findings.add(draft.build());
        }
    }

    private static void read(YamlTree.Value root, String path, Map<String, InterfaceDraft> drafts) {
        YamlTree.Value network = root.get("network");
        for (Map.Entry<String, YamlTree.Value> kind : network.map().entrySet()) {
            String name = KINDS.get(kind.getKey());
            if (name == null) {
                continue;
            }
            for (Map.Entry<String, YamlTree.Value> each : kind.getValue().map().entrySet()) {
                InterfaceDraft draft = drafts.computeIfAbsent(
                        each.getKey(),
                        key -> new InterfaceDraft(
                                key,
                                "netplan",
                                "/" + path + ":" + each.getValue().line()));
                draft.kind = name;
                read(each.getValue(), draft);
            }
        }
    }

    private static void read(YamlTree.Value settings, InterfaceDraft draft) {
        draft.automatic = !settings.get("activation-mode").texts().contains("manual");
        YamlTree.Value match = settings.get("match");
        draft.setMac(match.get("macaddress").textOrNull());
        draft.setMac(settings.get("macaddress").textOrNull());
        draft.match = match(match, draft.match);
        String setName = settings.get("set-name").textOrNull();
        if (setName != null) {
            draft.name = setName;
        }
        addAddresses(settings.get("addresses"), draft);
        for (String key : new String[] {"gateway4", "gateway6"}) {
            InterfaceDraft.addWords(
                    draft.gateways, String.join(" ", settings.get(key).texts()), " ");
        }
        for (YamlTree.Value route : settings.get("routes").list()) {
            String to = route.get("to").textOrNull();
            String via = route.get("via").textOrNull();
            if (via != null && to != null && (to.equals("default") || to.equals("0.0.0.0/0") || to.equals("::/0"))) {
                InterfaceDraft.addWords(draft.gateways, via, " ");
            }
        }
        YamlTree.Value nameservers = settings.get("nameservers");
        nameservers.get("addresses").texts().forEach(each -> InterfaceDraft.addWords(draft.dns, each, " "));
        nameservers.get("search").texts().forEach(each -> InterfaceDraft.addWords(draft.search, each, " "));
        settings.get("interfaces").texts().forEach(each -> InterfaceDraft.addWords(draft.members, each, " "));
        settings.get("link").texts().forEach(each -> InterfaceDraft.addWords(draft.members, each, " "));
        tellMethods(settings, draft);
    }

    private static void addAddresses(YamlTree.Value addresses, InterfaceDraft draft) {
        addresses.texts().forEach(each -> InterfaceDraft.addWords(draft.addresses, each, " "));
        for (YamlTree.Value each : addresses.list()) { // an address with options is a map with one key
            each.map().keySet().forEach(key -> InterfaceDraft.addWords(draft.addresses, key, " "));
        }
    }

    private static void tellMethods(YamlTree.Value settings, InterfaceDraft draft) {
        YamlTree.Value dhcp4 = settings.get("dhcp4");
        YamlTree.Value dhcp6 = settings.get("dhcp6");
        YamlTree.Value advertised = settings.get("accept-ra");
        if (dhcp4.isTrue()) {
            draft.method = "dhcp";
        } else if (draft.hasAddress('.')) {
            draft.method = "static";
        } else if (dhcp4.isFalse() || draft.method == null) {
            draft.method = "manual";
        }
        if (dhcp6.isTrue()) {
            draft.method6 = "dhcp";
        } else if (draft.hasAddress(':')) {
            draft.method6 = "static";
        } else if (advertised.isTrue()) {
            draft.method6 = "auto";
        } else if (advertised.isFalse()) {
            draft.method6 = "manual";
        }
    }

    private static @Nullable String match(YamlTree.Value match, @Nullable String before) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, YamlTree.Value> each : match.map().entrySet()) {
            if (!each.getKey().equals("macaddress")) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(each.getKey())
                        .append('=')
                        .append(String.join(",", each.getValue().texts()));
            }
        }
        return text.isEmpty() ? before : text.toString();
    }
}
