package io.guestkit.migrate.machine;

/**
 * Something that was decided, and why.
 *
 * @param subject such as {@code firmware}, {@code disk bus}
 * @param value what was chosen
 * @param reason one sentence
 */
public record Choice(String subject, String value, String reason) {}
