package io.guestkit.inspect.report;

/**
 * A moment in the life of a guest that a file of it tells.
 *
 * @param event {@code installed}, {@code booted} (the last start that was logged), {@code running} (it ran then, or was
 *     shut down)
 * @param time ISO 8601, UTC
 * @param source the file, and what of it
 */
public record DatedEvent(String event, String time, String source) {}
