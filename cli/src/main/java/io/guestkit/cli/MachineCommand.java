package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.Sizes;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.machine.Choice;
import io.guestkit.migrate.machine.DiskBus;
import io.guestkit.migrate.machine.LibvirtDomain;
import io.guestkit.migrate.machine.Machine;
import io.guestkit.migrate.machine.MachineDisk;
import io.guestkit.migrate.machine.MachineOptions;
import io.guestkit.migrate.machine.NetworkCard;
import io.guestkit.migrate.machine.QemuCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code machine}: the virtual machine that a guest needs. */
final class MachineCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "machine",
                "IMAGE…",
                1,
                Usage.MANY,
                "The virtual machine that a guest needs, for libvirt or QEMU",
                List.of(
                        Flag.ADD,
                        Flag.NAME,
                        Flag.FIRMWARE,
                        Flag.BUS,
                        Flag.MEMORY,
                        Flag.CPUS,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.LUKS_HEADER,
                        Flag.MACHINE),
                List.of(
                        "disk.qcow2",
                        "what it is made of, and why",
                        "disk.qcow2 --output libvirt",
                        "for virsh define",
                        "disk.qcow2 --output qemu",
                        "for sh",
                        "disk.qcow2 --bus sata --memory 4G",
                        "otherwise than suggested"),
                List.of(
                        "Disks are on virtio only where the kernel and its initramfs have the drivers and nothing",
                        "in the guest names a disk by its old bus."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<Path> images = call.images(call.operands().size());
        Optional<MachineDescription> machineItHad = call.machine(images);
        if (List.of("libvirt", "qemu").contains(String.valueOf(call.value(Flag.MACHINE)))) {
            requireImages(machineItHad, images);
        }
        MachineOptions former = MachineOptions.DEFAULT.withFormer(machineItHad);
        try (DiskSet disks = call.open(images)) {
            Machine machine = fitting(disks, former, call);
            switch (String.valueOf(call.value(Flag.MACHINE))) {
                case "libvirt" -> call.streams().out().write(Text.bytes(LibvirtDomain.of(machine)));
                case "qemu" ->
                    call.streams()
                            .out()
                            .write(Text.bytes(QemuCommand.script(machine, Path.of(machine.name() + ".nvram"))));
                case "json", "yaml" -> Document.print(document(machine), call);
                default -> print(machine, call.streams());
            }
            return Keys.exitCode(disks, call.streams());
        }
    }

    /** Hypervisors read images, and nothing that has them inside or beside it. */
    static void requireImages(Optional<MachineDescription> described, List<Path> images)
            throws UnsupportedFeatureException {
        if (described.isPresent()) {
            throw new UnsupportedFeatureException(
                    "%s: is an appliance, which QEMU cannot start; make images of its disks first (guestkit migrate)"
                            .formatted(images.getFirst()));
        }
    }

    /** The machine for the guest on the disks: as usual, but for what the call wants otherwise. */
    static Machine fitting(DiskSet disks, MachineOptions usual, Invocation call) throws IOException {
        InspectReport report =
                Inspector.inspect(disks, Set.of(Inspector.Extra.BOOT_CHECK)).report();
        return Machine.fitting(report, options(usual, call));
    }

    private static MachineOptions options(MachineOptions usual, Invocation call) {
        MachineOptions options = usual;
        try {
            String memory = call.value(Flag.MEMORY);
            if (memory != null) {
                boolean plain = Character.isDigit(memory.charAt(memory.length() - 1));
                options = options.withMemory(Sizes.parse(plain ? memory + "M" : memory));
            }
            options = options.withProcessors(call.number(Flag.CPUS, options.processors()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        String name = call.value(Flag.NAME);
        if (name != null) {
            options = options.withName(name);
        }
        String firmware = call.value(Flag.FIRMWARE);
        if (firmware != null) {
            options = options.withFirmware(Machine.Firmware.valueOf(firmware.toUpperCase(Locale.ROOT)));
        }
        String bus = call.value(Flag.BUS);
        return bus == null ? options : options.withBus(DiskBus.named(bus).orElseThrow());
    }

    private static Object document(Machine machine) {
        Map<String, Object> document = new LinkedHashMap<>();
        if (Facts.of(machine) instanceof Map<?, ?> facts) {
            facts.forEach((key, value) -> document.put(String.valueOf(key), value));
        }
        return document;
    }

    private static void print(Machine machine, Streams streams) throws IOException {
        streams.println(Text.printable("%s: %s, %s, %s, %s of memory, %d processor%s"
                .formatted(
                        machine.name(),
                        machine.architecture(),
                        machine.firmware(),
                        machine.type(),
                        Text.size(machine.memory()),
                        machine.processors(),
                        machine.processors() == 1 ? "" : "s")));
        for (MachineDisk disk : machine.disks()) {
            streams.println(
                    Text.printable("  disk     %s  %s  %s".formatted(disk.path(), disk.format(), machine.bus())));
        }
        for (NetworkCard card : machine.networkCards()) {
            streams.println(Text.printable(
                    "  network  %s  %s".formatted(card.model(), card.mac().orElse("any address"))));
        }
        for (Choice choice : machine.choices()) {
            streams.println(Text.printable("  %s %s: %s".formatted(choice.subject(), choice.value(), choice.reason())));
        }
    }
}
