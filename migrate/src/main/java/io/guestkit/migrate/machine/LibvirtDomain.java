package io.guestkit.migrate.machine;

import io.guestkit.image.DiskFormat;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.Optional;

/** A machine as libvirt wants to be told of it, in XML: a domain. */
public final class LibvirtDomain {

    private final StringBuilder xml = new StringBuilder();
    private int depth;

    private LibvirtDomain() {}

    /**
     * A document that {@code virsh define} takes. The MACs of cards that have none are libvirt's choice.
     *
     * @throws UnsupportedFeatureException if the path of an image has a character that XML 1.0 has no way to say
     */
    public static String of(Machine machine) throws UnsupportedFeatureException {
        for (MachineDisk disk : machine.disks()) {
            checkCharacters(disk.path().toAbsolutePath().toString());
        }
        LibvirtDomain domain = new LibvirtDomain();
        domain.write(machine);
        return domain.xml.toString();
    }

    private void write(Machine machine) {
        open("domain", "type", "kvm");
        text("name", machine.name());
        machine.osinfo().ifPresent(id -> {
            open("metadata");
            open("libosinfo:libosinfo", "xmlns:libosinfo", "http://libosinfo.org/xmlns/libvirt/domain/1.0");
            empty("libosinfo:os", "id", id);
            close("libosinfo:libosinfo");
            close("metadata");
        });
        text("memory", Long.toString(machine.memory() >> 10), "unit", "KiB");
        text("vcpu", Integer.toString(machine.processors()));
        system(machine);
        clock(machine);
        text("on_poweroff", "destroy");
        text("on_reboot", "restart");
        text("on_crash", "destroy");
        devices(machine);
        close("domain");
    }

    private void system(Machine machine) {
        if (machine.firmware() == Machine.Firmware.UEFI) {
            open("os", "firmware", "efi");
        } else {
            open("os");
        }
        text("type", "hvm", "arch", machine.architecture().id(), "machine", machine.type());
        if (machine.firmware() == Machine.Firmware.UEFI) {
            // a guest whose loader nobody signed would not start with it
            empty("loader", "secure", "no");
        }
        close("os");
        open("features");
        empty("acpi");
        if (machine.architecture() != Machine.Architecture.AARCH64) {
            empty("apic");
        }
        if (machine.windows()) {
            open("hyperv", "mode", "custom");
            empty("relaxed", "state", "on");
            empty("vapic", "state", "on");
            empty("spinlocks", "state", "on", "retries", "8191");
            close("hyperv");
        }
        close("features");
        empty(
                "cpu",
                "mode",
                machine.architecture() == Machine.Architecture.AARCH64 ? "host-passthrough" : "host-model");
    }

    private void clock(Machine machine) {
        open("clock", "offset", machine.localTime() ? "localtime" : "utc");
        empty("timer", "name", "rtc", "tickpolicy", "catchup");
        if (machine.architecture() != Machine.Architecture.AARCH64) {
            empty("timer", "name", "pit", "tickpolicy", "delay");
            empty("timer", "name", "hpet", "present", "no");
        }
        if (machine.windows()) {
            empty("timer", "name", "hypervclock", "present", "yes");
        }
        close("clock");
    }

    private void devices(Machine machine) {
        open("devices");
        for (int i = 0; i < machine.disks().size(); i++) {
            disk(machine, i);
        }
        Optional<String> controller = machine.bus().scsiModel();
        if (controller.isPresent()) {
            empty("controller", "type", "scsi", "index", "0", "model", controller.get());
        }
        for (NetworkCard card : machine.networkCards()) {
            open("interface", "type", "network");
            card.mac().ifPresent(mac -> empty("mac", "address", mac));
            empty("source", "network", "default");
            empty("model", "type", card.model());
            close("interface");
        }
        open("serial", "type", "pty");
        empty("target", "port", "0");
        close("serial");
        open("console", "type", "pty");
        empty("target", "type", "serial", "port", "0");
        close("console");
        open("channel", "type", "unix");
        empty("target", "type", "virtio", "name", "org.qemu.guest_agent.0");
        close("channel");
        empty("input", "type", "tablet", "bus", "usb");
        empty("graphics", "type", "vnc", "autoport", "yes", "listen", "127.0.0.1");
        open("video");
        empty("model", "type", machine.architecture() == Machine.Architecture.AARCH64 ? "virtio" : "vga");
        close("video");
        empty("memballoon", "model", "virtio");
        open("rng", "model", "virtio");
        text("backend", "/dev/urandom", "model", "random");
        close("rng");
        close("devices");
    }

    private void disk(Machine machine, int number) {
        MachineDisk disk = machine.disks().get(number);
        open("disk", "type", "file", "device", "disk");
        if (disk.format() == DiskFormat.RAW || disk.format() == DiskFormat.QCOW2) {
            empty("driver", "name", "qemu", "type", disk.format().id(), "discard", "unmap");
        } else {
            empty("driver", "name", "qemu", "type", disk.format().id());
        }
        empty("source", "file", disk.path().toAbsolutePath().toString());
        empty(
                "target",
                "dev",
                machine.bus().target(number),
                "bus",
                machine.bus().libvirtBus());
        empty("boot", "order", Integer.toString(number + 1));
        close("disk");
    }

    private void open(String element, String... attributes) {
        start(element, attributes);
        xml.append(">\n");
        depth++;
    }

    private void close(String element) {
        depth--;
        indent().append("</").append(element).append(">\n");
    }

    private void empty(String element, String... attributes) {
        start(element, attributes);
        xml.append("/>\n");
    }

    private void text(String element, String content, String... attributes) {
        start(element, attributes);
        xml.append('>');
        escape(content);
        xml.append("</").append(element).append(">\n");
    }

    private void start(String element, String... attributes) {
        indent().append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            xml.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            xml.append('"');
        }
    }

    private StringBuilder indent() {
        return xml.repeat(' ', 2 * depth);
    }

    private static void checkCharacters(String path) throws UnsupportedFeatureException {
        for (int i = 0; i < path.length(); ) {
            int c = path.codePointAt(i);
            boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
            if (control || c >= 0xd800 && c < 0xe000 || c == 0xfffe || c == 0xffff) {
                throw new UnsupportedFeatureException(
                        "the path of an image has the character U+%04X, which XML has not".formatted(c));
            }
            i += Character.charCount(c);
        }
    }

    /** As content and as an attribute's value. */
    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                case '\'' -> xml.append("&apos;");
                case '\t', '\n', '\r' -> xml.append("&#").append((int) c).append(';');
                default -> xml.append(c);
            }
        }
    }
}
