package io.guestkit.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.guestkit.fs.FileType;
import io.guestkit.inspect.document.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tree}: what is in which directory, drawn. */
final class TreeCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "tree",
                "IMAGE [PATH]",
                1,
                2,
                "A tree, drawn as it is nested",
                List.of(
                        Flag.LEVEL,
                        Flag.DIRECTORIES,
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
                        "disk.qcow2 /etc",
                        "/etc and all that is below it",
                        "disk.qcow2 -L 2 -d",
                        "directories, two levels of them",
                        "disk.qcow2 /EFI --device /dev/sda1",
                        "on a file system that is not mounted",
                        "disk.qcow2 /etc --output json",
                        "objects with name, type, and contents"),
                List.of(
                        "PATH is the root if it is not given. Names are in the order of their bytes, those that start with",
                        "a dot too. Symbolic links are not followed. Control characters are shown as \\xNN.",
                        "What cannot be read is named on standard error and makes the exit code non-zero."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        if (call.output() == OutputFormat.YAML) {
            throw new UsageException("--output yaml: tree prints text or json");
        }
        try (Target target = Target.open(call)) {
            Path start =
                    target.path(call.operands().size() > 1 ? call.operands().get(1) : "/");
            int code = print(start, call);
            target.printMissingMounts(start, call.streams());
            target.printWarnings(call.streams());
            return code;
        }
    }

    static int print(Path start, Invocation call) throws IOException {
        Nested pen = call.output() == OutputFormat.JSON ? new Objects(call) : new Lines(call);
        TreeDrawing.draw(start, pen);
        pen.finish();
        return pen.trouble.code();
    }

    /** What all formats have in common: what is left out. */
    private abstract static class Nested implements TreeDrawing.Pen {
        final Invocation call;
        private final Trouble trouble;
        private final int most;
        private final boolean directoriesOnly;
        private int depth;

        Nested(Invocation call) {
            this.call = call;
            this.trouble = new Trouble(call);
            this.most = call.number(Flag.LEVEL, Integer.MAX_VALUE);
            this.directoriesOnly = call.has(Flag.DIRECTORIES);
        }

        /** Below the start, which is 0. */
        int depth() {
            return depth;
        }

        /** After all has been drawn. */
        void finish() throws IOException {}

        @Override
        public boolean draws(Entry entry) {
            return !directoriesOnly || entry.isDirectory();
        }

        @Override
        public boolean begin(Entry entry, boolean last) throws IOException {
            String target = null;
            if (entry.type() == FileType.SYMLINK) {
                try {
                    target = Files.readSymbolicLink(entry.path()).toString();
                } catch (IOException e) {
                    failed(entry.path(), e);
                }
            }
            Path name = entry.path().getFileName();
            show(entry, depth == 0 || name == null ? entry.path().toString() : name.toString(), target, last);
            return depth < most;
        }

        abstract void show(Entry entry, String name, @Nullable String target, boolean last) throws IOException;

        @Override
        public void down() throws IOException {
            depth++;
        }

        @Override
        public void up() throws IOException {
            depth--;
        }

        @Override
        public void end() throws IOException {}

        @Override
        public void failed(Path path, IOException why) throws IOException {
            trouble.add(path.toString(), why);
        }
    }

    private static final class Lines extends Nested {
        private final StringBuilder margin = new StringBuilder();
        private boolean last;
        private long directories;
        private long files;

        Lines(Invocation call) {
            super(call);
        }

        @Override
        void show(Entry entry, String name, @Nullable String target, boolean last) throws IOException {
            this.last = last;
            String branch = depth() == 0 ? "" : last ? "└── " : "├── ";
            String arrow = target == null ? "" : " -> " + Text.printable(target);
            call.streams().println(margin + branch + Text.printable(name) + arrow);
            if (entry.isDirectory()) {
                directories++;
            } else {
                files++;
            }
        }

        @Override
        public void down() throws IOException {
            if (depth() > 0) {
                margin.append(last ? "    " : "│   ");
            }
            super.down();
        }

        @Override
        public void up() throws IOException {
            super.up();
            margin.setLength(Math.max(0, margin.length() - 4));
        }

        /** The start does not count, as with tree(1). */
        @Override
        void finish() throws IOException {
            long below = Math.max(0, directories - 1);
            String text = below + (below == 1 ? " directory" : " directories");
            if (!call.has(Flag.DIRECTORIES)) {
                text += ", " + files + (files == 1 ? " file" : " files");
            }
            call.streams().println("");
            call.streams().println(text);
        }
    }

    private static final class Objects extends Nested {
        private final JsonGenerator json;

        Objects(Invocation call) throws IOException {
            super(call);
            this.json = Json.pretty(call.streams().out());
        }

        @Override
        void show(Entry entry, String name, @Nullable String target, boolean last) throws IOException {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeStringField("type", entry.typeName());
            if (target != null) {
                json.writeStringField("target", target);
            }
        }

        @Override
        public void down() throws IOException {
            super.down();
            json.writeArrayFieldStart("contents");
        }

        @Override
        public void up() throws IOException {
            super.up();
            json.writeEndArray();
        }

        @Override
        public void end() throws IOException {
            json.writeEndObject();
        }

        @Override
        void finish() throws IOException {
            json.close();
            call.streams().println("");
        }
    }
}
