package io.guestkit.inspect.report;

/**
 * Why a volume holds no system.
 *
 * @param location the way to it from the image
 * @param reason one sentence
 */
public record NoGuest(String device, String location, String reason) {}
