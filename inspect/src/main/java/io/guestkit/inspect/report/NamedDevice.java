package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * A device that a file of the guest gives a name, or names.
 *
 * @param kind {@code udev-net} (a rule that names the interface with that MAC), {@code systemd-link}, {@code crypttab},
 *     {@code mdadm} or {@code lvm-device}
 * @param name that it is given
 * @param device what is named: a MAC address, a device, {@code UUID=…}
 * @param options as written
 * @param source file and line
 */
public record NamedDevice(String kind, String name, String device, Optional<String> options, String source) {}
