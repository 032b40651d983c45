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
 * @param windows what only Windows has
 */
public record GuestReport(
        String root,
        Identity identity,
        List<Mountpoint> mountpoints,
        List<Application> applications,
        List<Kernel> kernels,
        List<User> users,
        Optional<Windows> windows) {

    public GuestReport {
        mountpoints = List.copyOf(mountpoints);
        applications = List.copyOf(applications);
        kernels = List.copyOf(kernels);
        users = List.copyOf(users);
    }
}
