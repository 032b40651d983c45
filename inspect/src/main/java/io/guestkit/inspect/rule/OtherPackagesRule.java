package io.guestkit.inspect.rule;

import io.guestkit.volume.NotExamined;
import java.io.IOException;

/** Says so where packages are installed that no rule reads, lest their absence look like an answer. */
final class OtherPackagesRule implements Rule {

    private static final String[][] DATABASES = {
        {"rpm", "usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm"},
        {"apk", "lib/apk/db/installed", "usr/lib/apk/db/installed"},
        {"pacman", "var/lib/pacman/local"},
        {"ebuild", "var/db/pkg"},
        {"xbps", "var/db/xbps"},
        {"ipk", "usr/lib/opkg/status"},
        {"nix", "nix/var/nix/db"},
        {"guix", "var/guix/db"},
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String format = findings.value(Fact.PACKAGE_FORMAT).orElse("");
        for (String[] database : DATABASES) {
            if (!database[0].equals(format)) {
                continue;
            }
            String path = database[1];
            for (int i = 1; i < database.length; i++) {
                if (files.exists(database[i])) {
                    path = database[i];
                    break;
                }
            }
            findings.gap(
                    "/" + path, NotExamined.Code.UNSUPPORTED, "packages of format " + format + " are not read yet");
            return;
        }
        if (!format.isEmpty() && !format.equals("deb")) {
            findings.gap("/", NotExamined.Code.UNSUPPORTED, "packages of format " + format + " are not read yet");
        }
    }
}
