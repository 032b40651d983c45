package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.inspect.Inspection;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.ImageReport;
import io.guestkit.inspect.report.InspectReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code inspect}: who is this guest. */
final class InspectCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "inspect",
                "IMAGE…",
                1,
                Usage.MANY,
                "Who is this guest: system, mounts, kernels, packages",
                List.of(
                        Flag.ADD,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.SNAPSHOT,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.LUKS_HEADER,
                        Flag.READER,
                        Flag.STATS,
                        Flag.EXPLAIN,
                        Flag.BOOT_CHECK,
                        Flag.TARGET_HYPERVISOR,
                        Flag.OUTPUT),
                List.of(
                        "disk.qcow2",
                        "a report to read",
                        "disk.qcow2 --output json",
                        "everything, packages too",
                        "disk.qcow2 --explain",
                        "which file says so",
                        "disk.qcow2 --boot-check",
                        "whether it would start, and from what to what",
                        "system.qcow2 data.qcow2",
                        "a guest with two disks",
                        "disk.qcow2 --key-file /dev/sda3=secret.key",
                        "a guest whose partition is encrypted"),
                List.of(
                        "Several images are the disks of one guest: sda, sdb and so on.",
                        "The text is a summary; --output json and yaml have every fact."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<Path> images = call.images(call.operands().size());
        try (DiskSet disks = call.open(images)) {
            Inspection inspection = inspect(disks, extras(call));
            InspectReport report = inspection.report();
            boolean explain = call.has(Flag.EXPLAIN);
            if (call.output() == OutputFormat.TEXT) {
                InspectText.print(report, call.streams());
                if (explain) {
                    InspectText.explain(inspection.evidence(), call.streams());
                }
            } else {
                Document.print(document(inspection, explain), call);
            }
            call.printStats(images);
            int code = Keys.exitCode(disks, call.streams());
            return code == ExitCode.OK && isBroken(report) ? ExitCode.FINDINGS : code;
        }
    }

    /** What is known of the disks, and of the files that the images are in. */
    static Inspection inspect(DiskSet disks, Set<Inspector.Extra> extras) {
        Inspection inspection = Inspector.inspect(disks, extras);
        return new Inspection(withActualSizes(inspection.report()), inspection.guests(), inspection.evidence());
    }

    /** The report; if it is to be explained, with where it came from under one more key. */
    static Map<String, Object> document(Inspection inspection, boolean explain) {
        Map<String, Object> document = new LinkedHashMap<>();
        if (Facts.of(inspection.report()) instanceof Map<?, ?> facts) {
            facts.forEach((key, value) -> document.put(String.valueOf(key), value));
        }
        if (explain) {
            Object evidence = Facts.of(inspection.evidence());
            document.put("evidence", evidence == null ? List.of() : evidence);
        }
        return document;
    }

    private static boolean isBroken(InspectReport report) {
        for (GuestReport guest : report.guests()) {
            if (guest.boot().isPresent() && guest.boot().get().verdict() == BootReport.Verdict.BROKEN) {
                return true;
            }
        }
        return false;
    }

    private static InspectReport withActualSizes(InspectReport report) {
        List<ImageReport> images = new ArrayList<>();
        for (ImageReport image : report.images()) {
            images.add(new ImageReport(
                    image.path(),
                    image.format(),
                    image.virtualSize(),
                    AllocatedSize.of(Invocation.hostPath(image.path())),
                    image.backing()));
        }
        return new InspectReport(
                report.schema(),
                report.engine(),
                images,
                report.guests(),
                report.media(),
                report.noGuest(),
                report.volumes(),
                report.filesystems(),
                report.notExamined(),
                report.warnings());
    }

    private static Set<Inspector.Extra> extras(Invocation call) {
        if (!call.has(Flag.BOOT_CHECK)) {
            if (call.has(Flag.TARGET_HYPERVISOR)) {
                throw new UsageException(Flag.TARGET_HYPERVISOR + " without " + Flag.BOOT_CHECK);
            }
            return Set.of();
        }
        return Set.of(
                call.has(Flag.TARGET_HYPERVISOR) ? Inspector.Extra.BOOT_CHECK_VIRTIO : Inspector.Extra.BOOT_CHECK);
    }
}
