package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * One operating system.
 *
 * @param root device of its root file system
 * @param mountpoints its own mount table, by path
 * @param applications installed packages, by name, then architecture, then version
 * @param kernels those that could be booted, by path
 * @param users of its password file, by number, then name
 * @param groups by number, then name
 * @param services what it runs by itself, by name
 * @param scheduledTasks what it does at set times, by kind, then name
 * @param network interfaces as configured, by name, then source
 * @param configuration all other settings
 * @param boot whether it would start; only if that was asked for
 */
public record GuestReport(
        String root,
        Identity identity,
        List<Mountpoint> mountpoints,
        List<Application> applications,
        List<Kernel> kernels,
        List<User> users,
        List<Group> groups,
        List<Service> services,
        List<ScheduledTask> scheduledTasks,
        List<NetworkInterface> network,
        Configuration configuration,
        Optional<BootReport> boot) {

    public GuestReport {
        mountpoints = List.copyOf(mountpoints);
        applications = List.copyOf(applications);
        kernels = List.copyOf(kernels);
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        services = List.copyOf(services);
        scheduledTasks = List.copyOf(scheduledTasks);
        network = List.copyOf(network);
    }

    /** The same with other packages. */
    public GuestReport withApplications(List<Application> others) {
        return new GuestReport(
                root,
                identity,
                mountpoints,
                others,
                kernels,
                users,
                groups,
                services,
                scheduledTasks,
                network,
                configuration,
                boot);
    }
}
