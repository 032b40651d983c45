package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** xbps' list of packages, a property list: a dict of packages, each a dict of strings and more. */
public final class XbpsPlist {

    private static final int PACKAGE_DEPTH = 2; // dict of dicts

    private XbpsPlist() {}

    /**
     * Finds the installed packages.
     *
     * @param in stays the caller's to close
     * @param found where they go, one by one, so that those before a failure are there
     */
    public static void read(InputStream in, List<Application> found) throws IOException {
        try {
            XMLStreamReader xml = Xml.reader(in);
            Map<String, String> fields = new HashMap<>();
            String key = "";
            int dicts = 0;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "dict" -> dicts++;
                        case "key" -> key = Xml.text(xml);
                        case "string" -> {
                            String value = Xml.text(xml);
                            if (dicts == PACKAGE_DEPTH) {
                                fields.put(key, value);
                            }
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("dict")) {
                    if (dicts == PACKAGE_DEPTH) {
                        add(fields, found);
                        fields.clear();
                    }
                    dicts--;
                }
            }
        } catch (XMLStreamException e) {
            throw Xml.trouble(e);
        }
    }

    private static void add(Map<String, String> fields, List<Application> found) {
        String named = fields.get("pkgver");
        int version = named == null ? -1 : PackageFileName.versionOf(named);
        if (named == null || version < 0 || !isInstalled(fields.get("state"))) {
            return;
        }
        int revision = named.lastIndexOf('_');
        int end = revision > version ? revision : named.length();
        found.add(Application.of("xbps", named.substring(0, version), named.substring(version + 1, end))
                .release(end == named.length() ? null : named.substring(end + 1))
                .arch(fields.get("architecture"))
                .publisher(fields.get("maintainer"))
                .url(fields.get("homepage"))
                .summary(fields.get("short_desc"))
                .license(fields.get("license"))
                .build());
    }

    /** As opposed to unpacked, half-removed and the like. */
    private static boolean isInstalled(@Nullable String state) {
        return state == null || state.equals("installed");
    }
}
