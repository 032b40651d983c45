package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Network interfaces as Tcpip and Tcpip6 are configured for them. What a DHCP server said is not configuration. Routes of
 * IPv6, its default gateways among them, are not read.
 */
final class TcpipRule implements WindowsRule {

    private static final String INTERFACES = "\\Services\\Tcpip\\Parameters\\Interfaces";
    private static final String PARAMETERS6 = "Services\\Tcpip6\\Parameters";
    private static final String CONNECTIONS = "\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}\\";

    @Override
    public void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException {
        Hive system = registry.hive("SYSTEM").orElse(null);
        Key interfaces = system == null || draft.currentControlSet == null
                ? null
                : system.find(draft.currentControlSet + INTERFACES).orElse(null);
        Key set = system == null || draft.currentControlSet == null
                ? null
                : system.find(draft.currentControlSet).orElse(null);
        if (system == null || interfaces == null || set == null) {
            return;
        }
        PersistentAddresses six = new PersistentAddresses(set, PersistentAddresses.IPV6);
        boolean withoutSix = isOff(set.find(PARAMETERS6).orElse(null));
        for (Key key : interfaces.subkeys()) {
            boolean dhcp = Texts.is(key, "EnableDHCP", 1);
            List<String> addresses = dhcp ? List.of() : addresses(key);
            List<String> addresses6 = six.of(key.name());
            if (!dhcp && addresses.isEmpty() && addresses6.isEmpty()) {
                continue; // a leftover of an adapter, without configuration
            }
            List<String> all = new ArrayList<>(addresses);
            all.addAll(addresses6);
            List<String> servers = new ArrayList<>(split(Texts.text(key, "NameServer")));
            servers.addAll(split(Texts.text(
                    set.find(PARAMETERS6 + "\\Interfaces\\" + key.name()).orElse(null), "NameServer")));
            Optional<String> method = dhcp ? Optional.of("dhcp") : Optional.empty();
            Optional<String> method6 = withoutSix ? Optional.of("disabled") : Optional.empty();
            String name = Texts.text(
                    system.find(draft.currentControlSet + CONNECTIONS + key.name() + "\\Connection")
                            .orElse(null),
                    "Name");
            draft.network.add(new NetworkInterface(
                    name == null ? key.name() : name,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(key.name()),
                    addresses.isEmpty() ? method : Optional.of("static"),
                    addresses6.isEmpty() ? method6 : Optional.of("static"),
                    all,
                    dhcp ? List.of() : used(Texts.texts(key, "DefaultGateway")),
                    servers,
                    split(Texts.text(key, "Domain")),
                    List.of(),
                    Optional.empty(),
                    "tcpip",
                    "HKLM\\SYSTEM\\" + key.path()));
        }
    }

    /** Whether IPv6 is switched off for all interfaces: the lower eight bits of DisabledComponents. */
    private static boolean isOff(@Nullable Key parameters) throws IOException {
        return (Texts.number(parameters, "DisabledComponents").orElse(0) & 0xff) == 0xff;
    }

    private static List<String> addresses(Key key) throws IOException {
        List<String> addresses = Texts.texts(key, "IPAddress");
        List<String> masks = Texts.texts(key, "SubnetMask");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i);
            if (!address.isEmpty() && !address.equals("0.0.0.0")) {
                int prefix = i < masks.size() ? prefix(masks.get(i)) : -1;
                all.add(prefix < 0 ? address : address + "/" + prefix);
            }
        }
        return all;
    }

    /** Length of the prefix that a mask such as 255.255.255.0 stands for; -1 if it is none. */
    static int prefix(String mask) {
        String[] parts = mask.split("\\.", -1);
        long bits = 0;
        for (String part : parts) {
            try {
                int number = Integer.parseInt(part);
                if (number < 0 || number > 255) {
                    return -1;
                }
                bits = bits << 8 | number;
            } catch (NumberFormatException e) {
                return -1;
            }
        }
        int length = Long.bitCount(bits);
        return parts.length == 4 && bits == (0xffff_ffffL << (32 - length) & 0xffff_ffffL) ? length : -1;
    }

    private static List<String> used(List<String> all) {
        List<String> used = new ArrayList<>();
        for (String each : all) {
            if (!each.isBlank() && !each.equals("0.0.0.0")) {
                used.add(each);
            }
        }
        return used;
    }

    private static List<String> split(@Nullable String text) {
        return text == null ? List.of() : used(List.of(text.replace(',', ' ').split(" ", -1)));
    }
}
