package io.guestkit.image.ova;

import io.guestkit.io.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The disks that an OVF descriptor describes. Names: DSP0243, "References", "DiskSection", "VirtualHardwareSection".
 *
 * @param disks in the order in which the hardware items name them, then those that none names
 * @param files all that the appliance names, also those of no disk, in the order in which they stand there
 */
record OvfEnvelope(List<Disk> disks, List<File> files) {

    /**
     * A disk.
     *
     * @param id {@code ovf:diskId}
     * @param capacity in units of {@code capacityUnits}, as it stands there
     * @param capacityUnits {@code ovf:capacityAllocationUnits}
     * @param format {@code ovf:format}, which lies at times
     * @param file empty for a disk that is blank
     */
    record Disk(String id, String capacity, String capacityUnits, String format, Optional<File> file) {

        /** What the disk is called in messages, and where one is chosen: its file, or its id. */
        String name() {
            return file.map(File::href).orElse(id);
        }
    }

    /**
     * A file of the appliance.
     *
     * @param size {@code ovf:size} in bytes, as it stands there; empty if it does not
     * @param compression {@code ovf:compression}; empty for none
     * @param chunkSize {@code ovf:chunkSize}; empty if the file is in one piece
     */
    record File(String id, String href, String size, String compression, String chunkSize) {}

    /** Far above what exporters write. */
    static final int MAX_BYTES = 4 << 20;

    private static final int MAX_DISKS = 1000;
    private static final String DISK_ITEM = "17";

    static OvfEnvelope parse(byte[] xml) throws CorruptDataException {
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
        private final Map<String, File> files = new LinkedHashMap<>();
        private final List<String[]> disks = new ArrayList<>();
        private final List<String> hostResources = new ArrayList<>();
        private boolean inItem;
        private String resourceType = "";
        private String hostResource = "";

        Parser(XMLStreamReader reader) {
            this.reader = reader;
        }

        OvfEnvelope parse() throws XMLStreamException, CorruptDataException {
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
                            new File(
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
                case "Item", "StorageItem" -> {
                    inItem = true;
                    resourceType = "";
                    hostResource = "";
                }
                case "ResourceType" ->
                    resourceType = inItem ? reader.getElementText().strip() : "";
                case "HostResource" -> {
                    if (inItem && hostResource.isEmpty()) {
                        hostResource = reader.getElementText().strip();
                    }
                }
                default -> {
                    // nothing about disks
                }
            }
        }

        private void end(String element) {
            if (element.equals("Item") || element.equals("StorageItem")) {
                if (resourceType.equals(DISK_ITEM)) {
                    hostResources.add(hostResource);
                }
                inItem = false;
            }
        }

        private String attribute(String name) {
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                if (reader.getAttributeLocalName(i).equals(name)) {
                    return reader.getAttributeValue(i);
                }
            }
            return "";
        }

        private OvfEnvelope envelope() throws CorruptDataException {
            if (disks.size() > MAX_DISKS) {
                throw new CorruptDataException(
                        "OVF descriptor: has %d disks, expected at most %d".formatted(disks.size(), MAX_DISKS));
            }
            Map<String, Disk> byId = new LinkedHashMap<>();
            for (String[] disk : disks) {
                String fileRef = disk[4];
                File file = files.get(fileRef);
                if (file == null && !fileRef.isEmpty()) {
                    throw new CorruptDataException(
                            "OVF descriptor: disk %s has the fileRef %s, which no file has as its id"
                                    .formatted(disk[0], fileRef));
                }
                if (file != null && file.href().isEmpty()) {
                    throw new CorruptDataException("OVF descriptor: file %s has no href".formatted(fileRef));
                }
                if (byId.put(disk[0], new Disk(disk[0], disk[1], disk[2], disk[3], Optional.ofNullable(file)))
                        != null) {
                    throw new CorruptDataException(
                            "OVF descriptor: has two disks with the diskId \"%s\"".formatted(disk[0]));
                }
            }
            Set<String> placed = new HashSet<>();
            List<Disk> ordered = new ArrayList<>();
            for (String resource : hostResources) {
                Disk disk = byId.get(resource.substring(resource.lastIndexOf('/') + 1)); // ovf:/disk/ID, /disk/ID
                if (disk != null && placed.add(disk.id())) {
                    ordered.add(disk);
                }
            }
            for (Disk disk : byId.values()) {
                if (placed.add(disk.id())) {
                    ordered.add(disk);
                }
            }
            return new OvfEnvelope(List.copyOf(ordered), List.copyOf(files.values()));
        }
    }
}
