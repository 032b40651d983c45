package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.ImageReport;
import io.guestkit.inspect.report.InspectReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
                        Flag.STATS,
                        Flag.OUTPUT),
                List.of(
                        "disk.qcow2",
                        "a report to read",
                        "disk.qcow2 --output json",
                        "everything, packages too",
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
            InspectReport report = withActualSizes(Inspector.inspect(disks).report());
            if (call.output() == OutputFormat.TEXT) {
                InspectText.print(report, call.streams());
            } else {
                Document.print(Facts.of(report), call);
            }
            call.printStats(images);
            return Keys.exitCode(disks, call.streams());
        }
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
                images,
                report.guests(),
                report.volumes(),
                report.filesystems(),
                report.notExamined(),
                report.warnings());
    }
}
