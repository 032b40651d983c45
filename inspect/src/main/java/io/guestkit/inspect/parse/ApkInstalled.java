package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * apk's list of packages: lines of a letter, a colon and a value, an empty line behind each package
 * (<a href="https://wiki.alpinelinux.org/wiki/Apk_spec">Apk spec</a>, "Installed Database V2").
 */
public final class ApkInstalled {

    private static final long MAX_FILE = 256L << 20;

    private final List<Application> found;
    private @Nullable String name;
    private @Nullable String version;
    private @Nullable String arch;
    private @Nullable String summary;
    private @Nullable String url;
    private @Nullable String license;
    private @Nullable String origin;
    private @Nullable String maintainer;

    private ApkInstalled(List<Application> found) {
        this.found = found;
    }

    /**
     * Finds the installed packages.
     *
     * @param in stays the caller's to close
     * @param found where they go, one by one, so that those before a failure are there
     */
    public static void read(InputStream in, List<Application> found) throws IOException {
        ApkInstalled stanza = new ApkInstalled(found);
        ByteLines lines = new ByteLines(in, MAX_FILE);
        while (lines.next()) {
            if (lines.length() == 0) {
                stanza.end();
            } else if (lines.length() >= 2 && lines.at(1) == ':') {
                stanza.field(lines);
            }
        }
        stanza.end();
    }

    private void field(ByteLines line) {
        switch (line.at(0)) { // most lines are those of files: F, R, a, Z
            case 'P' -> name = line.text(2);
            case 'V' -> version = line.text(2);
            case 'A' -> arch = line.text(2);
            case 'T' -> summary = line.text(2);
            case 'U' -> url = line.text(2);
            case 'L' -> license = line.text(2);
            case 'o' -> origin = line.text(2);
            case 'm' -> maintainer = line.text(2);
            default -> {}
        }
    }

    private void end() {
        if (name != null && !name.isEmpty() && version != null && !version.isEmpty()) {
            int release = releaseOf(version);
            found.add(Application.of("apk", name, release < 0 ? version : version.substring(0, release))
                    .release(release < 0 ? null : version.substring(release + 2))
                    .arch(arch)
                    .publisher(maintainer)
                    .url(url)
                    .sourcePackage(name.equals(origin) ? null : origin)
                    .summary(summary)
                    .license(license)
                    .build());
        }
        name = null;
        version = null;
        arch = null;
        summary = null;
        url = null;
        license = null;
        origin = null;
        maintainer = null;
    }

    /** Where {@code -rN} starts at the end of a version, or -1. */
    private static int releaseOf(String version) {
        int at = version.lastIndexOf("-r");
        for (int i = at + 2; i < version.length(); i++) {
            if (version.charAt(i) < '0' || version.charAt(i) > '9') {
                return -1;
            }
        }
        return at + 2 < version.length() ? at : -1;
    }
}
