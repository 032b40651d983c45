package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.FoundFileSystem;
import io.guestkit.fs.FsSpace;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code df}: how full file systems are. */
final class DfCommand implements Command {

    private static final String UNKNOWN = "-";

    @Override
    public Usage usage() {
        return new Usage(
                "df",
                "IMAGE…",
                1,
                Usage.MANY,
                "How full file systems are",
                List.of(
                        Flag.ALL,
                        Flag.INODES,
                        Flag.DEVICE,
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
                        "what the guest mounts",
                        "disk.qcow2 --all",
                        "every file system, mounted or not",
                        "disk.qcow2 --inodes",
                        "files instead of bytes",
                        "disk.qcow2 --device /dev/sda2 --output json",
                        "one of them, in bytes"),
                List.of(
                        "Without a guest, or with several, every file system is shown. The numbers are those of the kernel's",
                        "df after a mount that only reads; - is what the file system does not say, or what cannot be read."));
    }

    /**
     * A line.
     *
     * @param space empty where it is not known
     */
    private record Row(FoundFileSystem found, List<String> mountedOn, Optional<FsSpace> space) {}

    @Override
    public int run(Invocation call) throws IOException {
        if (call.has(Flag.ALL) && call.has(Flag.DEVICE)) {
            throw new UsageException("--all or --device, not both");
        }
        if (call.has(Flag.INODES) && call.output() != OutputFormat.TEXT) {
            throw new UsageException("--inodes is for text; --output prints everything anyway");
        }
        try (DiskSet disks = call.open(call.images(call.operands().size()))) {
            Trouble trouble = new Trouble(call);
            List<Row> rows = rows(disks, call, trouble);
            if (call.output() == OutputFormat.TEXT) {
                print(rows, disks, call);
            } else {
                Document.print(document(rows, disks), call);
            }
            Warnings.print(disks.warnings(), call.streams());
            int key = Keys.exitCode(disks, call.streams());
            return key == ExitCode.OK ? trouble.code() : key;
        }
    }

    private static List<Row> rows(DiskSet disks, Invocation call, Trouble trouble) throws IOException {
        List<Row> rows = new ArrayList<>();
        String device = call.value(Flag.DEVICE);
        if (device != null) {
            FoundFileSystem found = Target.found(disks, device);
            rows.add(new Row(found, List.of(), space(found, trouble)));
            return rows;
        }
        List<Guest> guests = Inspector.guests(disks);
        boolean all = call.has(Flag.ALL) || guests.size() != 1;
        for (FoundFileSystem found : disks.fileSystems()) {
            List<String> mountedOn = mountedOn(found, guests);
            if (!mountedOn.isEmpty() || all && found.isWhole()) {
                rows.add(new Row(found, mountedOn, space(found, trouble)));
            }
        }
        return rows;
    }

    private static List<String> mountedOn(FoundFileSystem found, List<Guest> guests) {
        List<String> paths = new ArrayList<>();
        for (Guest guest : guests) {
            for (Mountpoint mount : guest.mountpoints()) {
                if (mount.device().equals(Optional.of(found.device()))) {
                    paths.add(mount.path());
                }
            }
        }
        return paths;
    }

    private static Optional<FsSpace> space(FoundFileSystem found, Trouble trouble) throws IOException {
        if (found.fileSystem().isEmpty()) {
            return Optional.empty();
        }
        try {
            return found.fileSystem().get().space();
        } catch (IOException e) {
            trouble.add(found.device(), e);
            return Optional.empty();
        }
    }

    private static void print(List<Row> rows, DiskSet disks, Invocation call) throws IOException {
        boolean inodes = call.has(Flag.INODES);
        Table table = new Table(0, 2, 3, 4, 5);
        for (Row row : rows) {
            if (table.isEmpty() && inodes) {
                table.row("DEVICE", "TYPE", "INODES", "USED", "FREE", "USE%", "MOUNTED ON");
            } else if (table.isEmpty()) {
                table.row("DEVICE", "TYPE", "SIZE", "USED", "AVAILABLE", "USE%", "MOUNTED ON");
            }
            List<String> cells = new ArrayList<>(List.of(row.found.device(), row.found.type()));
            cells.addAll(inodes ? inodeCells(row.space) : byteCells(row));
            cells.add(row.mountedOn.isEmpty() ? UNKNOWN : String.join(", ", row.mountedOn));
            table.row(cells.toArray(new String[0]));
        }
        table.print(call.streams());
        Warnings.printNotExamined(disks.notExamined(), call.streams());
        if (rows.isEmpty()) {
            call.streams().note("no file system was found");
        }
    }

    private static List<String> byteCells(Row row) {
        if (row.space.isEmpty()) {
            return List.of(Text.size(row.found.size()), UNKNOWN, UNKNOWN, UNKNOWN);
        }
        FsSpace space = row.space.get();
        return List.of(
                Text.size(space.total()),
                Text.size(space.used()),
                Text.size(space.available()),
                percent(space.used(), space.available()));
    }

    private static List<String> inodeCells(Optional<FsSpace> known) {
        if (known.isEmpty() || known.get().inodes().isEmpty()) {
            return List.of(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
        }
        long inodes = known.get().inodes().getAsLong();
        long free = known.get().freeInodes().orElse(0);
        return List.of(
                String.valueOf(inodes),
                String.valueOf(inodes - free),
                String.valueOf(free),
                percent(inodes - free, free));
    }

    /** Rounded up, so that 100 % means that nothing is left. */
    private static String percent(long used, long free) {
        double all = (double) used + free;
        return all == 0 ? UNKNOWN : (long) Math.ceil(used * 100.0 / all) + "%";
    }

    private static Map<String, Object> document(List<Row> rows, DiskSet disks) {
        List<Object> all = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("device", row.found.device());
            facts.put("location", row.found.location());
            facts.put("type", row.found.type());
            facts.put("mounted_on", row.mountedOn);
            row.space.ifPresent(space -> {
                facts.put("size", space.total());
                facts.put("used", space.used());
                facts.put("available", space.available());
                OptionalLong inodes = space.inodes();
                if (inodes.isPresent()) {
                    long free = space.freeInodes().orElse(0);
                    facts.put("inodes", inodes.getAsLong());
                    facts.put("inodes_used", inodes.getAsLong() - free);
                    facts.put("inodes_free", free);
                }
            });
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
