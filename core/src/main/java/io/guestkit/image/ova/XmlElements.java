package io.guestkit.image.ova;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the elements of a descriptor in XML. Names of elements and attributes count without their namespaces,
 * which vary. A document type is refused, and with it all that could lead out of the file.
 */
final class XmlElements {

    private final String kind;
    private final XMLStreamReader reader;
    /** From the root to the present element. */
    private final List<String> path = new ArrayList<>();

    /** What comes by. */
    interface Visitor {

        /** An element begins; what it says of itself can be asked for until this returns. */
        void start(String element, XmlElements at) throws XMLStreamException, DiskException;

        /** An element ends, unless its {@link XmlElements#text} was asked for. */
        void end(String element, XmlElements at) throws DiskException;
    }

    private XmlElements(String kind, XMLStreamReader reader) {
        this.kind = kind;
        this.reader = reader;
    }

    /**
     * Shows all elements to a visitor.
     *
     * @param kind what the file is called in messages
     * @param root the element that all others have to be in
     */
    static void visit(byte[] xml, String kind, String root, Visitor visitor) throws DiskException {
        XMLStreamReader reader = null;
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
            reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            new XmlElements(kind, reader).visit(root, visitor);
        } catch (XMLStreamException e) {
            throw new CorruptDataException(kind + ": is no well-formed XML: " + firstLine(e));
        } catch (RuntimeException e) {
            // the JDK's parser has exceptions of its own for some kinds of nonsense
            throw new CorruptDataException(kind + ": is no well-formed XML: " + firstLine(e));
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

    private void visit(String root, Visitor visitor) throws XMLStreamException, DiskException {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    String element = reader.getLocalName();
                    if (path.isEmpty() && !element.equals(root)) {
                        throw new CorruptDataException(
                                "%s: the root element is %s, expected %s".formatted(kind, element, root));
                    }
                    path.add(element);
                    visitor.start(element, this);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    visitor.end(reader.getLocalName(), this);
                    path.removeLast();
                }
                case XMLStreamConstants.DTD ->
                    throw new CorruptDataException(kind + ": has a document type declaration, expected none");
                default -> {
                    // text and remarks
                }
            }
        }
    }

    /** Whether these are the names from the root to the present element. */
    boolean isAt(String... names) {
        return path.size() == names.length && isBelow(names);
    }

    /** Whether these are the names from the root to the element that the present one is in. */
    boolean isIn(String... names) {
        return path.size() == names.length + 1 && isBelow(names);
    }

    /** Whether the names from the root to the present element begin with these. */
    boolean isBelow(String... names) {
        return path.size() >= names.length && path.subList(0, names.length).equals(List.of(names));
    }

    /** An attribute of the element that begins; empty if it has none of that name. */
    String attribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return "";
    }

    /** The text of the element that begins, which may have nothing else in it; it has ended then. */
    String text() throws XMLStreamException {
        String text = reader.getElementText();
        path.removeLast();
        return text;
    }
}
