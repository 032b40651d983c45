package io.guestkit.migrate.machine;

import io.guestkit.image.DiskFormat;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine as QEMU wants to be told of it: the words of a command line, the program first. They are meant for a list of
 * arguments; {@link #script} has them for a shell.
 */
public final class QemuCommand {

    /** What QEMU reads, under the names of its drivers. */
    static final Set<DiskFormat> FORMATS =
            Set.of(DiskFormat.RAW, DiskFormat.QCOW2, DiskFormat.VMDK, DiskFormat.VHD, DiskFormat.VHDX, DiskFormat.VDI);

    private final Machine machine;
    private final List<String> words = new ArrayList<>();

    private QemuCommand(Machine machine) {
        this.machine = machine;
    }

    /**
     * The machine with its screen in a window, a network that only leads out, and its serial line on standard input and
     * output.
     *
     * @param nvram where a machine with UEFI keeps its variables: a copy of the firmware's template
     */
    public static List<String> of(Machine machine, Path nvram) throws UnsupportedFeatureException {
        QemuCommand command = new QemuCommand(machine);
        command.board("kvm:tcg", machine.processors());
        if (machine.firmware() == Machine.Firmware.UEFI) {
            command.uefi(UefiFirmware.usual(machine.architecture()).code(), nvram);
        }
        command.disks();
        command.networkCards();
        command.surroundings();
        command.add("-serial", "mon:stdio");
        return List.copyOf(command.words);
    }

    /** The same as {@link #of} for a POSIX shell, with what has to be done once before. */
    public static String script(Machine machine, Path nvram) throws UnsupportedFeatureException {
        StringBuilder text = new StringBuilder("#!/bin/sh\n");
        if (machine.firmware() == Machine.Firmware.UEFI) {
            String file = quoted(nvram.toAbsolutePath().toString());
            text.append("# The variables of UEFI belong to this machine.\n[ -e ")
                    .append(file)
                    .append(" ] || cp ")
                    .append(quoted(UefiFirmware.usual(machine.architecture())
                            .variables()
                            .toString()))
                    .append(' ')
                    .append(file)
                    .append(" || exit 1\n");
        }
        String gap = "exec ";
        for (String word : of(machine, nvram)) {
            text.append(gap).append(quoted(word));
            gap = " ";
        }
        return text.append('\n').toString();
    }

    /**
     * The machine for a boot test: no network, no window, in a sandbox where there is one.
     *
     * @param overlays instead of the machine's own disks
     * @param accelerator {@code kvm} or {@code tcg}
     * @param firmware null for BIOS
     * @param nvram the variables of UEFI, to be written; null for BIOS
     * @param control socket for commands
     */
    static List<String> ofTest(
            Machine machine,
            Overlays overlays,
            String accelerator,
            boolean sandbox,
            @Nullable UefiFirmware firmware,
            @Nullable Path nvram,
            Path serialLog,
            Path control) {
        QemuCommand command = new QemuCommand(machine);
        // emulated processors wait for each other, and the more so on a host that has other things to do
        command.board(accelerator, accelerator.equals("tcg") ? 1 : machine.processors());
        if (sandbox) {
            command.add("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
        }
        if (firmware != null && nvram != null) {
            command.uefi(firmware.code(), nvram);
        }
        command.controller();
        for (int i = 0; i < overlays.disks().size(); i++) {
            command.disk(chain(overlays.disks().get(i).layers(), "disk" + i), i);
        }
        command.add("-nic", "none", "-display", "none", "-no-shutdown");
        command.surroundings();
        command.add("-chardev", "file,id=serial,path=" + option(serialLog), "-serial", "chardev:serial");
        command.add("-chardev", "socket,id=control,server=on,wait=off,path=" + option(control));
        command.add("-mon", "chardev=control,mode=control");
        return List.copyOf(command.words);
    }

    private void add(String... more) {
        words.addAll(List.of(more));
    }

    private void board(String accelerator, int processors) {
        add(machine.architecture().program(), "-nodefaults", "-no-user-config", "-name", "guest=" + machine.name());
        add("-machine", machine.type() + ",accel=" + accelerator, "-cpu", "max");
        add("-m", Long.toString(machine.memory() >> 20), "-smp", Integer.toString(processors));
        add("-rtc", "base=" + (machine.localTime() ? "localtime" : "utc"));
    }

    private void uefi(Path code, Path variables) {
        add("-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + option(code.toAbsolutePath()));
        add("-drive", "if=pflash,unit=1,format=raw,file=" + option(variables.toAbsolutePath()));
    }

    private void disks() throws UnsupportedFeatureException {
        controller();
        for (int i = 0; i < machine.disks().size(); i++) {
            MachineDisk disk = machine.disks().get(i);
            if (!FORMATS.contains(disk.format())) {
                throw new UnsupportedFeatureException("%s: QEMU does not run a guest from %s; convert it first"
                        .formatted(disk.path(), disk.format()));
            }
            disk("{" + node(disk, "disk" + i, true) + "}", i);
        }
    }

    private void controller() {
        switch (machine.bus()) {
            case VIRTIO_SCSI -> add("-device", "virtio-scsi-pci,id=scsi");
            case PVSCSI -> add("-device", "pvscsi,id=scsi");
            case SATA -> {
                if (!machine.type().equals("q35")) {
                    add("-device", "ahci,id=sata");
                }
            }
            case VIRTIO, IDE -> {}
        }
    }

    private void disk(String blockdev, int number) {
        add("-blockdev", blockdev);
        String device = switch (machine.bus()) {
            case VIRTIO -> "virtio-blk-pci";
            case VIRTIO_SCSI, PVSCSI -> "scsi-hd,bus=scsi.0,scsi-id=" + number;
            case SATA -> "ide-hd,bus=" + (machine.type().equals("q35") ? "ide." : "sata.") + number;
            case IDE -> "ide-hd,bus=ide.%d,unit=%d".formatted(number / 2, number % 2);
        };
        add("-device", "%s,drive=disk%d,bootindex=%d".formatted(device, number, number));
    }

    /** An image and all that are below it, none of which is written. */
    private static String chain(List<MachineDisk> layers, String name) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < layers.size(); i++) {
            MachineDisk layer = layers.get(i);
            json.append(node(layer, i == 0 ? name : name + "-" + i, i == 0));
            if (i > 0) {
                json.append(",\"read-only\":true");
            }
            if (i + 1 < layers.size()) {
                json.append(",\"backing\":{");
            } else if (layer.format() == DiskFormat.QCOW2 || layer.format() == DiskFormat.VMDK) {
                json.append(",\"backing\":null"); // whatever it names
            }
        }
        return json.append("}".repeat(layers.size())).toString();
    }

    /** The members of a block device's object. */
    private static String node(MachineDisk disk, String name, boolean written) {
        boolean discards = written && (disk.format() == DiskFormat.RAW || disk.format() == DiskFormat.QCOW2);
        String discard = discards ? "\"discard\":\"unmap\"," : "";
        String file = json(disk.path().toAbsolutePath());
        return "\"driver\":\"%s\",\"node-name\":\"%s\",%s\"file\":{\"driver\":\"file\",%s\"filename\":\"%s\"}"
                .formatted(disk.format().id(), name, discard, discard, file);
    }

    private void networkCards() {
        for (int i = 0; i < machine.networkCards().size(); i++) {
            NetworkCard card = machine.networkCards().get(i);
            String model = card.model().equals("virtio") ? "virtio-net-pci" : card.model();
            String mac = card.mac().map(address -> ",mac=" + address).orElse("");
            add("-netdev", "user,id=net" + i, "-device", "%s,netdev=net%d%s".formatted(model, i, mac));
        }
    }

    /** A screen, a pointer, random numbers and a balloon. */
    private void surroundings() {
        boolean arm = machine.architecture() == Machine.Architecture.AARCH64;
        add("-device", arm ? "virtio-gpu-pci" : "VGA");
        if (machine.type().equals("pc")) {
            add("-usb", "-device", "usb-tablet");
        } else {
            add("-device", "qemu-xhci", "-device", "usb-tablet");
        }
        if (arm) {
            add("-device", "usb-kbd");
        }
        add("-device", "virtio-rng-pci", "-device", "virtio-balloon-pci");
    }

    /** A path as the value of an option, where a comma ends the value unless there are two. */
    private static String option(Path path) {
        return path.toString().replace(",", ",,");
    }

    /** A path between the quotes of a text in JSON. */
    static String json(Path path) {
        String text = path.toString();
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.toString();
    }

    /** A word for a POSIX shell. */
    static String quoted(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            plain &= letter || "/._-=,:+".indexOf(c) >= 0;
        }
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
