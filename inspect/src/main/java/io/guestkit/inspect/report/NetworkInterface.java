package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * A network interface as a guest is set to have it. What was not set is not known: an offline guest has no addresses of
 * its own.
 *
 * @param name of the interface, or of the profile where it is for any interface that {@code match} describes
 * @param kind {@code ethernet}, {@code wifi}, {@code bridge}, {@code bond}, {@code vlan}, {@code loopback} …
 * @param mac address that the interface has to have, or is given, lower case with colons
 * @param match what else selects the interface, as written
 * @param method for IPv4: {@code dhcp}, {@code static}, {@code manual} (up, without address), {@code disabled},
 *     {@code link-local}, {@code shared} …
 * @param method6 the same for IPv6, and {@code auto} for router advertisements
 * @param addresses with their prefix length where it is known, IPv4 and IPv6
 * @param gateways default routes
 * @param dns name servers of this interface
 * @param search domains of this interface
 * @param members interfaces that a bridge, bond or VLAN is made of
 * @param automatic whether it comes up at start
 * @param managedBy {@code ifupdown}, {@code netplan}, {@code networkmanager}, {@code ifcfg}, {@code networkd},
 *     {@code netifrc}, {@code netctl}, {@code dhcp client} …
 * @param source the file, with the line where it starts if there may be several in a file
 */
public record NetworkInterface(
        String name,
        Optional<String> kind,
        Optional<String> mac,
        Optional<String> match,
        Optional<String> method,
        Optional<String> method6,
        List<String> addresses,
        List<String> gateways,
        List<String> dns,
        List<String> search,
        List<String> members,
        Optional<Boolean> automatic,
        String managedBy,
        String source) {

    public NetworkInterface {
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
        dns = List.copyOf(dns);
        search = List.copyOf(search);
        members = List.copyOf(members);
    }
}
