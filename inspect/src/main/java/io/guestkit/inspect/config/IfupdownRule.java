package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.Glob;
import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Debian's and Alpine's interfaces(5), with the files that it includes. */
final class IfupdownRule implements Rule {

    private static final int MAX_FILES = 1000;

    private final Map<String, InterfaceDraft> interfaces = new LinkedHashMap<>();
    private final Set<String> automatic = new HashSet<>();
    private @Nullable InterfaceDraft current;
    private boolean inet6;
    private @Nullable String address;
    private @Nullable String mask;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        interfaces.clear();
        automatic.clear();
        Deque<String> ahead = new ArrayDeque<>(List.of("etc/network/interfaces"));
        Set<String> seen = new HashSet<>();
        while (!ahead.isEmpty() && seen.size() < MAX_FILES) {
            String path = ahead.pop();
            String text = seen.add(path) ? files.text(path) : null;
            for (NumberedLines.Line line : NumberedLines.continued(text == null ? "" : text)) {
                read(line, path, files, ahead);
            }
            endAddress();
            current = null;
        }
        for (Map.Entry<String, InterfaceDraft> each : interfaces.entrySet()) {
            each.getValue().automatic = automatic.contains(each.getKey());
            findings.add(each.getValue().build());
        }
    }

    private void read(NumberedLines.Line line, String path, GuestFiles files, Deque<String> ahead) throws IOException {
        List<String> words = line.words();
        String first = words.getFirst();
        String rest = line.text().substring(first.length()).strip();
        switch (first) {
            case "auto", "allow-auto", "allow-hotplug", "allow-boot" -> {
                endStanza();
                automatic.addAll(words.subList(1, words.size()));
            }
            case "source" -> {
                endStanza();
                addMatching(rest, path, files, ahead);
            }
            case "source-directory", "source-dir" -> {
                endStanza();
                String directory = Included.path(rest, path);
                for (String name : files.names(directory)) {
                    if (isPlainName(name)) {
                        ahead.add(directory + "/" + name);
                    }
                }
            }
            case "mapping", "template", "rename", "no-auto-down", "no-scripts" -> endStanza();
            case "iface" -> start(line, words, path);
            default -> option(first, rest);
        }
    }

    private void start(NumberedLines.Line line, List<String> words, String path) {
        endStanza();
        if (words.size() < 2) {
            return;
        }
        String name = words.get(1);
        String family = words.size() > 2 ? words.get(2) : "";
        String how = words.size() > 3 ? words.get(3) : "";
        inet6 = family.equals("inet6");
        current = interfaces.computeIfAbsent(
                name, key -> new InterfaceDraft(key, "ifupdown", "/" + path + ":" + line.number()));
        if (how.equals("loopback")) {
            current.kind = "loopback";
        }
        String method = how.isEmpty() ? null : how.equals("loopback") ? "static" : how;
        if (inet6) {
            current.method6 = method;
        } else if (current.method == null) {
            current.method = method;
        }
    }

    private void option(String name, String value) {
        InterfaceDraft draft = current;
        if (draft == null || value.isEmpty()) {
            return;
        }
        switch (name) {
            case "address" -> {
                endAddress();
                address = value;
            }
            case "netmask" -> mask = value;
            case "gateway" -> InterfaceDraft.addWords(draft.gateways, value, " \t");
            case "dns-nameservers", "dns-nameserver" -> InterfaceDraft.addWords(draft.dns, value, " \t");
            case "dns-search", "dns-domain" -> InterfaceDraft.addWords(draft.search, value, " \t");
            case "hwaddress" -> draft.setMac(value.startsWith("ether ") ? value.substring(6) : value);
            case "bridge_ports", "bridge-ports" -> {
                draft.kind = "bridge";
                addMembers(draft, value);
            }
            case "bond-slaves", "slaves" -> {
                draft.kind = "bond";
                addMembers(draft, value);
            }
            case "vlan-raw-device", "vlan_raw_device" -> {
                draft.kind = "vlan";
                addMembers(draft, value);
            }
            default -> {}
        }
    }

    private static void addMembers(InterfaceDraft draft, String value) {
        if (!value.equals("none")) {
            InterfaceDraft.addWords(draft.members, value, " \t");
        }
    }

    private void endStanza() {
        endAddress();
        current = null;
    }

    private void endAddress() {
        if (current != null && address != null) {
            InterfaceDraft.addWords(current.addresses, InterfaceDraft.withPrefix(address, mask), " \t");
        }
        address = null;
        mask = null;
    }

    /** Patterns are of use in the last component only. */
    private static void addMatching(String pattern, String from, GuestFiles files, Deque<String> ahead)
            throws IOException {
        String path = Included.path(pattern, from);
        int slash = path.lastIndexOf('/');
        String directory = slash < 0 ? "" : path.substring(0, slash);
        Glob last = new Glob(path.substring(slash + 1));
        for (String name : files.names(directory)) {
            String file = directory + "/" + name;
            if (last.matches(name) && !name.startsWith(".")) {
                if (files.isDirectory(file)) {
                    for (String inner : files.names(file)) {
                        ahead.add(file + "/" + inner);
                    }
                } else {
                    ahead.add(file);
                }
            }
        }
    }

    private static boolean isPlainName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }
}
