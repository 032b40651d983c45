package io.guestkit.inspect.report;

/**
 * One value of a guest's configuration.
 *
 * @param value as the guest has it
 * @param source the file, with {@code :line} where a line says it, or what it was concluded from
 */
public record Setting(String value, String source) {}
