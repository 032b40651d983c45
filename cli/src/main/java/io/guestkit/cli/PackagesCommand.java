package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.cli.sbom.CycloneDx;
import io.guestkit.cli.sbom.PackageUrls;
import io.guestkit.cli.sbom.Sbom;
import io.guestkit.cli.sbom.Spdx;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspection;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.document.Json;
import io.guestkit.inspect.language.LanguagePackages;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.inspect.report.NotExaminedReport;
import io.guestkit.volume.Location;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code packages}: what is installed, for people, for programs and for scanners. */
final class PackagesCommand implements Command {

    private static final String SCHEMA = "guestkit.packages/1";
    private static final String CLOCK = "SOURCE_DATE_EPOCH";

    @Override
    public Usage usage() {
        return new Usage(
                "packages",
                "IMAGE…",
                1,
                Usage.MANY,
                "What is installed, also as a bill of materials",
                List.of(
                        Flag.ADD,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.SNAPSHOT,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.LUKS_HEADER,
                        Flag.READER,
                        Flag.PACKAGES,
                        Flag.TIMESTAMP,
                        Flag.SBOM),
                List.of(
                        "disk.qcow2",
                        "a table",
                        "disk.qcow2 --output cyclonedx",
                        "CycloneDX 1.6 for a scanner",
                        "disk.qcow2 --packages all",
                        "also what no package manager of the system knows",
                        "disk.qcow2 --output spdx --timestamp 2026-01-01T00:00:00Z",
                        "SPDX 2.3, the same every time"),
                List.of(
                        "Several images are the disks of one guest: sda, sdb and so on.",
                        "Without --timestamp, SOURCE_DATE_EPOCH says the time of a bill of materials; without both,",
                        "CycloneDX has none and SPDX, which needs one, has the present."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Instant time = time(call);
        try (DiskSet disks = call.open(call.images(call.operands().size()))) {
            InspectReport report = report(disks, "all".equals(call.value(Flag.PACKAGES)));
            String output = String.valueOf(call.value(Flag.SBOM));
            switch (output) {
                case "cyclonedx", "spdx" ->
                    printSbom(
                            report,
                            output,
                            Invocation.hostPath(call.operands().getFirst()),
                            time,
                            call.streams().out());
                case "json", "yaml" -> Document.print(document(report), call);
                default -> print(report, call.streams());
            }
            // what could not be read is in our own documents; the others have no place for it
            if (!output.equals("json") && !output.equals("yaml")) {
                for (NotExaminedReport left : report.notExamined()) {
                    call.streams().note("not examined: " + left.location() + ": " + left.reason());
                }
                Warnings.print(report.warnings(), call.streams());
            }
            return Keys.exitCode(disks, call.streams());
        }
    }

    static InspectReport report(DiskSet disks, boolean all) {
        Inspection inspection = Inspector.inspect(disks);
        InspectReport report = inspection.report();
        if (!all) {
            return report;
        }
        List<GuestReport> guests = new ArrayList<>();
        List<NotExaminedReport> notExamined = new ArrayList<>(report.notExamined());
        for (int i = 0; i < report.guests().size(); i++) {
            Guest guest = inspection.guests().get(i);
            LanguagePackages found = LanguagePackages.below(guest.fileSystem().getPath("/"));
            for (LanguagePackages.NotRead left : found.notRead()) {
                Location location = Location.of(guest.root()).then(left.path());
                NotExamined why = NotExamined.of(location, left.reason());
                notExamined.add(new NotExaminedReport(location.toString(), why.code(), why.reason()));
            }
            GuestReport reported = report.guests().get(i);
            List<Application> applications = new ArrayList<>(reported.applications());
            applications.addAll(found.applications());
            applications.sort(Application.ORDER);
            guests.add(reported.withApplications(applications));
        }
        return new InspectReport(
                report.schema(),
                report.engine(),
                report.images(),
                guests,
                report.media(),
                report.noGuest(),
                report.volumes(),
                report.filesystems(),
                notExamined,
                report.warnings());
    }

    /** @return null if nobody says it */
    private static @Nullable Instant time(Invocation call) {
        String given = call.value(Flag.TIMESTAMP);
        if (given != null) {
            try {
                return Instant.parse(given);
            } catch (DateTimeException e) {
                throw new UsageException("--timestamp " + given + ": expected a time such as 2026-01-01T00:00:00Z");
            }
        }
        String seconds = System.getenv(CLOCK);
        if (seconds == null || seconds.isEmpty()) {
            return null;
        }
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds));
        } catch (NumberFormatException | DateTimeException e) {
            throw new UsageException(CLOCK + " is " + seconds + ", expected seconds since 1970");
        }
    }

    /**
     * A bill of materials.
     *
     * @param format {@code cyclonedx} or {@code spdx}
     * @param image the first one, whose name stands for all of them
     * @param time of the document; null to leave it out where that is allowed
     */
    static void printSbom(InspectReport report, String format, Path image, @Nullable Instant time, OutputStream out)
            throws IOException {
        Sbom sbom = Sbom.of(String.valueOf(image.getFileName()), VersionCommand.version(), time, report.guests());
        switch (format) {
            case "cyclonedx" -> out.write((CycloneDx.json(sbom) + "\n").getBytes(StandardCharsets.UTF_8));
            case "spdx" -> Json.printPretty(Spdx.document(sbom), out);
            default ->
                throw new IllegalArgumentException(
                        "there is no bill of materials called " + format + "; there are cyclonedx and spdx");
        }
    }

    static Map<String, Object> document(InspectReport report) {
        List<Object> guests = new ArrayList<>();
        for (GuestReport guest : report.guests()) {
            PackageUrls urls = new PackageUrls(guest.identity());
            List<Object> packages = new ArrayList<>();
            for (Application application : guest.applications()) {
                Map<String, Object> facts = new LinkedHashMap<>();
                if (Facts.of(application) instanceof Map<?, ?> known) {
                    known.forEach((key, value) -> facts.put(String.valueOf(key), value));
                }
                urls.of(application).ifPresent(purl -> facts.put("purl", purl));
                packages.add(facts);
            }
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("root", guest.root());
            facts.put("os_name", guest.identity().osName());
            facts.put("distro", guest.identity().distro());
            facts.put("os_version", guest.identity().osVersion());
            facts.put("packages", packages);
            guests.add(facts);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.put("guests", Facts.of(guests));
        document.put("not_examined", Facts.of(report.notExamined()));
        document.put("warnings", Facts.of(report.warnings()));
        return document;
    }

    private static void print(InspectReport report, Streams streams) throws IOException {
        for (GuestReport guest : report.guests()) {
            if (report.guests().size() > 1) {
                streams.println(Text.printable(guest.root()));
            }
            Table table = new Table(0);
            for (Application application : guest.applications()) {
                if (table.isEmpty()) {
                    table.row("NAME", "VERSION", "ARCH", "FORMAT", "SUMMARY");
                }
                table.row(
                        application.name(),
                        PackageUrls.epochAndVersion(application),
                        application.arch().orElse("-"),
                        application.format().orElse("-"),
                        application.summary().orElse(""));
            }
            table.print(streams);
            if (table.isEmpty()) {
                streams.note("no packages are known of " + guest.root());
            }
        }
        if (report.guests().isEmpty()) {
            streams.note("no operating system was found");
        }
    }
}
