package io.guestkit.cli;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
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
                List.of(Flag.IMAGE, Flag.DISK, Flag.FORMAT, Flag.SOURCE_FORMAT, Flag.ALLOW_PATH, Flag.OUTPUT),
                List.of(
                        "disk.qcow2",
                        "",
                        "disk.vhdx --output json",
                        "with qemu-img's keys",
                        "vm.ova",
                        "its disks, and whether its manifest is right"),
                List.of(
                        "Looks at all tables and at no content, and repairs nothing. Exit code 0: nothing is wrong;",
                        "3: content is wrong or in danger; 6: only room is lost.",
                        "Of an appliance (.ova, .ovf) it compares the digests of the manifest and checks every disk;",
                        "with --disk only that disk."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Path path = call.image();
        call.examine(path.toString());
        OpenOptions options = call.openOptions();
        List<String> disks = options.member().isPresent() ? List.of() : Disks.members(path, options);
        return disks.isEmpty() ? checkImage(path, options, call) : new ApplianceCheck(path, options, call).run(disks);
    }

    private static int checkImage(Path path, OpenOptions options, Invocation call) throws IOException {
        try (DiskImage image = Disks.openImage(path, options)) {
            CheckReport report = image.check();
            Warnings.print(image.warnings(), call.streams());
            if (call.output() == OutputFormat.TEXT) {
                print(path.toString(), image.info().format(), report, call.streams());
            } else {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("filename", path.toString());
                addFacts(image.info().format(), report, facts);
                Document.print(facts, call);
            }
            return exitCode(report.corruptions(), report.leaks());
        }
    }

    static int exitCode(long corruptions, long leaks) {
        return corruptions > 0 ? ExitCode.CORRUPT : leaks > 0 ? ExitCode.FINDINGS : ExitCode.OK;
    }

    static void print(String name, DiskFormat format, CheckReport report, Streams streams) throws IOException {
        if (format == DiskFormat.RAW && report.isClean()) {
            streams.println(Text.printable(name + ": a raw image has no structure that could be wrong"));
            return;
        }
        for (CheckReport.Finding finding : report.findings()) {
            String kind = finding.kind() == CheckReport.Finding.Kind.LEAK ? "leak: " : "corrupt: ";
            streams.println(Text.printable(kind + finding.message()));
        }
        long more = report.corruptions() + report.leaks() - report.findings().size();
        if (more > 0) {
            streams.println("and " + more + " more");
        }
        streams.println(Text.printable("%s: %s; %d of %d %s stored, %d compressed, %d fragmented"
                .formatted(
                        name,
                        verdict(report.corruptions(), report.leaks()),
                        report.allocatedUnits(),
                        report.totalUnits(),
                        units(format),
                        report.compressedUnits(),
                        report.fragmentedUnits())));
    }

    static String verdict(long corruptions, long leaks) {
        if (corruptions == 0 && leaks == 0) {
            return "nothing is wrong";
        }
        return corruptions
                + (corruptions == 1 ? " corruption, " : " corruptions, ")
                + leaks
                + (leaks == 1 ? " leak" : " leaks");
    }

    /** What the format's specification calls the pieces that it counts. */
    private static String units(DiskFormat format) {
        return switch (format) {
            case QCOW2 -> "clusters";
            case VMDK -> "grains";
            default -> "blocks";
        };
    }

    /** With the keys of qemu-img. */
    static void addFacts(DiskFormat format, CheckReport report, Map<String, Object> facts) {
        facts.put("format", format.id());
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
    }
}
