package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * A line of the password file.
 *
 * @param gecos name and whereabouts, as stored
 */
public record User(
        String name, long uid, long gid, Optional<String> gecos, Optional<String> home, Optional<String> shell) {}
