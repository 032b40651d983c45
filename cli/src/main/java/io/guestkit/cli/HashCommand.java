package io.guestkit.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code hash}: digests of files, as sha256sum prints them. */
final class HashCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "hash",
                "IMAGE PATH…",
                2,
                Usage.MANY,
                "Digests of files, as sha256sum prints them",
                List.of(
                        Flag.ALGORITHM,
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
                        "disk.qcow2 /bin/ls /etc/passwd",
                        "SHA-256 of two files",
                        "disk.qcow2 /bin/ls --algorithm md5",
                        "to compare with dpkg's md5sums"),
                List.of("Symbolic links are followed, inside the guest."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        try (Target target = Target.open(call)) {
            String algorithm = call.value(Flag.ALGORITHM);
            String used = algorithm == null ? "sha256" : algorithm;
            ContentDigest digest = new ContentDigest(used);
            Trouble trouble = new Trouble(call);
            for (String name : call.operands().subList(1, call.operands().size())) {
                try {
                    print(name, used, digest.of(regular(target.path(name))), call);
                } catch (IOException e) {
                    trouble.add(name, e);
                }
            }
            target.printWarnings(call.streams());
            return trouble.code();
        }
    }

    private static Path regular(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        if (!Files.isRegularFile(path)) {
            Entry.of(path); // says better why it cannot be reached
            throw Files.exists(path)
                    ? new FileSystemException(path.toString(), null, "is no regular file")
                    : new NoSuchFileException(path.toString());
        }
        return path;
    }

    private static void print(String name, String algorithm, String digest, Invocation call) throws IOException {
        if (call.output() == OutputFormat.TEXT) {
            call.streams().println(line(digest, name));
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("path", name);
        facts.put(algorithm, digest);
        Document.printItem(facts, call);
    }

    /** A backslash in front says that backslashes and line ends in the name are escaped: GNU coreutils' convention. */
    static String line(String digest, String name) {
        String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return (escaped.equals(name) ? "" : "\\") + digest + "  " + escaped;
    }
}
