package io.guestkit.inspect.rpm;

import static io.guestkit.inspect.rpm.RpmHeader.ARCH;
import static io.guestkit.inspect.rpm.RpmHeader.EPOCH;
import static io.guestkit.inspect.rpm.RpmHeader.INSTALL_TIME;
import static io.guestkit.inspect.rpm.RpmHeader.LICENSE;
import static io.guestkit.inspect.rpm.RpmHeader.NAME;
import static io.guestkit.inspect.rpm.RpmHeader.RELEASE;
import static io.guestkit.inspect.rpm.RpmHeader.VENDOR;
import static io.guestkit.inspect.rpm.RpmHeader.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.rpm.RpmDatabases.Column;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of real distributions, and what rpm 4.18 lists of them. */
@Tag("oracle")
class RpmCorpusTest {

    private static final List<Column> COLUMNS = List.of(
            new Column(NAME, false),
            new Column(EPOCH, true),
            new Column(VERSION, false),
            new Column(RELEASE, false),
            new Column(ARCH, false),
            new Column(INSTALL_TIME, true),
            new Column(LICENSE, false),
            new Column(VENDOR, false));

    /** A column of the facts that is not among those that are read. */
    private static final int SIZE = 6;

    @Test
    @Proves(area = "rpm", feature = "packages in rpmdb.sqlite", referee = "rpm on a database of CBL-Mariner 2.0")
    void sqliteOfMariner() throws IOException {
        check(RpmDatabase.SQLITE, "cbl-mariner-2.0.rpmdb.sqlite.gz", "cbl-mariner-2.0.rpmdb.sqlite.gz");
    }

    @Test
    @Proves(area = "rpm", feature = "packages in rpmdb.sqlite", referee = "rpm on a database of Fedora 33")
    void sqliteOfFedora(@TempDir Path folder) throws IOException {
        String name = "libguestfs-fedora33.rpmdb.sql.xz";
        Path database = folder.resolve("rpmdb.sqlite");
        try (Corpus.Specimen dump = Corpus.open("rpmdb/" + name)) {
            Oracle.require("sqlite3").run(database, ".read " + dump.path());
        }
        assertThat(RpmDatabases.lines(RpmDatabases.headers(RpmDatabase.SQLITE, database), COLUMNS))
                .isEqualTo(facts(name));
    }

    @Test
    @Proves(area = "rpm", feature = "packages in Packages (Berkeley DB hash)", referee = "rpm on a database of RHEL 8")
    void hashOfRedHat() throws IOException {
        check(RpmDatabase.BERKELEY, "libuuid.Packages.gz", "libuuid.Packages.gz");
    }

    @Test
    @Proves(
            area = "rpm",
            feature = "Berkeley DB of both byte orders",
            referee = "rpm on databases that db5.3_load made of SLE's headers")
    void hashOfBothByteOrders() throws IOException {
        check(RpmDatabase.BERKELEY, "bdb-le-4096.Packages.xz", "bdb-le-4096.Packages");
        check(RpmDatabase.BERKELEY, "bdb-be-8192.Packages.xz", "bdb-be-8192.Packages");
    }

    /** Debian's rpm reads no ndb, but it has read the same headers out of a Berkeley DB: see the test above. */
    @Test
    @Proves(
            area = "rpm",
            feature = "packages in Packages.db (ndb)",
            referee = "rpm on the headers of the same database of SLE 15")
    void ndbOfSuse() throws IOException {
        check(RpmDatabase.NDB, "sle15-bci-old.Packages.db.gz", "bdb-le-4096.Packages");
    }

    private static void check(RpmDatabase kind, String name, String facts) throws IOException {
        try (Corpus.Specimen specimen = Corpus.open("rpmdb/" + name)) {
            assertThat(RpmDatabases.lines(RpmDatabases.headers(kind, specimen.path()), COLUMNS))
                    .isEqualTo(facts(facts));
        }
    }

    private static List<String> facts(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Corpus.folder().resolve("facts/rpmdb/" + name + ".packages.tsv"))) {
            List<String> fields = new ArrayList<>(List.of(line.split("\t", -1)));
            if (!fields.getFirst().equals("name")) {
                fields.remove(SIZE);
                lines.add(String.join("\t", fields));
            }
        }
        lines.sort(null);
        assertThat(lines).isNotEmpty();
        return lines;
    }
}
