package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gentoo's netifrc: {@code config_NAME} in /etc/conf.d/net, and the services {@code net.NAME}, which ask for an address
 * where nothing is set. Of a value over several lines the first one is read.
 */
final class NetifrcRule implements Rule {

    private static final String FILE = "etc/conf.d/net";
    private static final String RUNLEVELS = "etc/runlevels";
    private static final Set<String> CLIENTS = Set.of("dhcp", "dhcpcd", "dhclient", "udhcpc", "pump");

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        Set<String> started = new TreeSet<>();
        for (String level : files.names(RUNLEVELS)) {
            for (String service : files.names(RUNLEVELS + "/" + level)) {
                if (service.startsWith("net.") && !service.equals("net.lo")) {
                    started.add(service.substring(4));
                }
            }
        }
        String text = files.text(FILE);
        Map<String, String> values = ShellAssignments.parse(text == null ? "" : text);
        Set<String> names = new TreeSet<>(started);
        for (String key : values.keySet()) {
            if (key.startsWith("config_") && !key.equals("config_lo")) {
                names.add(key.substring(7));
            }
        }
        for (String name : names) {
            boolean set = values.containsKey("config_" + name);
            InterfaceDraft draft = new InterfaceDraft(name, "netifrc", set ? "/" + FILE : "/etc/init.d/net." + name);
            draft.automatic = started.contains(name);
            members(draft, values, "bridge_", "bridge");
            members(draft, values, "slaves_", "bond");
            address(draft, words(values.getOrDefault("config_" + name, "dhcp")));
            draft.setMac(values.get("mac_" + name));
            findings.add(draft.build());
        }
    }

    private static void members(InterfaceDraft draft, Map<String, String> values, String prefix, String kind) {
        String members = values.get(prefix + draft.name);
        if (members != null) {
            draft.kind = kind;
            draft.members.addAll(words(members));
        }
    }

    private static void address(InterfaceDraft draft, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (CLIENTS.contains(word)) {
                draft.method = "dhcp";
            } else if (word.equals("null")) {
                draft.method = "manual";
            } else if (Character.digit(word.charAt(0), 16) >= 0 && (word.indexOf('.') > 0 || word.indexOf(':') > 0)) {
                boolean masked = i + 2 < words.size() && words.get(i + 1).equals("netmask");
                draft.addresses.add(InterfaceDraft.withPrefix(word, masked ? words.get(i + 2) : null));
                i += masked ? 2 : 0;
            }
        }
        if (draft.method == null && draft.hasAddress('.')) {
            draft.method = "static";
        }
    }

    /** Of a list in quotes, or of bash's arrays. */
    private static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        InterfaceDraft.addWords(words, value, " \t\"'()");
        return words;
    }
}
