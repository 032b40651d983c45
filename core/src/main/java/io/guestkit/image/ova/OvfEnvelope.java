package io.guestkit.image.ova;

import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.image.MachineDescription.Firmware;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import javax.xml.stream.XMLStreamException;

/**
 * An OVF descriptor. Names: DSP0243, "References", "DiskSection", "VirtualHardwareSection"; what VMware and VirtualBox add
 * to it is in the places where their exporters write it.
 */
final class OvfEnvelope {

    static final String KIND = "OVF descriptor";

    /** Resource types of CIM_ResourceAllocationSettingData. */
    private static final String PROCESSOR = "3";

    private static final String MEMORY = "4";
    private static final String ETHERNET = "10";
    private static final String DISK_ITEM = "17";

    private OvfEnvelope() {}

    static Descriptor parse(byte[] xml) throws DiskException {
        Parser parser = new Parser();
        XmlElements.visit(xml, KIND, "Envelope", parser);
        return parser.envelope();
    }

    private static final class Parser implements XmlElements.Visitor {
        private final Map<String, Descriptor.File> files = new LinkedHashMap<>();
        private final List<String[]> disks = new ArrayList<>();
        private final List<String> hostResources = new ArrayList<>();
        private final List<Card> cards = new ArrayList<>();
        /** Of VirtualBox, which says more of them in a place of its own. */
        private final VirtualBoxMachine.Adapters adapters = new VirtualBoxMachine.Adapters();

        private final Map<String, String> item = new HashMap<>();
        private boolean inItem;
        private int systems;
        private String name = "";
        private OptionalInt processors = OptionalInt.empty();
        private OptionalLong memory = OptionalLong.empty();
        private Optional<Firmware> firmware = Optional.empty();

        @Override
        public void start(String element, XmlElements at) throws XMLStreamException {
            switch (element) {
                case "File" ->
                    files.putIfAbsent(
                            at.attribute("id"),
                            new Descriptor.File(
                                    at.attribute("id"),
                                    at.attribute("href"),
                                    at.attribute("size"),
                                    at.attribute("compression"),
                                    at.attribute("chunkSize")));
                case "Disk" ->
                    disks.add(new String[] {
                        at.attribute("diskId"),
                        at.attribute("capacity"),
                        at.attribute("capacityAllocationUnits"),
                        at.attribute("format"),
                        at.attribute("fileRef")
                    });
                case "Item", "StorageItem", "EthernetPortItem" -> {
                    inItem = true;
                    item.clear();
                }
                case "ResourceType", "HostResource", "Address", "VirtualQuantity", "AllocationUnits" -> {
                    if (inItem) {
                        item.putIfAbsent(element, at.text().strip());
                    }
                }
                case "Config" -> configure(at.attribute("key"), at.attribute("value"));
                case "VirtualSystem" -> {
                    systems++;
                    name = at.attribute("id");
                }
                case "Name" -> name = systems > 0 ? at.text() : name;
                case "Firmware" -> firmware(at.attribute("type"));
                default -> adapters.start(element, at);
            }
        }

        /** What VMware adds to an item, or to all of the machine. */
        private void configure(String key, String value) {
            if (inItem) {
                item.putIfAbsent(key, value);
            } else if (key.equals("firmware")) {
                firmware(value);
            }
        }

        private void firmware(String word) {
            String known = word.toLowerCase(Locale.ROOT);
            if (known.startsWith("efi")) { // EFI32 and EFI64, too
                firmware = Optional.of(Firmware.UEFI);
            } else if (known.equals("bios")) {
                firmware = Optional.of(Firmware.BIOS);
            }
        }

        @Override
        public void end(String element, XmlElements at) {
            if (element.equals("Item") || element.equals("StorageItem") || element.equals("EthernetPortItem")) {
                inItem = false;
                String quantity = item.getOrDefault("VirtualQuantity", "");
                switch (item.getOrDefault("ResourceType", "")) {
                    case DISK_ITEM -> hostResources.add(item.getOrDefault("HostResource", ""));
                    case ETHERNET ->
                        cards.add(new Card(
                                Descriptor.mac(item.getOrDefault("Address", "")),
                                Descriptor.namesBySlot(item.getOrDefault("slotInfo.pciSlotNumber", ""))));
                    case PROCESSOR -> processors = Descriptor.count(quantity);
                    case MEMORY -> memory = memory(quantity, item.getOrDefault("AllocationUnits", ""));
                    default -> {
                        // a controller, a drive, a screen
                    }
                }
            }
        }

        private static OptionalLong memory(String quantity, String units) {
            try {
                // the word of the first exporters
                long bytes = Capacity.parse(quantity, units.equals("MegaBytes") ? "byte * 2^20" : units);
                return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
            } catch (CorruptDataException e) {
                return OptionalLong.empty(); // its disks are as good as before
            }
        }

        /** Of several systems it is not known which one is meant. */
        private MachineDescription machine() {
            if (systems != 1) {
                return MachineDescription.UNKNOWN;
            }
            List<Card> known = new ArrayList<>();
            Iterator<Card> ofVirtualBox = adapters.cards().iterator();
            for (Card card : Descriptor.cards(cards)) {
                Card same = ofVirtualBox.hasNext() ? ofVirtualBox.next() : card;
                known.add(new Card(
                        card.mac().isPresent() ? card.mac() : same.mac(),
                        card.names().isEmpty() ? same.names() : card.names()));
            }
            return new MachineDescription(Descriptor.name(name), memory, processors, firmware, known);
        }

        private Descriptor envelope() throws CorruptDataException {
            Descriptor.requireFew(KIND, disks.size());
            Map<String, Descriptor.Disk> byId = new LinkedHashMap<>();
            for (String[] disk : disks) {
                String fileRef = disk[4];
                Descriptor.File file = files.get(fileRef);
                if (file == null && !fileRef.isEmpty()) {
                    throw new CorruptDataException(
                            "OVF descriptor: disk %s has the fileRef %s, which no file has as its id"
                                    .formatted(disk[0], fileRef));
                }
                if (file != null && file.href().isEmpty()) {
                    throw new CorruptDataException("OVF descriptor: file %s has no href".formatted(fileRef));
                }
                if (byId.put(
                                disk[0],
                                new Descriptor.Disk(disk[0], disk[1], disk[2], disk[3], Optional.ofNullable(file)))
                        != null) {
                    throw new CorruptDataException(
                            "OVF descriptor: has two disks with the diskId \"%s\"".formatted(disk[0]));
                }
            }
            Set<String> placed = new HashSet<>();
            List<Descriptor.Disk> ordered = new ArrayList<>();
            for (String resource : hostResources) {
                Descriptor.Disk disk =
                        byId.get(resource.substring(resource.lastIndexOf('/') + 1)); // ovf:/disk/ID, /disk/ID
                if (disk != null && placed.add(disk.id())) {
                    ordered.add(disk);
                }
            }
            for (Descriptor.Disk disk : byId.values()) {
                if (placed.add(disk.id())) {
                    ordered.add(disk);
                }
            }
            return new Descriptor(KIND, ordered, List.copyOf(files.values()), machine());
        }
    }
}
