package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * A kernel that the guest could be started with.
 *
 * @param version as {@code uname -r} would say
 * @param path of its image inside the guest
 * @param initramfs path of the one that belongs to it, if there is one
 * @param architecture as the image's own header says
 * @param hasVirtio whether block, network and PCI drivers of virtio are among its modules or built in; empty if the
 *     lists of its modules are missing. That its initramfs has them, too, is what a boot check says
 */
public record Kernel(
        Optional<String> version,
        String path,
        Optional<String> initramfs,
        Optional<String> architecture,
        Optional<Boolean> hasVirtio) {}
