package io.guestkit.migrate.machine;

import java.util.Locale;
import java.util.Optional;

/** How a disk is attached. */
public enum DiskBus {
    /** A disk of virtio: {@code vda} in Linux. */
    VIRTIO("virtio", "vd", "virtio"),
    /** A SCSI disk on a controller of virtio: {@code sda} in Linux. */
    VIRTIO_SCSI("virtio-scsi", "sd", "scsi"),
    SATA("sata", "sd", "sata"),
    IDE("ide", "hd", "ide"),
    /** VMware's own SCSI controller. */
    PVSCSI("pvscsi", "sd", "scsi");

    private final String id;
    private final String prefix;
    private final String libvirt;

    DiskBus(String id, String prefix, String libvirt) {
        this.id = id;
        this.prefix = prefix;
        this.libvirt = libvirt;
    }

    /** As it is written on a command line and in documents. */
    public String id() {
        return id;
    }

    /** The one that is written so, in any case. */
    public static Optional<DiskBus> named(String id) {
        String wanted = id.toLowerCase(Locale.ROOT);
        for (DiskBus bus : values()) {
            if (bus.id.equals(wanted)) {
                return Optional.of(bus);
            }
        }
        return Optional.empty();
    }

    /** What libvirt calls the bus of such a disk. */
    String libvirtBus() {
        return libvirt;
    }

    /** How many disks fit onto it without further controllers, or at all. */
    int most() {
        return switch (this) {
            case IDE -> 4;
            case SATA -> 6;
            case PVSCSI -> 15;
            case VIRTIO, VIRTIO_SCSI -> 20;
        };
    }

    /** libvirt's name of the disk with that number, from 0 to {@link #most} - 1. */
    String target(int number) {
        return prefix + (char) ('a' + number);
    }

    /** libvirt's model of the SCSI controller; empty if there is none. */
    Optional<String> scsiModel() {
        return switch (this) {
            case VIRTIO_SCSI -> Optional.of("virtio-scsi");
            case PVSCSI -> Optional.of("vmpvscsi");
            case VIRTIO, SATA, IDE -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return id;
    }
}
