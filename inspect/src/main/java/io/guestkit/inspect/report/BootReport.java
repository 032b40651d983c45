package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * How a guest starts, link by link, as far as its disks tell.
 *
 * @param verdict the worst of all links
 * @param links in the order in which they come when it starts
 * @param loaders boot loaders that are on its disks
 * @param entries what its boot loader offers, in the loader's order
 * @param initramfs of the default entry; absent if it has none or it cannot be read
 * @param buses on which the default entry's kernel has drivers for a disk before it has its root, built in, in the
 *     initramfs or loaded by Windows' loader, as far as they were seen: {@code virtio-blk}, {@code virtio-scsi},
 *     {@code nvme}, {@code ahci}, {@code ide}, {@code vmware pvscsi}, {@code lsi logic}, {@code hyper-v}, {@code xen}
 */
public record BootReport(
        Verdict verdict,
        List<BootLink> links,
        List<BootLoader> loaders,
        List<BootEntry> entries,
        Optional<InitramfsReport> initramfs,
        List<String> buses) {

    public BootReport {
        links = List.copyOf(links);
        loaders = List.copyOf(loaders);
        entries = List.copyOf(entries);
        buses = List.copyOf(buses);
    }

    /** What is to be thought of a link. */
    public enum Verdict {
        /** All that it needs is there. */
        OK,
        /** The disks do not tell. */
        UNKNOWN,
        /** Something that it needs is not there. */
        BROKEN
    }
}
