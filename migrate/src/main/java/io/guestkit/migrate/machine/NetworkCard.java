package io.guestkit.migrate.machine;

import java.util.Optional;

/**
 * A network card.
 *
 * @param model {@code virtio}, {@code e1000e}, {@code e1000} or {@code rtl8139}
 * @param mac lower case with colons, of one card and not of a group; the hypervisor chooses if it is empty
 */
public record NetworkCard(String model, Optional<String> mac) {}
