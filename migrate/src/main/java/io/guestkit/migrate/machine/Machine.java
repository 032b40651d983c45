package io.guestkit.migrate.machine;

import io.guestkit.inspect.report.InspectReport;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A virtual machine that fits a guest. It has a serial line, a screen, a channel for the guest agent, a balloon and a
 * source of random numbers, too, whatever the guest is.
 *
 * @param name of letters, digits and {@code ._+-}
 * @param type {@code q35}, {@code pc} or {@code virt}, as QEMU names machines
 * @param memory in bytes
 * @param bus that all disks are on
 * @param localTime whether the guest takes the machine's clock for local time and not for UTC
 * @param windows whether the guest is a Windows
 * @param osinfo the system's id in osinfo-db, which is a URL, where that is known
 * @param choices what was decided, and why
 */
public record Machine(
        String name,
        Architecture architecture,
        Firmware firmware,
        String type,
        long memory,
        int processors,
        DiskBus bus,
        List<MachineDisk> disks,
        List<NetworkCard> networkCards,
        boolean localTime,
        boolean windows,
        Optional<String> osinfo,
        List<Choice> choices) {

    public Machine {
        disks = List.copyOf(disks);
        networkCards = List.copyOf(networkCards);
        choices = List.copyOf(choices);
    }

    /** What the processor understands. */
    public enum Architecture {
        X86_64("x86_64"),
        I686("i386"),
        AARCH64("aarch64");

        private final String qemu;

        Architecture(String qemu) {
            this.qemu = qemu;
        }

        /** As libvirt names it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The program that is such a machine. */
        String program() {
            return "qemu-system-" + qemu;
        }

        @Override
        public String toString() {
            return id();
        }
    }

    /** What the machine starts the guest with. */
    public enum Firmware {
        BIOS,
        UEFI;

        /** As it is written on a command line and in documents. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return id();
        }
    }

    /**
     * The machine for the first guest of a report.
     *
     * @param report with the boot check, without which no disk is put on virtio
     * @throws UnsupportedFeatureException for a processor that no machine is described for, or an image in a format that
     *     no hypervisor reads
     */
    public static Machine fitting(InspectReport report, MachineOptions options) throws UnsupportedFeatureException {
        return new MachineRules(report, options).machine();
    }

    /** The same with other disks. */
    Machine withDisks(List<MachineDisk> others) {
        return new Machine(
                name,
                architecture,
                firmware,
                type,
                memory,
                processors,
                bus,
                others,
                networkCards,
                localTime,
                windows,
                osinfo,
                choices);
    }
}
