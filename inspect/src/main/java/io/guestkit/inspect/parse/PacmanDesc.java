package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.Application;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pacman keeps of one package: a line {@code %FIELD%}, then lines of its value, then an empty one. */
public final class PacmanDesc {

    private PacmanDesc() {}

    /** @return null if there is no name or no version */
    public static @Nullable Application parse(String text) {
        Map<String, String> fields = fields(text);
        String name = fields.get("NAME");
        String version = fields.get("VERSION");
        if (name == null || version == null) {
            return null;
        }
        DebianVersion parts = DebianVersion.parse(version); // epoch:version-release, too
        String base = fields.get("BASE");
        return Application.of("pacman", name, parts.upstream())
                .epoch(parts.epoch())
                .release(parts.revision().orElse(null))
                .arch(fields.get("ARCH"))
                .publisher(fields.get("PACKAGER"))
                .url(fields.get("URL"))
                .sourcePackage(name.equals(base) ? null : base)
                .summary(fields.get("DESC"))
                .license(fields.get("LICENSE"))
                .installTime(Seconds.instant(fields.get("INSTALLDATE")))
                .build();
    }

    /** The first line of each value, but all lines of licenses. */
    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        String field = "";
        for (String line : TextLines.of(text)) {
            if (line.length() > 2 && line.charAt(0) == '%' && line.charAt(line.length() - 1) == '%') {
                field = line.substring(1, line.length() - 1);
            } else if (field.equals("LICENSE")) {
                fields.merge(field, line, (one, other) -> one + " AND " + other);
            } else {
                fields.putIfAbsent(field, line);
            }
        }
        return fields;
    }
}
