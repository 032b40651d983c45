package io.guestkit.inspect.language;

import io.guestkit.inspect.report.Application;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metadata of Python packages: headers as in a letter, then an empty line and a description. */
final class PythonPackage {

    private PythonPackage() {}

    static boolean isMetadata(String folder, String name) {
        return name.equals("METADATA") && folder.endsWith(".dist-info")
                || name.equals("PKG-INFO") && folder.endsWith(".egg-info")
                || name.endsWith(".egg-info");
    }

    /** @return null if there is no name or no version */
    static @Nullable Application parse(String text, String path) {
        Map<String, String> headers = headers(text);
        String name = headers.get("name");
        String version = headers.get("version");
        if (name == null || name.isEmpty() || version == null) {
            return null;
        }
        String license = headers.get("license-expression");
        return Application.of("pypi", name, version)
                .publisher(headers.get("author"))
                .url(headers.get("home-page"))
                .summary(headers.get("summary"))
                .license(license != null ? license : headers.get("license"))
                .installPath(path)
                .build();
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new HashMap<>();
        for (String line : text.lines().toList()) {
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) > ' ') { // other lines continue what stands above
                headers.putIfAbsent(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }
}
