package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** XML out of a guest: without DTDs and entities of its own, and in bounded memory. */
final class Xml {

    private static final int MAX_TEXT = 64 << 10;

    private Xml() {}

    static XMLStreamReader reader(InputStream in) throws XMLStreamException {
        // Decoded here, since the parser would tell standard error about bytes that are no UTF-8.
        return reader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The same for what is decoded already, whatever encoding it says that it has. */
    static XMLStreamReader reader(Reader in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory.createXMLStreamReader(in);
    }

    /** The text up to the end of the element that has just started, elements inside it left out; at most 64 KiB of it. */
    static String text(XMLStreamReader xml) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int depth = 1;
        while (depth > 0 && xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (depth == 1 && text.length() < MAX_TEXT) {
                        text.append(xml.getText(), 0, Math.min(xml.getTextLength(), MAX_TEXT - text.length()));
                    }
                }
                default -> {}
            }
        }
        return text.toString().strip();
    }

    /** What has gone wrong: with reading, or with what was read. */
    static IOException trouble(XMLStreamException e) {
        if (e.getNestedException() instanceof IOException unreadable) {
            return unreadable;
        }
        CorruptDataException corrupt = new CorruptDataException("XML: " + e.getMessage());
        corrupt.initCause(e);
        return corrupt;
    }
}
