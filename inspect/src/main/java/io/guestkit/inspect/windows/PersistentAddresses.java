package io.guestkit.inspect.windows;

import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that interfaces have at every start since Vista, from the store of the network: a value for each, named by the
 * NET_LUID of the interface (ifdef.h) and the address, both as hexadecimal digits. Not published; IPv4 has the same form
 * there, and stands in {@code Tcpip} as well. IPv6 addresses stand nowhere else.
 */
final class PersistentAddresses {

    static final String IPV4 = "Control\\Nsi\\{eb004a00-9b1a-11d4-9123-0050047759bc}\\10";
    static final String IPV6 = "Control\\Nsi\\{eb004a01-9b1a-11d4-9123-0050047759bc}\\10";

    private static final String ADAPTERS = "Control\\Class\\{4D36E972-E325-11CE-BFC1-08002BE10318}";
    private static final int LUID_DIGITS = 16;
    /** OnLinkPrefixLength in the data of a value. */
    private static final int PREFIX = 0x10;

    private final @Nullable Key store;
    private final int length;
    private final Map<String, String> luids = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * @param set the control set
     * @param path {@link #IPV4} or {@link #IPV6}
     */
    PersistentAddresses(Key set, String path) throws IOException {
        store = set.find(path).orElse(null);
        length = path.equals(IPV4) ? 4 : 16;
        Key adapters = store == null ? null : set.find(ADAPTERS).orElse(null);
        for (Key adapter : adapters == null ? List.<Key>of() : adapters.subkeys()) {
            String id = Texts.text(adapter, "NetCfgInstanceId");
            OptionalLong index = Texts.number(adapter, "NetLuidIndex");
            OptionalLong type = Texts.number(adapter, "*IfType");
            if (id != null && index.isPresent() && type.isPresent()) {
                luids.put(id, luid(type.getAsLong(), index.getAsLong()));
            }
        }
    }

    /** NET_LUID: 24 bits reserved, 24 of NetLuidIndex, 16 of IfType, little-endian. */
    private static String luid(long type, long index) {
        long luid = (type & 0xffff) << 48 | (index & 0xff_ffff) << 24;
        return HexFormat.of().toHexDigits(Long.reverseBytes(luid));
    }

    /** Addresses with the lengths of their prefixes, in the order of the store. */
    List<String> of(String adapter) throws IOException {
        List<String> addresses = new ArrayList<>();
        String luid = luids.get(adapter);
        if (store == null || luid == null) {
            return addresses;
        }
        int end = LUID_DIGITS + 2 * length;
        for (Value value : store.values()) {
            String name = value.name().toLowerCase(Locale.ROOT);
            if (name.length() < end || !name.startsWith(luid)) {
                continue;
            }
            Optional<String> address = address(name.substring(LUID_DIGITS, end));
            if (address.isPresent()) {
                byte[] data = value.size() > PREFIX && value.size() < 0x1000 ? value.data() : new byte[0];
                int prefix = data.length > PREFIX ? data[PREFIX] & 0xff : 255;
                addresses.add(prefix <= 8 * length ? address.get() + "/" + prefix : address.get());
            }
        }
        return addresses;
    }

    private static Optional<String> address(String digits) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(bytes.length == 4 ? ipv4(bytes) : ipv6(bytes));
    }

    private static String ipv4(byte[] bytes) {
        return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
    }

    /** RFC 5952: no leading zeros, and the first longest run of two or more groups of zeros left out. */
    private static String ipv6(byte[] bytes) {
        int longest = 1;
        int start = -1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && bytes[2 * (i + run)] == 0 && bytes[2 * (i + run) + 1] == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                start = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString((bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff));
        }
        return text.toString();
    }
}
