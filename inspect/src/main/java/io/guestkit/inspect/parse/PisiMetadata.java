package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** What pisi, and its heir eopkg, keep of one package: {@code metadata.xml}. */
public final class PisiMetadata {

    private static final int MAX_DEPTH = 32;

    private PisiMetadata() {}

    /**
     * @param format {@code pisi} or {@code eopkg}
     * @param in stays the caller's to close
     * @return null if there is no name or no version
     */
    public static @Nullable Application read(String format, InputStream in) throws IOException {
        try {
            return application(format, fields(Xml.reader(in)));
        } catch (XMLStreamException e) {
            throw Xml.trouble(e);
        }
    }

    /** The first of the texts that are wanted, by their way from the root; the newest update stands first. */
    private static Map<String, String> fields(XMLStreamReader xml) throws XMLStreamException, CorruptDataException {
        Map<String, String> fields = new HashMap<>();
        String path = "";
        int depth = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                path = path.substring(0, path.lastIndexOf('/'));
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                String here = path + "/" + xml.getLocalName();
                String release = xml.getAttributeValue(null, "release");
                if (here.equals("/PISI/Package/History/Update") && release != null) {
                    fields.putIfAbsent("release", release);
                }
                if (isWanted(here)) {
                    String lang = xml.getAttributeValue("http://www.w3.org/XML/1998/namespace", "lang");
                    String text = Xml.text(xml);
                    if (lang == null || lang.equals("en")) {
                        fields.putIfAbsent(here, text);
                    }
                } else if (++depth > MAX_DEPTH) {
                    throw new CorruptDataException("metadata.xml: more than %d elements deep".formatted(MAX_DEPTH));
                } else {
                    path = here;
                }
            }
        }
        return fields;
    }

    private static boolean isWanted(String path) {
        return switch (path) {
            case "/PISI/Source/Name",
                    "/PISI/Source/Homepage",
                    "/PISI/Source/Packager/Name",
                    "/PISI/Package/Name",
                    "/PISI/Package/Summary",
                    "/PISI/Package/License",
                    "/PISI/Package/Architecture",
                    "/PISI/Package/History/Update/Version" -> true;
            default -> false;
        };
    }

    private static @Nullable Application application(String format, Map<String, String> fields) {
        String name = fields.get("/PISI/Package/Name");
        String version = fields.get("/PISI/Package/History/Update/Version");
        if (name == null || name.isEmpty() || version == null) {
            return null;
        }
        String source = fields.get("/PISI/Source/Name");
        return Application.of(format, name, version)
                .release(fields.get("release"))
                .arch(fields.get("/PISI/Package/Architecture"))
                .publisher(fields.get("/PISI/Source/Packager/Name"))
                .url(fields.get("/PISI/Source/Homepage"))
                .sourcePackage(name.equals(source) ? null : source)
                .summary(fields.get("/PISI/Package/Summary"))
                .license(fields.get("/PISI/Package/License"))
                .build();
    }
}
