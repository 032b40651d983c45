package io.guestkit.migrate.windows;

import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Addresses that were set by hand, and a script for PowerShell 2 that sets them on the card of the same MAC. Windows keeps
 * addresses by the instance of a card, which is another one on another bus or of another model.
 */
final class StaticNetwork {

    /** Below the control set; Windows 10 and later keep the MAC of each interface there. */
    private static final String INTERFACES = "Control\\NetworkSetup2\\Interfaces\\";

    /** Name servers of IPv6, below the control set; its addresses are elsewhere. */
    private static final String INTERFACES6 = "Services\\Tcpip6\\Parameters\\Interfaces\\";

    private static final int MAX_SERVERS = 20;

    private static final int MAC_LENGTH = 6;

    private final List<String> entries = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();

    private StaticNetwork() {}

    static StaticNetwork of(Draft draft, WindowsGuest guest) throws IOException {
        StaticNetwork network = new StaticNetwork();
        List<NetworkInterface> all = guest.facts().network();
        requireKnown(draft, all);
        for (NetworkInterface each : all) {
            List<String> six = PersistentAddresses.ipv6(guest, each.match().orElse(""));
            if (each.method().equals(Optional.of("static")) || !six.isEmpty()) {
                network.add(draft, guest, each, six, all.size() == 1);
            }
        }
        if (!network.isEmpty()) {
            draft.note(
                    "not proved without starting it: that static addresses come back. IPv6 routes that were set by hand"
                            + " are not set again");
        }
        return network;
    }

    private static void requireKnown(Draft draft, List<NetworkInterface> all) {
        List<String> names = new ArrayList<>();
        for (NetworkInterface each : all) {
            names.add(each.name());
        }
        for (String name : draft.options().macs().keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--mac %s: the guest has %s"
                        .formatted(name, names.isEmpty() ? "no network card" : "only " + String.join(", ", names)));
            }
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<String> evidence() {
        return evidence;
    }

    private void add(Draft draft, WindowsGuest guest, NetworkInterface each, List<String> six, boolean only)
            throws IOException {
        List<String> all = new ArrayList<>(each.addresses());
        all.addAll(six);
        String guid = each.match().orElse("");
        String mac = draft.options().macs().getOrDefault(each.name(), "");
        if (mac.isEmpty()) {
            mac = mac(guest, guid, "PermanentAddress");
        }
        if (mac.isEmpty()) {
            mac = mac(guest, guid, "CurrentAddress");
        }
        if (mac.isEmpty() && !only) {
            draft.note(("%s has static addresses (%s), and its MAC is not known: give it (--mac), or set them again by"
                            + " hand")
                    .formatted(each.name(), String.join(", ", all)));
            return;
        }
        List<String> addresses = new ArrayList<>();
        for (String address : each.addresses()) {
            int slash = address.indexOf('/');
            String mask = slash < 0 ? "" : mask(address.substring(slash + 1));
            if (!mask.isEmpty() && isAddress(address.substring(0, slash))) {
                addresses.add(address.substring(0, slash) + " " + mask);
            }
        }
        if (addresses.isEmpty() && six.isEmpty()) {
            draft.note("%s: its addresses cannot be set again: %s".formatted(each.name(), String.join(", ", all)));
            return;
        }
        boolean fixed = !addresses.isEmpty(); // name servers of IPv4 that stand beside DHCP's may be of a lease
        entries.add(
                "@{ Mac = '%s'; Addresses = @(%s); Gateways = @(%s); Dns = @(%s); Addresses6 = @(%s); Dns6 = @(%s) }"
                        .formatted(
                                mac.toUpperCase(Locale.ROOT),
                                quoted(addresses),
                                quoted(fixed ? valid(each.gateways()) : List.of()),
                                quoted(fixed ? valid(each.dns()) : List.of()),
                                quoted(six),
                                quoted(servers6(guest, guid))));
        evidence.add("%s: %s%s".formatted(each.source(), String.join(", ", all), mac.isEmpty() ? "" : " on " + mac));
    }

    private static String mac(WindowsGuest guest, String guid, String name) throws IOException {
        Optional<Value> value = guid.isEmpty()
                ? Optional.empty()
                : guest.system().hive().value(guest.inControlSet(INTERFACES + guid + "\\Kernel"), name);
        return value.isEmpty() || value.get().size() != MAC_LENGTH
                ? ""
                : HexFormat.ofDelimiter(":").formatHex(value.get().data());
    }

    private static List<String> servers6(WindowsGuest guest, String guid) throws IOException {
        String all = guest.text(guest.system(), guest.inControlSet(INTERFACES6 + guid), "NameServer");
        List<String> servers = new ArrayList<>();
        for (String each : all.replace(',', ' ').split(" ", -1)) {
            if (isAddress6(each) && servers.size() < MAX_SERVERS) {
                servers.add(each);
            }
        }
        return servers;
    }

    /** Groups of digits between colons and nothing else: it becomes part of a script. */
    static boolean isAddress6(String text) {
        boolean plain = text.length() <= 39 && text.indexOf(':') >= 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain &= c == ':' || c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
        }
        return plain;
    }

    private static List<String> valid(List<String> addresses) {
        List<String> valid = new ArrayList<>();
        for (String each : addresses) {
            if (isAddress(each)) {
                valid.add(each);
            }
        }
        return valid;
    }

    /** Four numbers and nothing else: it becomes part of a script. */
    static boolean isAddress(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits = !part.isEmpty() && part.length() <= 3;
            for (int i = 0; i < part.length(); i++) {
                digits &= part.charAt(i) >= '0' && part.charAt(i) <= '9';
            }
            if (!digits || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /** Empty if the text is no length of a prefix. */
    private static String mask(String prefix) {
        boolean digits = !prefix.isEmpty() && prefix.length() <= 2;
        for (int i = 0; i < prefix.length(); i++) {
            digits &= prefix.charAt(i) >= '0' && prefix.charAt(i) <= '9';
        }
        int length = digits ? Integer.parseInt(prefix) : -1;
        if (length < 1 || length > 32) {
            return "";
        }
        long bits = 0xffff_ffffL << (32 - length) & 0xffff_ffffL;
        return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff);
    }

    private static String quoted(List<String> texts) {
        List<String> quoted = new ArrayList<>();
        for (String text : texts) {
            quoted.add("'" + text + "'");
        }
        return String.join(", ", quoted);
    }

    /** For PowerShell. An interface without a MAC stands for the only card there is. */
    String script() {
        String wanted = String.join(",\n  ", entries);
        return """
                # Sets static addresses on the network cards of the new machine.
                $wanted = @(
                  %s
                )
                foreach ($each in $wanted) {
                  $adapter = $null
                  for ($i = 0; $i -lt 60 -and -not $adapter; $i++) {
                    $cards = @(Get-WmiObject Win32_NetworkAdapter | Where-Object {
                      $_.NetConnectionID -and $_.PNPDeviceID -like 'PCI\\*' -and
                      ($each.Mac -eq '' -or $_.MACAddress -eq $each.Mac) })
                    if ($cards.Count -eq 1) { $adapter = $cards[0] } else { Start-Sleep -Seconds 5 }
                  }
                  if (-not $adapter) { "no network card, or several, for $($each.Mac)"; continue }
                  $index = $adapter.InterfaceIndex
                  $first = $true
                  foreach ($address in $each.Addresses) {
                    $ip, $mask = $address.Split(' ')
                    if ($first) { netsh.exe interface ipv4 set address $index static $ip $mask }
                    else { netsh.exe interface ipv4 add address $index $ip $mask }
                    $first = $false
                  }
                  foreach ($gateway in $each.Gateways) {
                    netsh.exe interface ipv4 add route 0.0.0.0/0 $index $gateway
                  }
                  $first = $true
                  foreach ($server in $each.Dns) {
                    if ($first) { netsh.exe interface ipv4 set dnsservers $index static $server validate=no }
                    else { netsh.exe interface ipv4 add dnsservers $index $server validate=no }
                    $first = $false
                  }
                  foreach ($address in $each.Addresses6) {
                    netsh.exe interface ipv6 add address $index $address
                  }
                  $first = $true
                  foreach ($server in $each.Dns6) {
                    if ($first) { netsh.exe interface ipv6 set dnsservers $index static $server validate=no }
                    else { netsh.exe interface ipv6 add dnsservers $index $server validate=no }
                    $first = $false
                  }
                  "set $(($each.Addresses + $each.Addresses6) -join ', ') on $($adapter.Name)"
                }
                """.formatted(wanted).replace("\n", "\r\n");
    }
}
