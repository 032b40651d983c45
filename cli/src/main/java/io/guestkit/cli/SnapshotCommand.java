package io.guestkit.cli;

import io.guestkit.Disks;
import io.guestkit.image.DiskImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code snapshot}: what internal snapshots an image has. */
final class SnapshotCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "snapshot",
                "list IMAGE",
                2,
                2,
                "The internal snapshots of an image",
                List.of(Flag.DISK, Flag.FORMAT, Flag.SOURCE_FORMAT, Flag.ALLOW_PATH, Flag.OUTPUT),
                List.of("list disk.qcow2", "", "list disk.qcow2 --output json", "with qemu-img's keys"),
                List.of("convert, inspect, ls and others read one of them by --snapshot NAME."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        if (!call.operands().get(0).equals("list")) {
            throw new UsageException("snapshot %s: expected list; snapshots are read, never made or deleted"
                    .formatted(call.operands().get(0)));
        }
        Path path = Invocation.hostPath(call.operands().get(1));
        call.examine(path.toString());
        try (DiskImage image = Disks.openImage(path, call.openOptions())) {
            ImageFacts facts = new ImageFacts(path, image.info());
            if (call.output() == OutputFormat.TEXT) {
                facts.printSnapshots(call.streams());
                if (image.info().snapshots().isEmpty()) {
                    call.streams().note(path + " has no internal snapshots");
                }
            } else {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("filename", path.toString());
                document.put("snapshots", facts.snapshots());
                Document.print(document, call);
            }
            Warnings.print(image.warnings(), call.streams());
        }
        return ExitCode.OK;
    }
}
