package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * A user that the guest knows by itself. Hashes of passwords are never reported.
 *
 * @param gecos name and whereabouts, as stored
 * @param kind {@code root} for number 0, {@code system} or {@code regular} by the guest's own range of numbers
 * @param login whether the shell is one that lets somebody in
 * @param password {@code set}, {@code locked} (set, but switched off), {@code none} (no password opens it) or
 *     {@code empty} (anybody enters without); absent if the guest keeps passwords elsewhere
 * @param passwordChanged the day, {@code yyyy-mm-dd}
 * @param expires the day on which the account ends, {@code yyyy-mm-dd}
 * @param groups all that it is in, by name, its own first
 * @param authorizedKeys SSH keys that open the account, in the order of the file
 * @param source file and line
 */
public record User(
        String name,
        long uid,
        long gid,
        Optional<String> gecos,
        Optional<String> home,
        Optional<String> shell,
        String kind,
        boolean login,
        Optional<String> password,
        Optional<String> passwordChanged,
        Optional<String> expires,
        List<String> groups,
        List<SshKey> authorizedKeys,
        String source) {

    public User {
        groups = List.copyOf(groups);
        authorizedKeys = List.copyOf(authorizedKeys);
    }
}
