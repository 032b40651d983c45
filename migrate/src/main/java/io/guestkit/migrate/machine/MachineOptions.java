package io.guestkit.migrate.machine;

import io.guestkit.image.MachineDescription;
import java.util.List;
import java.util.Optional;

/**
 * What is to be different from what the guest's disks suggest.
 *
 * @param name of the machine; by default the guest's own, or that of its first image
 * @param memory in bytes, a multiple of 1 MiB, at least {@value #LEAST_MEMORY}
 * @param processors from 1 to {@value #MOST_PROCESSORS}
 * @param disks in the guest's order; those of the report if there are none
 * @param former the machine that the guest had: its firmware and its network cards are kept
 */
public record MachineOptions(
        Optional<String> name,
        long memory,
        int processors,
        Optional<Machine.Firmware> firmware,
        Optional<DiskBus> bus,
        List<MachineDisk> disks,
        MachineDescription former) {

    public static final long LEAST_MEMORY = 16L << 20;

    /** More than any host has. */
    private static final long MOST_MEMORY = 1L << 46;

    public static final int MOST_PROCESSORS = 1024;

    /** 2 GiB, two processors, and all else as the guest suggests. */
    public static final MachineOptions DEFAULT = new MachineOptions(
            Optional.empty(), 2L << 30, 2, Optional.empty(), Optional.empty(), List.of(), MachineDescription.UNKNOWN);

    /** @throws IllegalArgumentException if a number is out of its range */
    public MachineOptions {
        disks = List.copyOf(disks);
        if (memory < LEAST_MEMORY || memory > MOST_MEMORY || memory % (1 << 20) != 0) {
            throw new IllegalArgumentException(
                    "a memory of %d bytes: expected whole MiB, from 16 MiB to 64 TiB".formatted(memory));
        }
        if (processors < 1 || processors > MOST_PROCESSORS) {
            throw new IllegalArgumentException(
                    "%d processors: expected 1 to %d".formatted(processors, MOST_PROCESSORS));
        }
    }

    public MachineOptions withName(String name) {
        return new MachineOptions(Optional.of(name), memory, processors, firmware, bus, disks, former);
    }

    /** @param memory in bytes */
    public MachineOptions withMemory(long memory) {
        return new MachineOptions(name, memory, processors, firmware, bus, disks, former);
    }

    public MachineOptions withProcessors(int processors) {
        return new MachineOptions(name, memory, processors, firmware, bus, disks, former);
    }

    public MachineOptions withFirmware(Machine.Firmware firmware) {
        return new MachineOptions(name, memory, processors, Optional.of(firmware), bus, disks, former);
    }

    public MachineOptions withBus(DiskBus bus) {
        return new MachineOptions(name, memory, processors, firmware, Optional.of(bus), disks, former);
    }

    public MachineOptions withDisks(List<MachineDisk> disks) {
        return new MachineOptions(name, memory, processors, firmware, bus, disks, former);
    }

    /**
     * The machine that the guest had: as much memory and as many processors, if a machine can have them, its name, its
     * firmware, its network cards.
     */
    public MachineOptions withFormer(Optional<MachineDescription> description) {
        MachineDescription known = description.orElse(MachineDescription.UNKNOWN);
        long rounded = known.memory().orElse(memory) >> 20 << 20;
        int many = known.processors().orElse(processors);
        return new MachineOptions(
                name.isPresent() ? name : known.name(),
                rounded < LEAST_MEMORY || rounded > MOST_MEMORY ? memory : rounded,
                many > MOST_PROCESSORS ? processors : many,
                firmware,
                bus,
                disks,
                known);
    }

    /** For a test of whether it starts: the machine that the guest had, as small as usual. */
    public static MachineOptions forTest(Optional<MachineDescription> former) {
        return DEFAULT.withFormer(former).withMemory(DEFAULT.memory).withProcessors(DEFAULT.processors);
    }
}
