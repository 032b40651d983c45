package io.guestkit.inspect.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What only a Windows guest has.
 *
 * @param systemroot directory of Windows from the root, with slashes, such as {@code /Windows}
 * @param currentControlSet such as {@code ControlSet001}
 * @param softwareHive path of the file
 * @param systemHive path of the file
 * @param firmware that it was started by the last time: {@code bios} or {@code uefi}
 * @param driveMappings devices by drive letter, as far as they are on the disks given
 * @param edition such as {@code Professional}, {@code ServerStandard}
 * @param displayVersion such as {@code 22H2}, {@code 1809}
 * @param ubr revision of the build: the monthly updates
 * @param servicePack such as {@code Service Pack 1}
 * @param productType {@code workstation}, {@code server} or {@code domain_controller}
 * @param domain of its DNS name
 * @param timezone by the name that Windows has for it
 * @param installed when this version was installed, ISO 8601, UTC
 * @param lastShutdown ISO 8601, UTC
 * @param groupPolicy whether policies of a domain were applied
 * @param users accounts of this machine, by number
 * @param services and drivers, by name
 * @param network interfaces as configured
 * @param hotfixes by id
 * @param dotnet versions of .NET Framework, in their order
 * @param guestTools of hypervisors, by name
 * @param antivirus products, by name
 */
public record Windows(
        String systemroot,
        Optional<String> currentControlSet,
        Optional<String> softwareHive,
        Optional<String> systemHive,
        Optional<String> firmware,
        Map<String, String> driveMappings,
        Optional<String> edition,
        Optional<String> displayVersion,
        OptionalLong ubr,
        Optional<String> servicePack,
        Optional<String> productType,
        Optional<String> domain,
        Optional<String> timezone,
        Optional<String> installed,
        Optional<String> lastShutdown,
        boolean groupPolicy,
        List<Account> users,
        List<Service> services,
        List<NetworkInterface> network,
        List<Hotfix> hotfixes,
        List<String> dotnet,
        List<GuestTool> guestTools,
        List<String> antivirus) {

    public Windows {
        driveMappings = new TreeMap<>(driveMappings);
        users = List.copyOf(users);
        services = List.copyOf(services);
        network = List.copyOf(network);
        hotfixes = List.copyOf(hotfixes);
        dotnet = List.copyOf(dotnet);
        guestTools = List.copyOf(guestTools);
        antivirus = List.copyOf(antivirus);
    }

    /**
     * An account of the machine itself.
     *
     * @param rid its number, the end of its SID
     * @param lastLogon ISO 8601, UTC
     * @param passwordSet when the password was last changed, ISO 8601, UTC
     */
    public record Account(
            String name,
            long rid,
            boolean disabled,
            Optional<String> fullName,
            Optional<String> comment,
            Optional<String> lastLogon,
            Optional<String> passwordSet) {}

    /**
     * A service or a driver.
     *
     * @param kind {@code kernel_driver}, {@code file_system_driver}, {@code service} …
     * @param start {@code boot}, {@code system}, {@code automatic}, {@code delayed}, {@code manual} or {@code disabled}
     */
    public record Service(
            String name, Optional<String> displayName, String kind, String start, Optional<String> imagePath) {}

    /**
     * An update.
     *
     * @param id such as {@code KB5005565}
     * @param installed ISO 8601, UTC
     */
    public record Hotfix(String id, Optional<String> version, Optional<String> installed) {}

    /**
     * An agent or a driver that a hypervisor wants inside.
     *
     * @param platform such as {@code vmware}, {@code qemu}
     * @param start of its service
     */
    public record GuestTool(String name, String platform, String start) {}
}
