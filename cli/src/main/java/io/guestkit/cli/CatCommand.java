package io.guestkit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;

/** {@code cat}: the bytes of files. */
final class CatCommand implements Command {

    private static final int PIECE = 256 << 10;

    @Override
    public Usage usage() {
        return new Usage(
                "cat",
                "IMAGE PATH…",
                2,
                Usage.MANY,
                "The bytes of files",
                List.of(
                        Flag.DEVICE,
                        Flag.ADD,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.SNAPSHOT,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.LUKS_HEADER,
                        Flag.READER),
                List.of(
                        "disk.qcow2 /etc/os-release",
                        "a file",
                        "disk.qcow2 /var/log/syslog | grep -i error",
                        "a file for another tool",
                        "disk.qcow2 /etc/fstab --snapshot before",
                        "as it was in a snapshot"),
                List.of("Symbolic links are followed, inside the guest."));
    }

    /** As {@link InputStream#transferTo}, in pieces large enough that finding their places does not count. */
    private static void copy(InputStream content, OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
            out.write(piece, 0, length);
        }
    }

    @Override
    public int run(Invocation call) throws IOException {
        try (Target target = Target.open(call)) {
            Trouble trouble = new Trouble(call);
            for (String name : call.operands().subList(1, call.operands().size())) {
                try (InputStream content = Files.newInputStream(target.path(name))) {
                    copy(content, call.streams().out());
                } catch (IOException e) {
                    trouble.add(name, e);
                }
            }
            target.printWarnings(call.streams());
            return trouble.code();
        }
    }
}
