package io.guestkit.inspect.rule;

import io.guestkit.volume.NotExamined;
import java.io.IOException;

/**
 * Says so where packages are installed that no rule reads, and where the database is missing that a guest of this kind
 * has, lest their absence look like an answer.
 */
final class OtherPackagesRule implements Rule {

    /** Formats that are read, each with the places of its database. */
    private static final String[][] READ = {
        {"deb", "var/lib/dpkg/status", "var/lib/dpkg/status.d"},
        {"apk", "lib/apk/db/installed", "usr/lib/apk/db/installed"},
        {"pacman", "var/lib/pacman/local", "var/lib/pacman-g2/local", "usr/lib/holo/pacmandb/local"},
        {"ebuild", "var/db/pkg"},
        {"xbps", "var/db/xbps"},
        {"ipk", "usr/lib/opkg/status", "var/lib/opkg/status"},
        {"pisi", "var/lib/pisi/package"},
        {"eopkg", "var/lib/eopkg/package"},
        {"slackware", "var/lib/pkgtools/packages", "var/log/packages"},
    };

    /**
     * Those that are not: what is installed is a graph of everything that the present system was made of, together with
     * what it was made by, and older systems too.
     */
    private static final String[][] UNREAD = {
        {"nix", "nix/var/nix/db"},
        {"guix", "var/guix/db"},
        {"swupd", "usr/share/clear/bundles"},
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String format = findings.value(Fact.PACKAGE_FORMAT).orElse("");
        for (String[] database : UNREAD) {
            if (database[0].equals(format)) {
                findings.gap(
                        "/" + database[1],
                        NotExamined.Code.UNSUPPORTED,
                        "packages of format " + format + " are not read yet");
            }
        }
        for (String[] database : READ) {
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
