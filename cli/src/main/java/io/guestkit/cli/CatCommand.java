package io.guestkit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;

/** {@code cat}: the bytes of files. */
final class CatCommand implements Command {

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
                        Flag.LUKS_HEADER),
                List.of(
                        "disk.qcow2 /etc/os-release",
                        "a file",
                        "disk.qcow2 /var/log/syslog | grep -i error",
                        "a file for another tool",
                        "disk.qcow2 /etc/fstab --snapshot before",
                        "as it was in a snapshot"),
                List.of("Symbolic links are followed, inside the guest."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        try (Target target = Target.open(call)) {
            Trouble trouble = new Trouble(call);
            for (String name : call.operands().subList(1, call.operands().size())) {
                try (InputStream content = Files.newInputStream(target.path(name))) {
                    content.transferTo(call.streams().out());
                } catch (IOException e) {
                    trouble.add(name, e);
                }
            }
            target.printWarnings(call.streams());
            return trouble.code();
        }
    }
}
