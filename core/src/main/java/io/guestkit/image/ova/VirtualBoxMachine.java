package io.guestkit.image.ova;

import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.image.MachineDescription.Firmware;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A machine of VirtualBox: its settings as they are now, not those of its snapshots. There is no specification but the
 * schema that comes with VirtualBox; settings before version 1.11 (VirtualBox 4.0) have their disks in another file.
 */
final class VirtualBoxMachine implements XmlElements.Visitor {

    static final String KIND = "VirtualBox settings";

    /** Numbers of the PCI devices that the adapters are, with the chipset that machines have by default. */
    private static final int[] DEVICES_ON_PIIX3 = {3, 8, 9, 10, 16, 17, 18, 19};

    /** Where a file by its id is, in the place of the file of the settings. */
    private final Map<String, String> locations = new HashMap<>();

    private final List<String> attached = new ArrayList<>();
    private final Adapters adapters = new Adapters();
    private String name = "";
    private OptionalInt processors = OptionalInt.of(1); // which is what a file without it means
    private OptionalLong memory = OptionalLong.empty();
    private Firmware firmware = Firmware.BIOS;
    private boolean isDisk;

    private VirtualBoxMachine() {}

    /** The network adapters of a machine, which VirtualBox writes into its OVF descriptors, too. */
    static final class Adapters {
        private final List<Card> cards = new ArrayList<>();
        private final List<OptionalInt> slots = new ArrayList<>();
        private String chipset = "";

        /** Looks at an element. */
        void start(String element, XmlElements at) {
            if (element.equals("Chipset")) {
                chipset = at.attribute("type");
            } else if (element.equals("Adapter") && at.attribute("enabled").equals("true")) {
                cards.add(new Card(Descriptor.mac(at.attribute("MACAddress")), List.of()));
                slots.add(slot(at.attribute("slot")));
            }
        }

        private static OptionalInt slot(String text) {
            return text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) - '0' < DEVICES_ON_PIIX3.length
                    ? OptionalInt.of(text.charAt(0) - '0')
                    : OptionalInt.empty();
        }

        /** Those that are there, in the order of the file. */
        List<Card> cards() {
            boolean known = chipset.isEmpty() || chipset.equals("PIIX3");
            List<Card> named = new ArrayList<>();
            for (int i = 0; i < cards.size(); i++) {
                OptionalInt slot = slots.get(i);
                named.add(
                        known && slot.isPresent()
                                ? new Card(cards.get(i).mac(), List.of("enp0s" + DEVICES_ON_PIIX3[slot.getAsInt()]))
                                : cards.get(i));
            }
            return named;
        }
    }

    static Descriptor parse(byte[] xml) throws DiskException {
        VirtualBoxMachine machine = new VirtualBoxMachine();
        XmlElements.visit(xml, KIND, "VirtualBox", machine);
        return machine.descriptor();
    }

    @Override
    public void start(String element, XmlElements at) throws DiskException {
        if (at.isAt("VirtualBox", "MachineEncrypted")) {
            throw new UnsupportedFeatureException(KIND + ": the machine is encrypted; decrypt it in VirtualBox first");
        }
        if (at.isAt("VirtualBox", "Machine")) {
            name = at.attribute("name");
        } else if (at.isBelow("VirtualBox", "Machine", "Snapshot")) {
            return; // what the machine once was
        } else if (at.isBelow("VirtualBox", "Machine", "MediaRegistry", "HardDisks")) {
            if (element.equals("HardDisk")) {
                locations.putIfAbsent(id(at.attribute("uuid")), at.attribute("location"));
            }
        } else if (at.isBelow("VirtualBox", "Machine", "Hardware")
                || at.isBelow("VirtualBox", "Machine", "StorageControllers")) { // where they were before VirtualBox 6.1
            startOfHardware(element, at);
        }
    }

    private void startOfHardware(String element, XmlElements at) {
        switch (element) {
            case "CPU" ->
                processors = Descriptor.count(at.attribute("count")).isPresent()
                        ? Descriptor.count(at.attribute("count"))
                        : processors;
            case "Memory" -> {
                OptionalInt megabytes = Descriptor.count(at.attribute("RAMSize"));
                memory = megabytes.isPresent()
                        ? OptionalLong.of((long) megabytes.getAsInt() << 20)
                        : OptionalLong.empty();
            }
            case "Firmware" -> // EFI32 and EFI64, too
                firmware = at.attribute("type").startsWith("EFI") ? Firmware.UEFI : Firmware.BIOS;
            case "AttachedDevice" -> isDisk = at.attribute("type").equals("HardDisk");
            case "Image" -> {
                if (isDisk) {
                    attached.add(id(at.attribute("uuid")));
                }
            }
            default -> adapters.start(element, at);
        }
    }

    @Override
    public void end(String element, XmlElements at) {
        if (element.equals("AttachedDevice")) {
            isDisk = false;
        }
    }

    private static String id(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private Descriptor descriptor() throws DiskException {
        Descriptor.requireFew(KIND, attached.size());
        List<Descriptor.Disk> disks = new ArrayList<>();
        for (String id : attached) {
            String location = locations.getOrDefault(id, "");
            if (location.isEmpty()) {
                throw new CorruptDataException(
                        "%s: has the disk %s attached, and says nothing of where it is".formatted(KIND, id));
            }
            disks.add(Descriptor.Disk.of(id, location, "", Optional.empty()));
        }
        return Descriptor.of(
                KIND,
                disks,
                new MachineDescription(
                        Descriptor.name(name),
                        memory,
                        processors,
                        Optional.of(firmware),
                        Descriptor.cards(adapters.cards())));
    }
}
