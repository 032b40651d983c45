package io.guestkit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code cp}: files and trees out of the image. */
final class CpCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "cp",
                "IMAGE SRC DEST",
                3,
                3,
                "Copies files and trees out of the image",
                List.of(
                        Flag.RECURSIVE,
                        Flag.ARCHIVE,
                        Flag.FORCE,
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
                        "disk.qcow2 /etc/fstab .",
                        "a file, into this directory",
                        "-r disk.qcow2 /etc ./guest-etc",
                        "a tree, under a new name",
                        "-f disk.qcow2 /etc/hosts hosts",
                        "over a file that exists"),
                List.of(
                        "If DEST is a directory, the copy goes into it under its own name.",
                        "Modes, times, symbolic links and holes are kept. Links are copied as links and never",
                        "followed inside a tree; device nodes, pipes and sockets are skipped."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        if (call.has(Flag.RECURSIVE) && call.has(Flag.ARCHIVE)) {
            throw new UsageException("--archive includes --recursive; give one of them");
        }
        try (Target target = Target.open(call)) {
            Trouble trouble = new Trouble(call);
            CopyOut copy = new CopyOut(call.has(Flag.ARCHIVE), trouble, call.streams());
            Path source = target.path(call.operands().get(1));
            copy.copy(
                    source,
                    Invocation.hostPath(call.operands().get(2)),
                    call.has(Flag.RECURSIVE) || call.has(Flag.ARCHIVE),
                    call.has(Flag.FORCE));
            if (call.has(Flag.RECURSIVE) || call.has(Flag.ARCHIVE)) {
                target.printMissingMounts(source, call.streams());
            }
            target.printWarnings(call.streams());
            return trouble.code();
        }
    }
}
