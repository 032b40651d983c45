package io.guestkit.cli;

import io.guestkit.Disks;
import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code check}: what is wrong with an image's structure. */
final class CheckCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "check",
                "IMAGE",
                0,
                1,
                "What is wrong with the structure of an image",
                List.of(Flag.IMAGE, Flag.FORMAT, Flag.SOURCE_FORMAT, Flag.ALLOW_PATH, Flag.OUTPUT),
                List.of("disk.qcow2", "", "disk.vhdx --output json", "with qemu-img's keys"),
                List.of(
                        "Looks at all tables and at no content, and repairs nothing. Exit code 0: nothing is wrong;",
                        "3: content is wrong or in danger; 6: only room is lost."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Path path = call.image();
        call.examine(path.toString());
        try (DiskImage image = Disks.openImage(path, call.openOptions())) {
            CheckReport report = image.check();
            Warnings.print(image.warnings(), call.streams());
            if (call.output() == OutputFormat.TEXT) {
                print(path, report, call.streams());
            } else {
                Document.print(document(path, image, report), call);
            }
            return report.corruptions() > 0 ? ExitCode.CORRUPT : report.leaks() > 0 ? ExitCode.FINDINGS : ExitCode.OK;
        }
    }

    private static void print(Path path, CheckReport report, Streams streams) throws IOException {
        for (CheckReport.Finding finding : report.findings()) {
            String kind = finding.kind() == CheckReport.Finding.Kind.LEAK ? "leak: " : "corrupt: ";
            streams.println(Text.printable(kind + finding.message()));
        }
        long more = report.corruptions() + report.leaks() - report.findings().size();
        if (more > 0) {
            streams.println("and " + more + " more");
        }
        String found = report.isClean()
                ? "nothing is wrong"
                : report.corruptions() + " corruptions, " + report.leaks() + " leaks";
        streams.println(Text.printable(
                "%s: %s; %d of %d units are stored, %d of them compressed, %d apart from their predecessor"
                        .formatted(
                                path,
                                found,
                                report.allocatedUnits(),
                                report.totalUnits(),
                                report.compressedUnits(),
                                report.fragmentedUnits())));
    }

    private static Map<String, Object> document(Path path, DiskImage image, CheckReport report) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("filename", path.toString());
        facts.put("format", image.info().format().id());
        facts.put("check-errors", 0);
        if (report.imageEnd().isPresent()) {
            facts.put("image-end-offset", report.imageEnd().getAsLong());
        }
        facts.put("corruptions", report.corruptions());
        facts.put("leaks", report.leaks());
        facts.put("total-clusters", report.totalUnits());
        facts.put("allocated-clusters", report.allocatedUnits());
        facts.put("fragmented-clusters", report.fragmentedUnits());
        facts.put("compressed-clusters", report.compressedUnits());
        List<Object> findings = new ArrayList<>();
        for (CheckReport.Finding finding : report.findings()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("kind", finding.kind() == CheckReport.Finding.Kind.LEAK ? "leak" : "corruption");
            each.put("message", finding.message());
            findings.add(each);
        }
        facts.put("findings", findings);
        return facts;
    }
}
