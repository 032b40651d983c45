package io.guestkit.inspect.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.rpm.RpmDatabases.Column;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Roots that rpm installed packages into, and what it lists of them, tag by tag. */
@Tag("oracle")
class RpmOracleTest {

    private static final List<Column> COLUMNS = List.of(
            new Column(RpmHeader.NAME, false),
            new Column(RpmHeader.EPOCH, true),
            new Column(RpmHeader.VERSION, false),
            new Column(RpmHeader.RELEASE, false),
            new Column(RpmHeader.ARCH, false),
            new Column(RpmHeader.VENDOR, false),
            new Column(RpmHeader.PACKAGER, false),
            new Column(RpmHeader.URL, false),
            new Column(RpmHeader.SOURCE_RPM, false),
            new Column(RpmHeader.SUMMARY, false),
            new Column(RpmHeader.LICENSE, false),
            new Column(RpmHeader.INSTALL_TIME, true),
            new Column(RpmHeader.MODULARITY_LABEL, false));

    @Test
    @Proves(
            area = "rpm",
            feature = "epochs, module labels, packages of one name, upgrades and removals",
            referee = "rpm")
    void sqlite() throws IOException {
        check(RpmDatabase.SQLITE, "sqlite");
    }

    @Test
    @Proves(area = "rpm", feature = "transactions that are in the log of rpmdb.sqlite alone", referee = "rpm")
    void writeAheadLog() throws IOException {
        check(RpmDatabase.SQLITE, "wal");
        assertThat(answer("wal")).hasSize(answer("sqlite").size() + 1);
    }

    @Test
    @Proves(area = "rpm", feature = "Berkeley DB with many buckets and long chains", referee = "rpm")
    void berkeleyHash() throws IOException {
        check(RpmDatabase.BERKELEY, "hash");
        check(RpmDatabase.BERKELEY, "hash-be");
    }

    @Test
    @Proves(area = "rpm", feature = "Packages (Berkeley DB btree)", referee = "db5.3_load with rpm's headers")
    void berkeleyBtree() throws IOException {
        check(RpmDatabase.BERKELEY, "btree");
    }

    private static void check(RpmDatabase kind, String root) throws IOException {
        Path file =
                Fixtures.of("rpm-roots").resolve(root).resolve("var/lib/rpm").resolve(kind.fileName());
        assertThat(RpmDatabases.lines(RpmDatabases.headers(kind, file), COLUMNS))
                .isEqualTo(answer(root));
    }

    private static List<String> answer(String root) throws IOException {
        List<String> lines = Files.readAllLines(Fixtures.of("rpm-roots").resolve(root + ".tsv"));
        assertThat(lines).hasSizeGreaterThan(40);
        return lines.stream().sorted().toList();
    }
}
