package io.guestkit.cli;

import io.guestkit.fs.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code ls}: what a directory holds. */
final class LsCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "ls",
                "IMAGE [PATH]",
                1,
                2,
                "What a directory holds",
                List.of(
                        Flag.LONG,
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
                        "the root directory",
                        "-l disk.qcow2 /etc",
                        "with modes, owners, sizes and times",
                        "disk.qcow2 /EFI --device /dev/sda1",
                        "on a file system that is not mounted"),
                List.of(
                        "PATH is the root if it is not given; a file is shown itself.",
                        "All entries are shown, those that start with a dot too."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        if (call.has(Flag.LONG) && call.output() != OutputFormat.TEXT) {
            throw new UsageException("-l is for text; --output prints everything anyway");
        }
        try (Target target = Target.open(call)) {
            int code = print(
                    target.path(call.operands().size() > 1 ? call.operands().get(1) : "/"), call);
            target.printWarnings(call.streams());
            return code;
        }
    }

    static int print(Path path, Invocation call) throws IOException {
        Trouble trouble = new Trouble(call);
        boolean directory = Entry.of(path).isDirectory() || Files.isDirectory(path) && !call.has(Flag.LONG);
        List<Path> paths = directory ? list(path, trouble) : List.of(path);
        Table table = new Table(0, 1, 2, 3, 4);
        for (Path each : paths) {
            try {
                print(each, directory, table, call);
            } catch (IOException e) {
                trouble.add(each.toString(), e);
            }
        }
        table.print(call.streams());
        return trouble.code();
    }

    private static void print(Path path, boolean nameOnly, Table table, Invocation call) throws IOException {
        String name = nameOnly ? String.valueOf(path.getFileName()) : path.toString();
        if (call.output() == OutputFormat.TEXT && !call.has(Flag.LONG)) {
            call.streams().println(Text.printable(name));
            return;
        }
        Entry entry = Entry.of(path);
        String target =
                entry.type() == FileType.SYMLINK ? Files.readSymbolicLink(path).toString() : null;
        if (call.output() != OutputFormat.TEXT) {
            Document.printItem(entry.facts(GuestFiles.xattrs(path), target, null), call);
            return;
        }
        table.row(
                entry.modeString(),
                String.valueOf(entry.links()),
                String.valueOf(entry.uid()),
                String.valueOf(entry.gid()),
                entry.isDevice() ? entry.deviceNumber() : String.valueOf(entry.size()),
                time(entry),
                target == null ? name : name + " -> " + target);
    }

    /** To the second, which is what people look at. */
    private static String time(Entry entry) {
        String seconds = entry.modified()
                .with(java.time.temporal.ChronoField.NANO_OF_SECOND, 0)
                .toString();
        return seconds.replace('T', ' ').replace("Z", "");
    }

    private static List<Path> list(Path directory, Trouble trouble) throws IOException {
        Listing listing = Listing.of(directory);
        IOException failure = listing.failure();
        if (failure != null) {
            trouble.add(directory.toString(), failure);
        }
        List<Path> paths = new ArrayList<>(listing.entries());
        paths.sort((a, b) -> Arrays.compareUnsigned(Text.bytes(a.toString()), Text.bytes(b.toString())));
        return paths;
    }
}
