package io.guestkit.image.ova;

import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.image.MachineDescription.Firmware;
import io.guestkit.io.CorruptDataException;
import java.io.ByteArrayInputStream;
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
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

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

    static Descriptor parse(byte[] xml) throws CorruptDataException {
        XMLStreamReader reader = null;
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
            reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            return new Parser(reader).parse();
        } catch (XMLStreamException e) {
            throw new CorruptDataException("OVF descriptor: is no well-formed XML: " + firstLine(e));
        } catch (RuntimeException e) {
            // the JDK's parser has exceptions of its own for some kinds of nonsense
            throw new CorruptDataException("OVF descriptor: is no well-formed XML: " + firstLine(e));
        } finally {
            close(reader);
        }
    }

    private static void close(@Nullable XMLStreamReader reader) {
        if (reader != null) {
            try {
                reader.close();
            } catch (XMLStreamException e) {
                // it reads from memory
            }
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return message.substring(0, Math.min(end < 0 ? message.length() : end, 200));
    }

    /** One pass over the elements; names of elements and attributes count without their namespaces, which vary. */
    private static final class Parser {
        private final XMLStreamReader reader;
        private final Map<String, Descriptor.File> files = new LinkedHashMap<>();
        private final List<String[]> disks = new ArrayList<>();
        private final List<String> hostResources = new ArrayList<>();
        private final List<Card> cards = new ArrayList<>();
        /** Of VirtualBox, by the number of their adapter. */
        private final Map<String, String> addresses = new LinkedHashMap<>();

        private final Map<String, String> item = new HashMap<>();
        private boolean inItem;
        private int systems;
        private String name = "";
        private OptionalInt processors = OptionalInt.empty();
        private OptionalLong memory = OptionalLong.empty();
        private Optional<Firmware> firmware = Optional.empty();

        Parser(XMLStreamReader reader) {
            this.reader = reader;
        }

        Descriptor parse() throws XMLStreamException, CorruptDataException {
            boolean first = true;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (first && !reader.getLocalName().equals("Envelope")) {
                            throw new CorruptDataException("OVF descriptor: the root element is %s, expected Envelope"
                                    .formatted(reader.getLocalName()));
                        }
                        first = false;
                        start(reader.getLocalName());
                    }
                    case XMLStreamConstants.END_ELEMENT -> end(reader.getLocalName());
                    case XMLStreamConstants.DTD ->
                        throw new CorruptDataException(
                                "OVF descriptor: has a document type declaration, expected none");
                    default -> {
                        // text and remarks
                    }
                }
            }
            return envelope();
        }

        private void start(String element) throws XMLStreamException {
            switch (element) {
                case "File" ->
                    files.putIfAbsent(
                            attribute("id"),
                            new Descriptor.File(
                                    attribute("id"),
                                    attribute("href"),
                                    attribute("size"),
                                    attribute("compression"),
                                    attribute("chunkSize")));
                case "Disk" ->
                    disks.add(new String[] {
                        attribute("diskId"),
                        attribute("capacity"),
                        attribute("capacityAllocationUnits"),
                        attribute("format"),
                        attribute("fileRef")
                    });
                case "Item", "StorageItem", "EthernetPortItem" -> {
                    inItem = true;
                    item.clear();
                }
                case "ResourceType", "HostResource", "Address", "VirtualQuantity", "AllocationUnits" -> {
                    if (inItem) {
                        item.putIfAbsent(element, reader.getElementText().strip());
                    }
                }
                case "Config" -> configure(attribute("key"), attribute("value"));
                case "VirtualSystem" -> {
                    systems++;
                    name = attribute("id");
                }
                case "Name" -> name = systems > 0 ? reader.getElementText() : name;
                case "Firmware" -> firmware(attribute("type"));
                case "Adapter" -> {
                    if (attribute("enabled").equals("true")) {
                        addresses.putIfAbsent(attribute("slot"), attribute("MACAddress"));
                    }
                }
                default -> {
                    // nothing about disks nor of the machine
                }
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

        private void end(String element) {
            if (element.equals("Item") || element.equals("StorageItem") || element.equals("EthernetPortItem")) {
                inItem = false;
                String quantity = item.getOrDefault("VirtualQuantity", "");
                switch (item.getOrDefault("ResourceType", "")) {
                    case DISK_ITEM -> hostResources.add(item.getOrDefault("HostResource", ""));
                    case ETHERNET ->
                        cards.add(Descriptor.card(
                                item.getOrDefault("Address", ""), item.getOrDefault("slotInfo.pciSlotNumber", "")));
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
            Iterator<String> ofVirtualBox = addresses.values().iterator();
            for (Card card : Descriptor.cards(cards)) {
                String address = ofVirtualBox.hasNext() ? ofVirtualBox.next() : "";
                known.add(
                        card.mac().isPresent()
                                ? card
                                : new Card(Descriptor.card(address, "").mac(), card.slot()));
            }
            return new MachineDescription(Descriptor.name(name), memory, processors, firmware, known);
        }

        private String attribute(String name) {
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                if (reader.getAttributeLocalName(i).equals(name)) {
                    return reader.getAttributeValue(i);
                }
            }
            return "";
        }

        private Descriptor envelope() throws CorruptDataException {
            if (disks.size() > Descriptor.MAX_DISKS) {
                throw new CorruptDataException("OVF descriptor: has %d disks, expected at most %d"
                        .formatted(disks.size(), Descriptor.MAX_DISKS));
            }
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
