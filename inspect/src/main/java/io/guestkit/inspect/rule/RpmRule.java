package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.Seconds;
import io.guestkit.inspect.parse.TextLines;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.rpm.RpmDatabase;
import io.guestkit.inspect.rpm.RpmHeader;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Packages that rpm has installed, as {@code rpm -qa} lists them: keys that rpm trusts ({@code gpg-pubkey}) are packages
 * to it, and so they are to libguestfs.
 */
final class RpmRule implements Rule {

    /** Where distributions keep it now, where all kept it, and where images of OSTree have it. */
    private static final String[] FOLDERS = {"usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm"};

    private static final String[] MACROS = {"etc/rpm/macros", "usr/lib/rpm/macros"};

    private static final int MAX_PACKAGES = 1 << 20;

    /** Packages that are passed over, each with a gap, before the database is given up. */
    private static final int MAX_CORRUPT = 100;

    /** @param folder without its file's name */
    private record Place(String folder, RpmDatabase kind) {
        String path() {
            return folder + "/" + kind.fileName();
        }
    }

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        List<Place> places = places(files);
        if (places.isEmpty()) {
            noDatabase(files, findings);
            return;
        }
        Place used = places.size() == 1 ? places.getFirst() : configured(files, places);
        for (Place place : places) {
            if (!place.equals(used)) {
                findings.doubt("/" + place.path(), "is a database of rpm beside the one that is in use");
            }
        }
        read(files, used, findings);
    }

    private static List<Place> places(GuestFiles files) throws IOException {
        List<Place> places = new ArrayList<>();
        for (String folder : FOLDERS) {
            boolean seen = false;
            for (Place place : places) {
                seen |= files.isSame(place.folder, folder);
            }
            for (RpmDatabase kind : RpmDatabase.values()) {
                Place place = new Place(folder, kind);
                if (!seen && files.isFile(place.path())) {
                    places.add(place);
                }
            }
        }
        return places;
    }

    private static void noDatabase(GuestFiles files, Findings findings) throws IOException {
        if (!findings.is(Fact.PACKAGE_FORMAT, "rpm")) {
            return;
        }
        for (String folder : FOLDERS) {
            if (files.isFile(folder + "/packages.rpm")) {
                findings.gap("/" + folder, NotExamined.Code.UNSUPPORTED, "database of rpm 3 or older");
                return;
            }
        }
        String folder = FOLDERS[0];
        for (String candidate : FOLDERS) {
            if (files.isDirectory(candidate)) {
                folder = candidate;
                break;
            }
        }
        findings.gap("/" + folder, NotExamined.Code.UNKNOWN, "no database of rpm is there");
    }

    /** The database that rpm's macros name; where they do not say, the one that rpm would look for first. */
    private static Place configured(GuestFiles files, List<Place> places) throws IOException {
        String path = macro(files, "%_dbpath");
        String backend = macro(files, "%_db_backend");
        Place best = places.getFirst();
        int bestScore = -1;
        for (Place place : places) {
            int score = path != null && files.isSame(path, place.folder) ? 2 : 0;
            score += backend != null && backend.startsWith(place.kind.backend()) ? 1 : 0;
            if (score > bestScore) {
                best = place;
                bestScore = score;
            }
        }
        return best;
    }

    private static @Nullable String macro(GuestFiles files, String name) throws IOException {
        for (String file : MACROS) {
            String text = files.text(file);
            for (String line : text == null ? List.<String>of() : TextLines.of(text)) {
                if (line.startsWith(name) && line.length() > name.length() && line.charAt(name.length()) <= ' ') {
                    return line.substring(name.length())
                            .strip()
                            .replace("%{_usr}", "/usr")
                            .replace("%{_var}", "/var");
                }
            }
        }
        return null;
    }

    private static void read(GuestFiles files, Place place, Findings findings) throws IOException {
        String path = place.path();
        try (BlockSource file = files.source(path);
                BlockSource log = files.source(path + "-wal");
                BlockSource journal = files.source(path + "-journal")) {
            if (file == null) {
                return; // it was there a moment ago
            }
            place.kind.read(file, log, journal, new Packages(path, findings));
        } catch (CorruptDataException e) {
            throw e.in("/" + path);
        }
    }

    /** Takes packages. One that cannot be understood is a gap, and the others are still there. */
    private static final class Packages implements RpmDatabase.HeaderReader {

        private final String path;
        private final Findings findings;
        private int count;
        private int corrupt;

        Packages(String path, Findings findings) {
            this.path = path;
            this.findings = findings;
        }

        @Override
        public void header(long number, StructView header) throws CorruptDataException {
            if (++count > MAX_PACKAGES) {
                throw new CorruptDataException("rpm: more than %d packages".formatted(MAX_PACKAGES));
            }
            try {
                findings.add(application(RpmHeader.parse(header)));
            } catch (CorruptDataException e) {
                if (++corrupt > MAX_CORRUPT) {
                    throw e;
                }
                findings.gap("/" + path, NotExamined.Code.CORRUPT, "package " + number + ": " + e.getMessage());
            }
        }
    }

    private static Application application(RpmHeader header) throws CorruptDataException {
        Long epoch = header.number(RpmHeader.EPOCH);
        Long installed = header.number(RpmHeader.INSTALL_TIME);
        String vendor = header.text(RpmHeader.VENDOR);
        return Application.of("rpm", required(header, RpmHeader.NAME), required(header, RpmHeader.VERSION))
                .epoch(epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch))
                .release(header.text(RpmHeader.RELEASE))
                .arch(header.text(RpmHeader.ARCH))
                .publisher(vendor == null || vendor.isEmpty() ? header.text(RpmHeader.PACKAGER) : vendor)
                .url(header.text(RpmHeader.URL))
                .sourcePackage(header.text(RpmHeader.SOURCE_RPM))
                .summary(header.text(RpmHeader.SUMMARY))
                .license(header.text(RpmHeader.LICENSE))
                .installTime(installed == null ? null : Seconds.instant(installed))
                .moduleLabel(header.text(RpmHeader.MODULARITY_LABEL))
                .build();
    }

    private static String required(RpmHeader header, int tag) throws CorruptDataException {
        String text = header.text(tag);
        if (text == null || text.isEmpty()) {
            throw new CorruptDataException("rpm header: no tag %d".formatted(tag));
        }
        return text;
    }
}
