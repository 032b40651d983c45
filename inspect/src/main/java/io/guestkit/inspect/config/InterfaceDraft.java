package io.guestkit.inspect.config;

import io.guestkit.inspect.report.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link NetworkInterface} that is being read, line by line. */
final class InterfaceDraft {

    private final String managedBy;
    private final String source;
    String name;

    @Nullable
    String kind;

    @Nullable
    String mac;

    @Nullable
    String match;

    @Nullable
    String method;

    @Nullable
    String method6;

    @Nullable
    Boolean automatic;

    final List<String> addresses = new ArrayList<>();
    final List<String> gateways = new ArrayList<>();
    final List<String> dns = new ArrayList<>();
    final List<String> search = new ArrayList<>();
    final List<String> members = new ArrayList<>();

    InterfaceDraft(String name, String managedBy, String source) {
        this.name = name;
        this.managedBy = managedBy;
        this.source = source;
    }

    void setMac(@Nullable String address) {
        if (address != null && !address.isBlank()) {
            mac = address.strip().toLowerCase(Locale.ROOT).replace('-', ':');
        }
    }

    /** Adds each of several words, none of them twice. */
    static void addWords(List<String> list, String words, String separators) {
        int start = -1;
        for (int i = 0; i <= words.length(); i++) {
            boolean separator = i == words.length() || separators.indexOf(words.charAt(i)) >= 0;
            if (!separator && start < 0) {
                start = i;
            } else if (separator && start >= 0) {
                String word = words.substring(start, i);
                if (!list.contains(word)) {
                    list.add(word);
                }
                start = -1;
            }
        }
    }

    /** @param mark a dot for IPv4, a colon for IPv6 */
    boolean hasAddress(char mark) {
        for (String address : addresses) {
            if (address.indexOf(mark) >= 0) {
                return true;
            }
        }
        return false;
    }

    NetworkInterface build() {
        return new NetworkInterface(
                name,
                Optional.ofNullable(kind),
                Optional.ofNullable(mac),
                Optional.ofNullable(match),
                Optional.ofNullable(method),
                Optional.ofNullable(method6),
                addresses,
                gateways,
                dns,
                search,
                members,
                Optional.ofNullable(automatic),
                managedBy,
                source);
    }

    /**
     * The prefix length of a mask such as {@code 255.255.255.0}, or what was given if that is none.
     *
     * @return {@code address/length}; the address alone if there is neither
     */
    static String withPrefix(String address, @Nullable String maskOrLength) {
        if (address.indexOf('/') >= 0 || maskOrLength == null || maskOrLength.isBlank()) {
            return address;
        }
        String mask = maskOrLength.strip();
        if (mask.indexOf('.') < 0) {
            return address + "/" + mask;
        }
        long bits = 0;
        int start = 0;
        for (int i = 0; i < 4; i++) {
            int dot = i < 3 ? mask.indexOf('.', start) : mask.length();
            if (dot < 0 || dot - start < 1 || dot - start > 3) {
                return address + "/" + mask;
            }
            int value = 0;
            for (int at = start; at < dot; at++) {
                int digit = mask.charAt(at) - '0';
                if (digit < 0 || digit > 9) {
                    return address + "/" + mask;
                }
                value = value * 10 + digit;
            }
            bits = bits << 8 | value & 0xff;
            start = dot + 1;
        }
        int ones = Integer.bitCount((int) bits);
        boolean contiguous = (int) bits == (ones == 0 ? 0 : -1 << (32 - ones));
        return address + "/" + (contiguous ? Integer.toString(ones) : mask);
    }
}
