package io.guestkit.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.List;

/** {@code cat}: the bytes of files. */
final class CatCommand implements Command {

    /** Large enough that finding its place does not count, small enough to stay in the cache of a core. */
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

    private static void copy(SeekableByteChannel content, ByteBuffer piece, Streams streams) throws IOException {
        while (content.read(piece.clear()) >= 0) {
            streams.write(piece.flip());
        }
    }

    @Override
    public int run(Invocation call) throws IOException {
        try (Target target = Target.open(call)) {
            Trouble trouble = new Trouble(call);
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            for (String name : call.operands().subList(1, call.operands().size())) {
                try (SeekableByteChannel content = Files.newByteChannel(target.path(name))) {
                    copy(content, piece, call.streams());
                } catch (IOException e) {
                    trouble.add(name, e);
                }
            }
            target.printWarnings(call.streams());
            return trouble.code();
        }
    }
}
