package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.FoundFileSystem;
import io.guestkit.inspect.document.Facts;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code filesystems}: every file system on the disks, guest or not. */
final class FilesystemsCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "filesystems",
                "IMAGE…",
                1,
                Usage.MANY,
                "Every file system on the disks, guest or not",
                List.of(
                        Flag.ADD,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.SNAPSHOT,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.LUKS_HEADER,
                        Flag.READER,
                        Flag.OUTPUT),
                List.of(
                        "disk.qcow2",
                        "a table",
                        "system.qcow2 data.qcow2",
                        "two disks, sda and sdb",
                        "disk.qcow2 --output json",
                        "for a script"),
                List.of());
    }

    @Override
    public int run(Invocation call) throws IOException {
        try (DiskSet disks = call.open(call.images(call.operands().size()))) {
            if (call.output() == OutputFormat.TEXT) {
                print(disks, call.streams());
            } else {
                Document.print(document(disks), call);
            }
            Warnings.print(disks.warnings(), call.streams());
            return Keys.exitCode(disks, call.streams());
        }
    }

    private static void print(DiskSet disks, Streams streams) throws IOException {
        Table table = new Table(0, 2, 3);
        for (FoundFileSystem found : disks.fileSystems()) {
            if (table.isEmpty()) {
                table.row("DEVICE", "TYPE", "SIZE", "USED", "LABEL", "UUID");
            }
            table.row(
                    found.device(),
                    found.type(),
                    Text.size(found.size()),
                    found.used().isPresent() ? Text.size(found.used().getAsLong()) : "-",
                    found.label().orElse("-"),
                    found.uuid().orElse("-"));
        }
        table.print(streams);
        Warnings.printNotExamined(disks.notExamined(), streams);
        if (table.isEmpty() && disks.notExamined().isEmpty()) {
            streams.note("no file system was found");
        }
    }

    private static Map<String, Object> document(DiskSet disks) {
        List<Object> all = new ArrayList<>();
        for (FoundFileSystem found : disks.fileSystems()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("device", found.device());
            facts.put("location", found.location());
            facts.put("type", found.type());
            facts.put("label", found.label());
            facts.put("uuid", found.uuid());
            facts.put("size", found.size());
            facts.put("used", found.used());
            all.add(Facts.of(facts));
        }
        List<Object> left = new ArrayList<>();
        for (NotExamined each : disks.notExamined()) {
            left.add(Facts.of(each));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("filesystems", all);
        document.put("not_examined", left);
        document.put("warnings", Facts.of(disks.warnings()));
        return document;
    }
}
