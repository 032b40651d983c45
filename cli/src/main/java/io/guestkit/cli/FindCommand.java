package io.guestkit.cli;

import io.guestkit.fs.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code find}: a tree, a line for every file. */
final class FindCommand implements Command {

    /** As wide as a digest, where there is none. */
    private static final String NO_HASH = "-";

    @Override
    public Usage usage() {
        return new Usage(
                "find",
                "IMAGE [PATH]",
                1,
                2,
                "A tree, a line for every file, sorted by path",
                List.of(
                        Flag.HASH,
                        Flag.PRINT0,
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
                        "every path below /etc",
                        "disk.qcow2 / --hash --output json",
                        "a JSON object a line, with digests",
                        "disk.qcow2 /srv -0 | xargs -0 …",
                        "exact names for other tools",
                        "disk.qcow2 / --device /dev/sda1",
                        "one file system, without its mounts"),
                List.of(
                        "PATH is the root if it is not given. The order is that of the bytes of the paths.",
                        "Symbolic links are not followed. Control characters in names are shown as \\xNN.",
                        "What cannot be read is named on standard error and makes the exit code non-zero."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        if (call.has(Flag.PRINT0) && (call.output() != OutputFormat.TEXT || call.has(Flag.HASH))) {
            throw new UsageException("--print0 prints paths only; leave out --output and --hash, or --print0");
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
        Lines lines = new Lines(call);
        TreeWalk.walk(start, lines);
        return lines.trouble.code();
    }

    private static final class Lines implements TreeWalk.Visitor {
        private final Invocation call;
        private final Trouble trouble;
        private final @Nullable ContentDigest digest;

        Lines(Invocation call) {
            this.call = call;
            this.trouble = new Trouble(call);
            this.digest = call.has(Flag.HASH) ? new ContentDigest("sha256") : null;
        }

        @Override
        public void visit(Entry entry) throws IOException {
            String sha256 = sha256(entry);
            if (call.output() != OutputFormat.TEXT) {
                Document.printItem(facts(entry, sha256), call);
                return;
            }
            String path = entry.path().toString();
            if (call.has(Flag.PRINT0)) {
                call.streams().out().write(Text.bytes(path));
                call.streams().out().write(0);
            } else if (digest != null) {
                call.streams().println((sha256 == null ? NO_HASH : sha256) + "  " + Text.printable(path));
            } else {
                call.streams().println(Text.printable(path));
            }
        }

        private @Nullable String sha256(Entry entry) throws IOException {
            if (digest == null || entry.type() != FileType.REGULAR) {
                return null;
            }
            try {
                return digest.of(entry.path());
            } catch (IOException e) {
                failed(entry.path(), e);
                return null;
            }
        }

        private Map<String, Object> facts(Entry entry, @Nullable String sha256) throws IOException {
            String target = null;
            Map<String, byte[]> xattrs = Map.of();
            try {
                if (entry.type() == FileType.SYMLINK) {
                    target = Files.readSymbolicLink(entry.path()).toString();
                }
                xattrs = GuestFiles.xattrs(entry.path());
            } catch (IOException e) {
                failed(entry.path(), e);
            }
            return entry.facts(xattrs, target, sha256);
        }

        @Override
        public void failed(Path path, IOException why) throws IOException {
            trouble.add(path.toString(), why);
        }
    }
}
