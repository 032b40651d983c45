package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * dpkg's list of packages, deb822(5): stanzas of {@code Field: value}, an empty line between two of them. Read once
 * from front to back; only the fields that are wanted become text.
 */
public final class DpkgStatus {

    private static final long MAX_FILE = 256L << 20;

    private final String format;
    private final List<Application> found;
    private @Nullable String name;
    private @Nullable String status;
    private @Nullable String version;
    private @Nullable String arch;
    private @Nullable String maintainer;
    private @Nullable String homepage;
    private @Nullable String source;
    private @Nullable String summary;
    private @Nullable String license; // only opkg has it, and the next one
    private @Nullable String installTime;

    private DpkgStatus(String format, List<Application> found) {
        this.format = format;
        this.found = found;
    }

    /**
     * Finds the installed packages: those whose status is {@code … ok installed}, or with opkg
     * {@code … installed}, and those without status, which is
     * how the files below {@code status.d} of distroless images are.
     *
     * @param format of the packages: {@code deb}, or that of another program that keeps such a list
     * @param in stays the caller's to close
     * @param found where they go, one by one, so that those before a failure are there
     */
    public static void read(String format, InputStream in, List<Application> found) throws IOException {
        DpkgStatus stanza = new DpkgStatus(format, found);
        ByteLines lines = new ByteLines(in, MAX_FILE);
        while (lines.next()) {
            if (isBlank(lines)) {
                stanza.end();
            } else {
                stanza.field(lines);
            }
        }
        stanza.end();
    }

    private static boolean isBlank(ByteLines line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.at(i) != ' ' && line.at(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    private void field(ByteLines line) {
        // Most lines continue a description or a list of configuration files.
        switch (line.at(0)) {
            case 'P' -> name = value(line, "Package:", name);
            case 'S' -> {
                status = value(line, "Status:", status);
                source = value(line, "Source:", source);
            }
            case 'V' -> version = value(line, "Version:", version);
            case 'A' -> arch = value(line, "Architecture:", arch);
            case 'M' -> maintainer = value(line, "Maintainer:", maintainer);
            case 'H' -> homepage = value(line, "Homepage:", homepage);
            case 'D' -> summary = value(line, "Description:", summary);
            case 'L' -> license = value(line, "License:", license);
            case 'I' -> installTime = value(line, "Installed-Time:", installTime);
            default -> {}
        }
    }

    private static @Nullable String value(ByteLines line, String field, @Nullable String otherwise) {
        return line.startsWith(field) ? line.text(field.length()) : otherwise;
    }

    private void end() {
        if (name != null && !name.isEmpty() && version != null && isInstalled(status)) {
            DebianVersion parts = DebianVersion.parse(version);
            found.add(Application.of(format, name, parts.upstream())
                    .epoch(parts.epoch())
                    .release(parts.revision().orElse(null))
                    .arch(arch)
                    .publisher(maintainer)
                    .url(homepage)
                    .sourcePackage(withoutVersion(source))
                    .sourceVersion(versionOf(source))
                    .summary(summary)
                    .license(license)
                    .installTime(Seconds.instant(installTime))
                    .build());
        }
        name = null;
        status = null;
        version = null;
        arch = null;
        maintainer = null;
        homepage = null;
        source = null;
        summary = null;
        license = null;
        installTime = null;
    }

    private boolean isInstalled(@Nullable String status) {
        return status == null || status.endsWith(format.equals("ipk") ? " installed" : " ok installed");
    }

    /** {@code glibc (2.36-9)} names the source package and, where it differs, its version. */
    private static @Nullable String withoutVersion(@Nullable String source) {
        int parenthesis = source == null ? -1 : source.indexOf('(');
        return source == null || parenthesis < 0
                ? source
                : source.substring(0, parenthesis).strip();
    }

    private static @Nullable String versionOf(@Nullable String source) {
        int start = source == null ? -1 : source.indexOf('(');
        int end = source == null ? -1 : source.indexOf(')', start + 1);
        return source == null || start < 0 || end < 0
                ? null
                : source.substring(start + 1, end).strip();
    }
}
