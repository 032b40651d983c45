package io.guestkit.inspect.rule;

import io.guestkit.volume.NotExamined;
import java.io.IOException;

/** Says so where the database is missing that a guest of this kind has, lest the absence of packages look like an answer. */
final class MissingPackagesRule implements Rule {

    /** Formats, each with the places of its database. */
    private static final String[][] DATABASES = {
        {"deb", "var/lib/dpkg/status", "var/lib/dpkg/status.d"},
        {"apk", "lib/apk/db/installed", "usr/lib/apk/db/installed"},
        {"pacman", "var/lib/pacman/local", "var/lib/pacman-g2/local", "usr/lib/holo/pacmandb/local"},
        {"ebuild", "var/db/pkg"},
        {"xbps", "var/db/xbps"},
        {"ipk", "usr/lib/opkg/status", "var/lib/opkg/status"},
        {"pisi", "var/lib/pisi/package"},
        {"eopkg", "var/lib/eopkg/package"},
        {"slackware", "var/lib/pkgtools/packages", "var/log/packages"},
        {"nix", "nix/var/nix/db/db.sqlite"},
        {"guix", "var/guix/db/db.sqlite"},
        {"swupd", SwupdRule.BUNDLES},
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String format = findings.value(Fact.PACKAGE_FORMAT).orElse("");
        for (String[] database : DATABASES) {
            if (database[0].equals(format) && !isThere(files, database)) {
                findings.gap(
                        "/" + database[1],
                        NotExamined.Code.UNKNOWN,
                        "no list of packages of format " + format + " is there");
            }
        }
    }

    private static boolean isThere(GuestFiles files, String[] database) throws IOException {
        for (int i = 1; i < database.length; i++) {
            if (files.exists(database[i])) {
                return true;
            }
        }
        return false;
    }
}
