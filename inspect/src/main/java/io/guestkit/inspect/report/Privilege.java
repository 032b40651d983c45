package io.guestkit.inspect.report;

/**
 * A rule of sudo.
 *
 * @param who user, {@code %group}, {@code #uid}, or an alias
 * @param rule what follows, as written: {@code ALL=(ALL:ALL) ALL}
 * @param source file and line
 */
public record Privilege(String who, String rule, String source) {}
