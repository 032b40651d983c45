package io.guestkit.image.ova;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.image.MachineDescription.Firmware;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.xml.stream.XMLStreamException;

/**
 * A domain of libvirt, whatever hypervisor runs it. Format:
 * <a href="https://libvirt.org/formatdomain.html">Domain XML format</a>.
 */
final class LibvirtDomain implements XmlElements.Visitor {

    static final String KIND = "libvirt domain";

    private static final String[] DISK = {"domain", "devices", "disk"};
    private static final String[] CARD = {"domain", "devices", "interface"};

    private final List<Descriptor.Disk> disks = new ArrayList<>();
    private final List<Card> cards = new ArrayList<>();
    private String name = "";
    private OptionalInt processors = OptionalInt.empty();
    private OptionalLong memory = OptionalLong.empty();
    private Optional<Firmware> firmware = Optional.empty();

    // of the disk or the card that has begun and not ended
    private String kindOfSource = "";
    private String kindOfDevice = "";
    private String source = "";
    private String target = "";
    private String driver = "";
    private String address = "";
    private List<String> names = List.of();

    private LibvirtDomain() {}

    static Descriptor parse(byte[] xml) throws DiskException {
        LibvirtDomain domain = new LibvirtDomain();
        XmlElements.visit(xml, KIND, "domain", domain);
        return domain.descriptor();
    }

    @Override
    public void start(String element, XmlElements at) throws XMLStreamException {
        if (at.isAt(DISK)) {
            kindOfSource = at.attribute("type");
            kindOfDevice = at.attribute("device");
            source = "";
            target = "";
            driver = "";
        } else if (at.isAt(CARD)) {
            address = "";
            names = List.of();
        } else if (at.isIn(DISK)) {
            startOfDisk(element, at);
        } else if (at.isIn(CARD)) {
            startOfCard(element, at);
        } else if (at.isIn("domain")) {
            startOfMachine(element, at);
        } else if (at.isIn("domain", "os")) {
            startOfStart(element, at);
        }
    }

    private void startOfDisk(String element, XmlElements at) {
        switch (element) {
            case "source" -> source = at.attribute("file").isEmpty() ? at.attribute("dev") : at.attribute("file");
            case "target" -> target = at.attribute("dev");
            case "driver" -> driver = at.attribute("type");
            default -> {
                // of no interest, or of the images below it, which name each other themselves
            }
        }
    }

    private void startOfCard(String element, XmlElements at) {
        if (element.equals("mac")) {
            address = at.attribute("address");
        } else if (element.equals("address") && at.attribute("type").equals("pci")) {
            names = namesOnFirstBus(at);
        }
    }

    /** Linux takes the slot that ACPI tells, where it tells one, or else the number of the device. */
    private static List<String> namesOnFirstBus(XmlElements at) {
        OptionalInt device = hex(at.attribute("slot"));
        boolean first = hex(at.attribute("bus")).orElse(-1) == 0
                && hex(at.attribute("domain")).orElse(0) == 0
                && hex(at.attribute("function")).orElse(0) == 0;
        return first && device.orElse(0) > 0
                ? List.of("ens" + device.getAsInt(), "enp0s" + device.getAsInt())
                : List.of();
    }

    private static OptionalInt hex(String text) {
        try {
            return OptionalInt.of(Integer.decode(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private void startOfMachine(String element, XmlElements at) throws XMLStreamException {
        switch (element) {
            case "name" -> name = at.text();
            case "memory" -> {
                String unit = at.attribute("unit");
                memory = memory(at.text(), unit);
            }
            case "vcpu" -> processors = Descriptor.count(at.text());
            case "os" -> firmware(at.attribute("firmware"));
            default -> {
                // nothing of the machine that is wanted
            }
        }
    }

    private void startOfStart(String element, XmlElements at) throws XMLStreamException {
        if (element.equals("loader")) {
            // only UEFI comes on flash; its variables are a file of their own
            firmware(at.attribute("type").equals("pflash") ? "efi" : "");
        } else if (element.equals("type") && at.text().strip().equals("hvm") && firmware.isEmpty()) {
            firmware = Optional.of(Firmware.BIOS);
        }
    }

    private void firmware(String word) {
        if (word.equals("efi")) {
            firmware = Optional.of(Firmware.UEFI);
        } else if (word.equals("bios")) {
            firmware = Optional.of(Firmware.BIOS);
        }
    }

    private static OptionalLong memory(String number, String unit) {
        try {
            long factor = switch (unit) {
                case "", "k", "KiB" -> 1L << 10;
                case "b", "bytes" -> 1;
                case "KB" -> 1000;
                case "M", "MiB" -> 1L << 20;
                case "MB" -> 1_000_000;
                case "G", "GiB" -> 1L << 30;
                case "GB" -> 1_000_000_000;
                case "T", "TiB" -> 1L << 40;
                case "TB" -> 1_000_000_000_000L;
                default -> 0;
            };
            long bytes = Math.multiplyExact(Long.parseLong(number.strip()), factor);
            return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty(); // its disks are as good as before
        }
    }

    @Override
    public void end(String element, XmlElements at) throws DiskException {
        if (at.isAt(DISK) && (kindOfDevice.isEmpty() || kindOfDevice.equals("disk") || kindOfDevice.equals("lun"))) {
            addDisk();
        } else if (at.isAt(CARD)) {
            cards.add(new Card(Descriptor.mac(address), names));
        }
    }

    private void addDisk() throws DiskException {
        if (!kindOfSource.equals("file") && !kindOfSource.equals("block")) {
            throw new UnsupportedFeatureException("%s: the disk %s is of type %s; only files and block devices are read"
                    .formatted(KIND, target, kindOfSource));
        }
        if (source.isEmpty()) {
            throw new CorruptDataException("%s: the disk %s has no source".formatted(KIND, target));
        }
        Optional<DiskFormat> format = DiskFormat.named(driver);
        if (format.isEmpty() && !driver.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "%s: the disk %s is of the unknown format %s".formatted(KIND, target, driver));
        }
        disks.add(Descriptor.Disk.of(target, source, "", format));
        Descriptor.requireFew(KIND, disks.size());
    }

    private Descriptor descriptor() {
        return Descriptor.of(
                KIND,
                disks,
                new MachineDescription(Descriptor.name(name), memory, processors, firmware, Descriptor.cards(cards)));
    }
}
