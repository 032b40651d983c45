package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.parse.YamlTree;
import io.guestkit.io.CorruptDataException;
import io.guestkit.migrate.fix.Draft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Configuration that chooses network cards by their driver, or by where they are plugged in. */
final class NetworkDrivers {

    /** Drivers of the cards that VMware, VirtualBox, Hyper-V, Xen, Parallels and older QEMU have. */
    static final Set<String> OLD = Set.of(
            "vmxnet3",
            "vmxnet",
            "vlance",
            "pcnet32",
            "e1000",
            "e1000e",
            "8139too",
            "8139cp",
            "ne2k-pci",
            "tulip",
            "hv_netvsc",
            "netvsc",
            "xennet",
            "xen-vnif",
            "xen_netfront",
            "netfront",
            "prl_eth");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern RULE_DRIVER = Pattern.compile("(DRIVERS?|ENV\\{ID_NET_DRIVER\\})==\"([^\"]*)\"");
    private static final Pattern RULE_PLACE =
            Pattern.compile(",?[ \\t]{0,16}(?:(?:KERNELS|ID|BUS|SUBSYSTEMS)==\"(?:pci|[0-9a-f]{4}:[0-9a-f*?:.]+)\"|"
                    + "ENV\\{ID_PATH\\}==\"[^\"]*\")");

    private static final String REASON = "the driver of the network card will be virtio_net";

    /**
     * Words that choose cards.
     *
     * @param isOnly whether nothing else there tells one card from another
     */
    private record Choice(String path, int line, boolean isOnly) {}

    private final Draft draft;
    private final List<Choice> choices = new ArrayList<>();

    private NetworkDrivers(Draft draft) {
        this.draft = draft;
    }

    static void plan(Draft draft) throws IOException {
        NetworkDrivers drivers = new NetworkDrivers(draft);
        drivers.netplan();
        for (String file : draft.files().names("/etc/systemd/network")) {
            drivers.section(
                    "/etc/systemd/network/" + file, "Match", "Driver", "Path", "MACAddress", "PermanentMACAddress");
        }
        for (String file : draft.files().names("/etc/NetworkManager/system-connections")) {
            drivers.section("/etc/NetworkManager/system-connections/" + file, "match", "driver", "path", "", "");
        }
        drivers.replace();
        for (String file : draft.files().names("/etc/udev/rules.d")) {
            if (file.endsWith(".rules")) {
                rules(draft, "/etc/udev/rules.d/" + file);
            }
        }
    }

    private static boolean hasOld(String words) {
        Matcher word = WORD.matcher(words);
        while (word.find()) {
            if (OLD.contains(word.group())) {
                return true;
            }
        }
        return false;
    }

    private void netplan() throws IOException {
        for (String file : draft.files().names("/etc/netplan")) {
            String path = "/etc/netplan/" + file;
            String text = file.endsWith(".yaml") ? draft.text(path) : null;
            YamlTree.Value ethernets;
            try {
                ethernets = YamlTree.parse(text == null ? "" : text, path)
                        .get("network")
                        .get("ethernets");
            } catch (CorruptDataException e) {
                continue; // which is said where cards are looked for
            }
            for (YamlTree.Value card : ethernets.map().values()) {
                YamlTree.Value match = card.get("match");
                YamlTree.Value driver = match.get("driver");
                boolean isOnly = match.get("macaddress").textOrNull() == null;
                List<YamlTree.Value> values = driver.list().isEmpty() ? List.of(driver) : driver.list();
                boolean first = true;
                for (YamlTree.Value value : values) {
                    if (hasOld(String.valueOf(value.textOrNull()))) {
                        choices.add(new Choice(path, value.line(), isOnly && first));
                        first = false; // a list is one choice
                    }
                }
            }
        }
    }

    private void section(String path, String section, String driver, String place, String mac, String otherMac)
            throws IOException {
        String text = draft.files().isFile(path) ? draft.text(path) : null;
        IniFile.Section match = IniFile.parse(text == null ? "" : text).section(section);
        boolean isOnly = match.value(mac) == null && match.value(otherMac) == null;
        for (IniFile.Entry entry : match.entries()) {
            if (entry.key().equals(driver) && hasOld(entry.value())) {
                choices.add(new Choice(path, entry.line(), isOnly));
            }
            if (entry.key().equals(place) && entry.value().contains("pci-")) {
                draft.note("%s:%d chooses a card by where it is plugged in, which changes: %s=%s"
                        .formatted(path, entry.line(), place, entry.value()));
            }
        }
    }

    private void replace() throws IOException {
        int only = 0;
        for (Choice choice : choices) {
            only += choice.isOnly ? 1 : 0;
        }
        for (Choice choice : choices) {
            String text = draft.text(choice.path);
            if (text == null) {
                continue;
            }
            Lines lines = new Lines(text);
            String line = lines.line(choice.line);
            String place = choice.path + ":" + choice.line;
            if (choice.isOnly && only > 1) {
                draft.note("%s tells cards by drivers, which will be the same for all: choose them by MAC address: %s"
                        .formatted(place, line.strip()));
                continue;
            }
            lines.replace(choice.line, renamed(line));
            draft.edit(choice.path, lines.text(), REASON, List.of(place + ": " + line.strip()));
        }
    }

    /** The line with other drivers behind its key. */
    private static String renamed(String line) {
        int start = Math.max(line.indexOf('='), line.indexOf(':')) + 1;
        Matcher word = WORD.matcher(line);
        StringBuilder out = new StringBuilder();
        while (word.find()) {
            boolean isOld = word.start() >= start && OLD.contains(word.group());
            word.appendReplacement(out, Matcher.quoteReplacement(isOld ? "virtio_net" : word.group()));
        }
        return word.appendTail(out).toString();
    }

    /** A rule that has an address, too, needs no driver and no place. */
    private static void rules(Draft draft, String path) throws IOException {
        String text = draft.text(path);
        Lines lines = new Lines(text == null ? "" : text);
        List<String> evidence = new ArrayList<>();
        for (int number = 1; number <= lines.count(); number++) {
            String line = lines.line(number);
            String changed = rule(line);
            if (changed != null && !changed.equals(line)) {
                lines.replace(number, changed);
                evidence.add("%s:%d: %s".formatted(path, number, line.strip()));
            }
        }
        if (!evidence.isEmpty()) {
            draft.edit(path, lines.text(), REASON, evidence);
        }
    }

    private static @Nullable String rule(String line) {
        boolean names = line.contains("\"net\"") && (line.contains("NAME=\"") || line.contains("NAME:=\""));
        if (!names || line.stripLeading().startsWith("#")) {
            return null;
        }
        boolean hasAddress = line.contains("{address}==");
        Matcher driver = RULE_DRIVER.matcher(line);
        StringBuilder out = new StringBuilder();
        while (driver.find()) {
            String now = hasOld(driver.group(2)) ? driver.group(1) + "==\"virtio_net\"" : driver.group();
            driver.appendReplacement(out, Matcher.quoteReplacement(now));
        }
        String renamed = driver.appendTail(out).toString();
        String free = hasAddress ? RULE_PLACE.matcher(renamed).replaceAll("") : renamed;
        return free.startsWith(",") ? free.substring(1).stripLeading() : free;
    }
}
