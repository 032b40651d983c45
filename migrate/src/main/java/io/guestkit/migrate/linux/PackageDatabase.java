package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.ByteLines;
import io.guestkit.inspect.rpm.RpmDatabase;
import io.guestkit.inspect.rpm.RpmHeader;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which packages need which: a package manager refuses to uninstall what others need, or takes those away, too. Versions
 * are left aside, and rpm's conflicts; what a package of rpm needs only while it is installed counts like everything else.
 */
final class PackageDatabase {

    private static final long MAX_FILE = 256L << 20;
    private static final int MAX_WORDS = 1_000_000;
    private static final String[] RPM_FOLDERS = {"usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm"};

    /**
     * An installed package.
     *
     * @param offers its name, and what it provides
     * @param needs for each need the names of which one is enough; or, alone, a {@link RichDependency}
     */
    private record Package(String name, Set<String> offers, List<List<String>> needs) {}

    private final List<Package> packages = new ArrayList<>();
    private int words;
    /** Of rpm, how many were read. */
    private int headers;

    private @Nullable Package current;

    private PackageDatabase() {}

    /**
     * Reads the database.
     *
     * @param format of the packages, as inspection has it
     */
    static PackageDatabase read(GuestFiles files, String format) throws IOException {
        PackageDatabase database = new PackageDatabase();
        switch (format) {
            case "deb" -> database.lines(files, "var/lib/dpkg/status", database::dpkg);
            case "apk" -> {
                for (String path : new String[] {"lib/apk/db/installed", "usr/lib/apk/db/installed"}) {
                    if (database.packages.isEmpty()) {
                        database.lines(files, path, database::apk);
                    }
                }
            }
            case "rpm" -> {
                database.rpm(files, database::add);
                database.rpmFiles(files);
            }
            default -> {}
        }
        return database;
    }

    /**
     * The packages that would be broken if some others were not there, sorted.
     *
     * @throws CorruptDataException if one needs what cannot be read
     */
    List<String> needing(Collection<String> removed) throws CorruptDataException {
        Set<String> staying = new HashSet<>();
        Set<String> going = new HashSet<>();
        for (Package each : packages) {
            (removed.contains(each.name) ? going : staying).addAll(each.offers);
        }
        Set<String> broken = new TreeSet<>();
        for (Package each : packages) {
            for (List<String> need : removed.contains(each.name) ? List.<List<String>>of() : each.needs) {
                if (isLost(need, staying, going)) {
                    broken.add(each.name);
                }
            }
        }
        return List.copyOf(broken);
    }

    /** Whether it is met now, and would not be by those that stay. */
    private static boolean isLost(List<String> need, Set<String> staying, Set<String> going)
            throws CorruptDataException {
        if (RichDependency.is(need.getFirst())) {
            return !RichDependency.isMet(need.getFirst(), staying::contains)
                    && RichDependency.isMet(need.getFirst(), name -> staying.contains(name) || going.contains(name));
        }
        boolean lost = false;
        for (String name : need) {
            if (staying.contains(name)) {
                return false;
            }
            lost |= going.contains(name);
        }
        return lost;
    }

    @FunctionalInterface
    private interface LineReader {
        void line(ByteLines line) throws CorruptDataException;
    }

    private void lines(GuestFiles files, String path, LineReader reader) throws IOException {
        try (InputStream in = files.open(path)) {
            if (in != null) {
                ByteLines lines = new ByteLines(in, MAX_FILE);
                while (lines.next()) {
                    reader.line(lines);
                }
            }
        }
    }

    private Package begin(String name) throws CorruptDataException {
        Package begun = new Package(name, new HashSet<>(Set.of(name)), new ArrayList<>());
        count(1);
        packages.add(begun);
        current = begun;
        return begun;
    }

    private void count(int more) throws CorruptDataException {
        words += more;
        if (words > MAX_WORDS) {
            throw new CorruptDataException("more than %d names in the database of packages".formatted(MAX_WORDS));
        }
    }

    private void dpkg(ByteLines line) throws CorruptDataException {
        if (line.startsWith("Package:")) {
            begin(line.text(8).strip());
        }
        Package of = current;
        if (of == null) {
            return;
        }
        if (line.startsWith("Status:") && !line.text(7).strip().endsWith(" ok installed")) {
            packages.removeLast();
            current = null;
        } else if (line.startsWith("Depends:") || line.startsWith("Pre-Depends:")) {
            for (String need : line.text(line.indexOf(':', 0) + 1).split(",")) {
                List<String> names = new ArrayList<>();
                for (String alternative : need.split("\\|")) {
                    names.add(dpkgName(alternative));
                }
                count(names.size());
                of.needs.add(names);
            }
        } else if (line.startsWith("Provides:")) {
            for (String name : line.text(9).split(",")) {
                count(1);
                of.offers.add(dpkgName(name));
            }
        }
    }

    /** Without version and architecture. */
    private static String dpkgName(String written) {
        String name = written.strip();
        for (int i = 0; i < name.length(); i++) {
            if (" (:[".indexOf(name.charAt(i)) >= 0) {
                return name.substring(0, i);
            }
        }
        return name;
    }

    private void apk(ByteLines line) throws CorruptDataException {
        if (line.startsWith("P:")) {
            begin(line.text(2).strip());
        }
        Package of = current;
        boolean needs = line.startsWith("D:");
        if (of == null || !needs && !line.startsWith("p:")) {
            return;
        }
        for (String word : line.text(2).split(" ")) {
            int end = 0;
            while (end < word.length() && "=<>~".indexOf(word.charAt(end)) < 0) {
                end++;
            }
            String name = word.substring(0, end);
            if (!name.isEmpty() && !name.startsWith("!")) {
                count(1);
                if (needs) {
                    of.needs.add(List.of(name));
                } else {
                    of.offers.add(name);
                }
            }
        }
    }

    @FunctionalInterface
    private interface RpmReader {
        void header(RpmHeader header) throws CorruptDataException;
    }

    private static boolean isPath(String need) {
        return need.startsWith("/");
    }

    /** Who has the files that are needed by their path. */
    private void rpmFiles(GuestFiles files) throws IOException {
        Set<String> paths = new HashSet<>();
        for (Package each : packages) {
            for (List<String> need : each.needs) {
                if (RichDependency.is(need.getFirst())) {
                    RichDependency.isMet(
                            need.getFirst(), name -> isPath(name) && paths.add(name)); // asks for all names
                } else if (isPath(need.getFirst())) {
                    paths.add(need.getFirst());
                }
            }
        }
        Set<String> names = new HashSet<>(); // without their folders
        paths.forEach(path -> names.add(path.substring(path.lastIndexOf('/') + 1)));
        Iterator<Package> same = packages.iterator();
        rpm(files, header -> {
            if (!paths.isEmpty() && header.text(RpmHeader.NAME) != null && same.hasNext()) {
                Package of = same.next(); // the database has the same order twice
                header.files((directory, name) -> {
                    if (names.contains(name) && paths.contains(directory + name)) {
                        of.offers.add(directory + name);
                    }
                });
            }
        });
    }

    private void rpm(GuestFiles files, RpmReader reader) throws IOException {
        headers = 0;
        for (String folder : RPM_FOLDERS) {
            for (RpmDatabase kind : RpmDatabase.values()) {
                String path = folder + "/" + kind.fileName();
                try (BlockSource file = files.source(path);
                        BlockSource log = files.source(path + "-wal");
                        BlockSource journal = files.source(path + "-journal")) {
                    if (file != null && headers == 0) {
                        kind.read(file, log, journal, (number, header) -> {
                            headers++;
                            reader.header(RpmHeader.parse(header));
                        });
                    }
                }
            }
        }
    }

    private void add(RpmHeader header) throws CorruptDataException {
        String name = header.text(RpmHeader.NAME);
        if (name != null) {
            Package added = begin(name);
            for (String offer : header.texts(RpmHeader.PROVIDE_NAME)) {
                count(1);
                added.offers.add(offer);
            }
            for (String need : header.texts(RpmHeader.REQUIRE_NAME)) {
                count(RichDependency.is(need) ? need.length() / 2 : 1); // a name has a space behind it
                added.needs.add(List.of(need));
            }
        }
    }
}
