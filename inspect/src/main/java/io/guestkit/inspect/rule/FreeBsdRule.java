package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.Seconds;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.sqlite.Row;
import io.guestkit.inspect.sqlite.SqliteDatabase;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Packages that pkg(8) of FreeBSD and DragonFly has installed: the table {@code packages} of an SQLite database. */
final class FreeBsdRule implements Rule {

    private static final String PATH = "var/db/pkg/local.sqlite";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        try (BlockSource file = files.source(PATH);
                BlockSource log = files.source(PATH + "-wal");
                BlockSource journal = files.source(PATH + "-journal")) {
            if (file == null) {
                return;
            }
            SqliteDatabase database = SqliteDatabase.open(file, log, journal);
            SqliteDatabase.Table packages = database.table("packages").orElse(null);
            if (packages == null) {
                return; // nothing was ever installed
            }
            database.read(packages, row -> findings.add(application(packages, row)));
        } catch (CorruptDataException e) {
            throw e.in("/" + PATH);
        }
    }

    private static Application application(SqliteDatabase.Table table, Row row) throws CorruptDataException {
        String name = row.text(table.column("name"));
        String version = row.text(table.column("version"));
        if (name == null || version == null) {
            throw new CorruptDataException("package %d has no name or no version".formatted(row.rowid()));
        }
        int epoch = version.lastIndexOf(',');
        Long time = row.integer(table.column("time"));
        return Application.of("pkg", name, epoch < 0 ? version : version.substring(0, epoch))
                .epoch(epoch < 0 ? OptionalLong.empty() : number(version.substring(epoch + 1)))
                .arch(row.text(table.column("arch")))
                .publisher(row.text(table.column("maintainer")))
                .url(row.text(table.column("www")))
                .sourcePackage(row.text(table.column("origin")))
                .summary(row.text(table.column("comment")))
                .installTime(time == null ? null : Seconds.instant(time))
                .build();
    }

    private static OptionalLong number(@Nullable String digits) {
        var instant = Seconds.instant(digits);
        return instant == null ? OptionalLong.empty() : OptionalLong.of(instant.getEpochSecond());
    }
}
