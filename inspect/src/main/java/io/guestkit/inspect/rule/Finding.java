package io.guestkit.inspect.rule;

/**
 * A fact and where it came from.
 *
 * @param source path of a file inside the guest, or the facts that it was concluded from
 */
public record Finding(String value, String source) {}
