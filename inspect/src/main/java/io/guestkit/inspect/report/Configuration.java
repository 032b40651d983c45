package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * How a guest is set up, beside its users, services and network.
 *
 * @param machineId of systemd or D-Bus
 * @param defaultTarget what systemd starts, or the run level of others
 * @param timezone such as {@code Europe/Berlin}
 * @param locale such as {@code en_GB.UTF-8}
 * @param keyboard layout of the console or of X
 * @param selinux {@code enforcing}, {@code permissive} or {@code disabled}, as configured
 * @param apparmor {@code enabled} or {@code disabled}: whether its service loads profiles
 * @param nameservers for the whole guest
 * @param searchDomains for the whole guest
 * @param sudoers rules of sudo, in the order in which they are read
 * @param devices names that files give to devices: udev's rules for MACs, crypttab, mdadm.conf, LVM's devices file
 * @param containerRuntimes by name
 * @param guestAgents agents and tools of hypervisors and clouds, by name
 * @param hostKeys SSH keys that the guest shows, by file
 * @param certificates by file
 * @param dates by event
 */
public record Configuration(
        Optional<Setting> machineId,
        Optional<Setting> defaultTarget,
        Optional<Setting> timezone,
        Optional<Setting> locale,
        Optional<Setting> keyboard,
        Optional<Setting> selinux,
        Optional<Setting> apparmor,
        List<Setting> nameservers,
        List<Setting> searchDomains,
        List<Privilege> sudoers,
        List<NamedDevice> devices,
        Optional<CloudInit> cloudInit,
        List<Component> containerRuntimes,
        List<Component> guestAgents,
        List<SshKey> hostKeys,
        List<Certificate> certificates,
        List<DatedEvent> dates) {

    /** Nothing is known. */
    public static final Configuration NONE = new Configuration(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    public Configuration {
        nameservers = List.copyOf(nameservers);
        searchDomains = List.copyOf(searchDomains);
        sudoers = List.copyOf(sudoers);
        devices = List.copyOf(devices);
        containerRuntimes = List.copyOf(containerRuntimes);
        guestAgents = List.copyOf(guestAgents);
        hostKeys = List.copyOf(hostKeys);
        certificates = List.copyOf(certificates);
        dates = List.copyOf(dates);
    }
}
