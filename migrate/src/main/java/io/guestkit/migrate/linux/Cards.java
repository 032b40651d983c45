package io.guestkit.migrate.linux;

import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.parse.YamlTree;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import io.guestkit.migrate.fix.Draft;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The network cards that a guest's configuration calls by names, and the addresses by which it knows them. An address
 * that the configuration gives to a card is none by which it could be found.
 */
final class Cards {

    /** Starts of names that no card has: what is made in software, and radio. */
    private static final String[] OTHERS = {
        "lo", "bond", "br", "virbr", "docker", "veth", "vlan", "vxlan", "tun", "tap", "wg", "dummy", "vnet", "vmnet",
        "team", "ppp", "ib", "wl", "ww", "sit", "gre", "ipip", "ip6", "cni", "flannel", "cali", "podman", "lxc", "lxd",
        "macv", "ipv"
    };

    /** Length of a name in bytes: IFNAMSIZ without the zero at its end. */
    private static final int MAX_NAME = 15;

    /** Where Red Hat and its relatives have them; what SUSE has in its own is an address that is given to the card. */
    private static final String IFCFG = "/etc/sysconfig/network-scripts";

    private static final Pattern MAC = Pattern.compile("\\p{XDigit}{2}(?:[:-]\\p{XDigit}{2}){5}");
    private static final Pattern LEASE_OF_NETWORKMANAGER = Pattern.compile("internal-[0-9a-f-]{36}-(.+)\\.lease");
    private static final Pattern CLIENT_ID = Pattern.compile("^CLIENTID=01(\\p{XDigit}{12})$", Pattern.MULTILINE);
    private static final Pattern LEASE_OF_DHCLIENT = Pattern.compile(
            "interface \"([^\"]+)\";[^{}]{0,2000}?option dhcp-client-identifier 1((?::\\p{XDigit}{1,2}){6});");

    /**
     * A card.
     *
     * @param source where the configuration names it
     * @param addresses by which it is known, the best answer first
     */
    record Card(String name, String source, List<Address> addresses) {

        Card {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * An address of a card.
     *
     * @param mac lower case with colons
     * @param source where that is from
     * @param path of the file that binds the card to it; empty where nothing does
     */
    record Address(String mac, String source, String path) {}

    private final Draft draft;
    private final Map<String, String> sources = new TreeMap<>();
    private final Map<String, List<Address>> known = new HashMap<>();
    /** Entries of netplan that stand for whatever they match. */
    private final Set<String> matched = new HashSet<>();

    private Cards(Draft draft) {
        this.draft = draft;
    }

    /** By the order of their names. */
    static List<Card> of(Draft draft) throws IOException {
        Cards cards = new Cards(draft);
        cards.learnMacs();
        for (NetworkInterface each : draft.report().network()) {
            String kind = each.kind().orElse("ethernet");
            if (kind.equals("ethernet") && cards.isNamed(each)) {
                cards.add(each.name(), each.source());
            }
            for (String member : each.members()) {
                cards.add(member, each.source());
            }
        }
        cards.learnFromMachine();
        List<Card> all = new ArrayList<>();
        cards.sources.forEach(
                (name, source) -> all.add(new Card(name, source, cards.known.getOrDefault(name, List.of()))));
        return all;
    }

    private void add(String name, String source) {
        if (isNameOfCard(name)) {
            sources.putIfAbsent(name, source);
        }
    }

    private static boolean isNameOfCard(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false; // a pattern, an alias, a VLAN, or words for people
            }
        }
        for (String other : OTHERS) {
            if (name.startsWith(other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether its name is that of an interface, and not that of a profile for whatever interface there is. */
    private boolean isNamed(NetworkInterface each) throws IOException {
        return switch (each.managedBy()) {
            case "networkmanager" ->
                each.name().equals(ini(each.source()).section("connection").value("interface-name"));
            case "netplan" -> !matched.contains(each.name());
            default -> true; // networkd's profiles without a name have that of their file, which has a dot
        };
    }

    private IniFile ini(String path) throws IOException {
        String text = draft.files().text(path);
        return IniFile.parse(text == null ? "" : text);
    }

    private void learnMacs() throws IOException {
        draft.options().macs().forEach((name, mac) -> learn(name, mac, "--mac", ""));
        for (String file : draft.files().names(IFCFG)) {
            String text = file.startsWith("ifcfg-") ? draft.files().text(IFCFG + "/" + file) : null;
            if (text != null) {
                Map<String, String> values = ShellAssignments.parse(text);
                learn(values.getOrDefault("DEVICE", file.substring(6)), values.get("HWADDR"), IFCFG + "/" + file);
            }
        }
        for (NetworkInterface each : draft.report().network()) {
            if (each.managedBy().equals("networkmanager")) {
                IniFile file = ini(each.source());
                String mac = file.section("ethernet").value("mac-address");
                learn(
                        each.name(),
                        mac == null ? file.section("802-3-ethernet").value("mac-address") : mac,
                        each.source());
            } else if (each.managedBy().equals("networkd")) {
                IniFile.Section match = ini(each.source()).section("Match");
                String mac = match.value("PermanentMACAddress");
                learn(each.name(), mac == null ? match.value("MACAddress") : mac, each.source());
            }
        }
        netplan();
        for (String kind : new String[] {"systemd-link", "udev-net"}) {
            for (NamedDevice each : draft.report().configuration().devices()) {
                if (each.kind().equals(kind)) {
                    learn(each.name(), each.device(), each.source());
                }
            }
        }
        leases();
    }

    /** What the guest does not know of itself: its name for a card tells the place, or there is one only. */
    private void learnFromMachine() {
        List<MachineDescription.Card> cards = draft.options().cards();
        for (String name : sources.keySet()) {
            for (MachineDescription.Card card : known.containsKey(name) ? List.<MachineDescription.Card>of() : cards) {
                boolean only = sources.size() == 1 && cards.size() == 1;
                if (only || card.names().contains(name)) {
                    learn(name, card.mac().orElse(null), "the machine's description", "");
                }
            }
        }
    }

    private void netplan() throws IOException {
        for (String file : draft.files().names("/etc/netplan")) {
            String path = "/etc/netplan/" + file;
            String text = file.endsWith(".yaml") ? draft.files().text(path) : null;
            try {
                YamlTree.Value root = YamlTree.parse(text == null ? "" : text, path);
                root.get("network").get("ethernets").map().forEach((id, settings) -> {
                    String name = settings.get("set-name").textOrNull();
                    if (name != null) {
                        learn(name, settings.get("match").get("macaddress").textOrNull(), path);
                    } else if (!settings.get("match").map().isEmpty()) {
                        matched.add(id);
                    }
                });
            } catch (CorruptDataException e) {
                draft.note("%s cannot be read, so its cards are not known: %s".formatted(path, e.getMessage()));
            }
        }
    }

    private void leases() throws IOException {
        GuestFiles files = draft.files();
        for (String file : files.names("/var/lib/NetworkManager")) {
            Matcher name = LEASE_OF_NETWORKMANAGER.matcher(file);
            String text = name.matches() ? head("/var/lib/NetworkManager/" + file) : "";
            Matcher id = CLIENT_ID.matcher(text);
            if (id.find()) {
                learn(name.group(1), id.group(1).replaceAll("(..)(?=.)", "$1:"), "/var/lib/NetworkManager/" + file, "");
            }
        }
        for (String directory : new String[] {"/var/lib/dhcp", "/var/lib/dhclient", "/var/lib/dhcp3"}) {
            for (String file : files.names(directory)) {
                Matcher lease = LEASE_OF_DHCLIENT.matcher(head(directory + "/" + file));
                while (lease.find()) {
                    StringBuilder mac = new StringBuilder();
                    for (String part : lease.group(2).substring(1).split(":")) {
                        mac.append(mac.isEmpty() ? "" : ":")
                                .append(part.length() == 1 ? "0" : "")
                                .append(part);
                    }
                    learn(lease.group(1), mac.toString(), directory + "/" + file, "");
                }
            }
        }
    }

    /** As much of a file as tells enough: lists of leases grow. */
    private String head(String path) throws IOException {
        byte[] bytes = draft.files().head(path, GuestFiles.SMALL);
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** @param source a file that binds the card to the address, perhaps with a line */
    private void learn(String name, @Nullable String mac, String source) {
        int colon = source.lastIndexOf(':');
        learn(name, mac, source, colon < 0 ? source : source.substring(0, colon));
    }

    private void learn(String name, @Nullable String mac, String source, String path) {
        if (mac != null && MAC.matcher(mac.strip()).matches()) {
            String address = mac.strip().toLowerCase(Locale.ROOT).replace('-', ':');
            known.computeIfAbsent(name, key -> new ArrayList<>()).add(new Address(address, source, path));
        }
    }
}
