package io.guestkit.volume;

import io.guestkit.io.BlockSource;

/**
 * A disk of a guest, before anything is known of what is on it.
 *
 * @param device such as {@code /dev/sda}; the caller's choice
 * @param location of the image it comes from
 * @param content what the guest sees; stays the caller's to close
 */
public record NamedDisk(String device, Location location, BlockSource content) {}
