package io.guestkit.migrate.windows;

import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * IPv6 addresses that were set by hand. Windows keeps them beside Tcpip6's own keys, in the persistent store of its network
 * store interface: a value each, whose name is the locally unique identifier of the interface (NET_LUID, as it lies in
 * memory) and the address, all in hexadecimal; byte 0x10 of its data is the length of the prefix. That layout is not
 * published; it is what netsh leaves there.
 */
final class PersistentAddresses {

    /** Below the control set; the GUID is that of IPv6 (NPI_MS_IPV6_MODULEID), 10 are unicast addresses. */
    private static final String UNICAST = "Control\\Nsi\\{eb004a01-9b1a-11d4-9123-0050047759bc}\\10";

    private static final String ADAPTERS = "Control\\Class\\{4d36e972-e325-11ce-bfc1-08002be10318}";

    private static final int LUID_DIGITS = 16;
    private static final int ADDRESS_BYTES = 16;
    private static final int PREFIX_LENGTH = 0x10;
    private static final int MAX_ADDRESSES = 100;

    private PersistentAddresses() {}

    /**
     * Those of an interface, with the length of their prefix, such as {@code 2001:db8:0:0:0:0:0:1/64}; not those that every
     * interface gives itself.
     *
     * @param guid of the interface, in braces
     */
    static List<String> ipv6(WindowsGuest guest, String guid) throws IOException {
        List<String> addresses = new ArrayList<>();
        String luid = luid(guest, guid);
        Key unicast = guest.system().hive().find(guest.inControlSet(UNICAST)).orElse(null);
        for (Value value : unicast == null || luid.isEmpty() ? List.<Value>of() : unicast.values()) {
            String name = value.name().toLowerCase(Locale.ROOT);
            if (name.length() == LUID_DIGITS + 2 * ADDRESS_BYTES
                    && name.startsWith(luid)
                    && value.size() > PREFIX_LENGTH
                    && addresses.size() < MAX_ADDRESSES) {
                int prefix = value.data()[PREFIX_LENGTH] & 0xff;
                String address = address(name.substring(LUID_DIGITS));
                if (prefix >= 1 && prefix <= 8 * ADDRESS_BYTES && !address.isEmpty()) {
                    addresses.add(address + "/" + prefix);
                }
            }
        }
        return addresses;
    }

    /** Sixteen digits; empty if the adapter is not known. ifdef.h: NET_LUID has 24 bits reserved, 24 of index, 16 of type. */
    private static String luid(WindowsGuest guest, String guid) throws IOException {
        Key adapters = guest.system().hive().find(guest.inControlSet(ADAPTERS)).orElse(null);
        for (Key each : adapters == null ? List.<Key>of() : adapters.subkeys()) {
            Optional<Value> instance = each.value("NetCfgInstanceId");
            if (instance.isPresent() && instance.get().text().equalsIgnoreCase(guid)) {
                long index = number(each, "NetLuidIndex");
                long type = number(each, "*IfType");
                if (index >= 0 && index <= 0xff_ffff && type >= 0 && type <= 0xffff) {
                    return HexFormat.of().toHexDigits(Long.reverseBytes(type << 48 | index << 24));
                }
            }
        }
        return "";
    }

    private static long number(Key key, String name) throws IOException {
        Optional<Value> value = key.value(name);
        return value.isEmpty() ? -1 : value.get().number().orElse(-1);
    }

    /** With colons; empty if it is no address that somebody would set: link-local, multicast, unspecified. */
    private static String address(String digits) {
        StringBuilder address = new StringBuilder();
        boolean zero = true;
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), 16) < 0 || digits.charAt(i) > 'f') {
                return "";
            }
            zero &= digits.charAt(i) == '0';
        }
        for (int i = 0; i < digits.length(); i += 4) {
            address.append(i == 0 ? "" : ":").append(Integer.toHexString(Integer.parseInt(digits, i, i + 4, 16)));
        }
        return zero || digits.startsWith("fe8") || digits.startsWith("ff") ? "" : address.toString();
    }
}
