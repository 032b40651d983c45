package io.guestkit.migrate.pipeline;

import io.guestkit.DiskSet;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.document.Json;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.migrate.pipeline.io.Digests;
import io.guestkit.migrate.pipeline.io.DurableFile;
import io.guestkit.volume.NotExamined;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds out who the guest is, and leaves the report in its directory. */
final class InspectStage implements StageWork {

    private static final String FILE = "inspection.json";

    @Override
    public Map<String, Object> run(StageRun run) throws IOException {
        InspectReport report;
        try (DiskSet disks = run.context().open()) {
            for (NotExamined left : disks.notExamined()) {
                if (left.code() == NotExamined.Code.KEY_WRONG) {
                    throw new KeyRequiredException(left.location() + ": " + left.reason());
                }
                run.note("not examined: " + left.location() + ": " + left.reason());
            }
            report = Inspector.inspect(disks).report();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Json.printPretty(Facts.of(report), bytes);
        Path file = run.emptyDirectory().resolve(FILE);
        DurableFile.write(file, bytes.toByteArray());
        run.data().put("guests", guests(report));
        run.data().put("report", file.toString());
        run.context().inspected(report, file);
        return Map.of("report", file.toString(), "sha256", Digests.sha256(bytes.toByteArray()));
    }

    /** Who they are, in a few words. */
    static List<Object> guests(InspectReport report) {
        List<Object> guests = new ArrayList<>();
        for (GuestReport guest : report.guests()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("root", guest.root());
            each.put("os_type", guest.identity().osType().name().toLowerCase(Locale.ROOT));
            guest.identity().osName().ifPresent(name -> each.put("os_name", name));
            guest.identity().hostname().ifPresent(name -> each.put("hostname", name));
            guest.identity().osinfo().ifPresent(name -> each.put("osinfo", name));
            each.put("firmware", guest.identity().firmware().name().toLowerCase(Locale.ROOT));
            guests.add(each);
        }
        return guests;
    }

    @Override
    public boolean takeOver(Map<String, Object> made, StageRun run) throws IOException {
        Path file = Journal.path(made, "report");
        if (!Files.exists(file) || !Digests.sha256(Files.readAllBytes(file)).equals(Journal.text(made, "sha256"))) {
            return false;
        }
        run.context().inspected(null, file);
        return true;
    }
}
