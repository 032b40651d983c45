package io.guestkit.inspect.report;

import java.util.List;

/**
 * One operating system.
 *
 * @param root device of its root file system
 * @param mountpoints its own mount table, by path
 * @param applications installed packages, by name, then architecture, then version
 * @param kernels those that could be booted, by path
 * @param users of its password file, by number, then name
 */
public record GuestReport(
        String root,
        Identity identity,
        List<Mountpoint> mountpoints,
        List<Application> applications,
        List<Kernel> kernels,
        List<User> users) {

    public GuestReport {
        mountpoints = List.copyOf(mountpoints);
        applications = List.copyOf(applications);
        kernels = List.copyOf(kernels);
        users = List.copyOf(users);
    }
}
