package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * Something that a guest runs by itself, and whether it is set to start.
 *
 * @param name as the guest's own tools have it: {@code ssh.service} of systemd, {@code ssh} of others
 * @param kind {@code systemd}, {@code sysv}, {@code openrc}, {@code upstart} or {@code runit}
 * @param state of systemd the word of {@code systemctl is-enabled}; of others {@code enabled} or {@code disabled}
 * @param preset of systemd: what the distribution wants it to be, {@code enabled} or {@code disabled}
 * @param aliasOf the service that an alias stands for
 * @param startedBy the targets or run levels that a link lets start it, by name
 * @param source the file that defines it
 */
public record Service(
        String name,
        String kind,
        String state,
        Optional<String> preset,
        Optional<String> aliasOf,
        List<String> startedBy,
        String source) {

    public Service {
        startedBy = List.copyOf(startedBy);
    }
}
