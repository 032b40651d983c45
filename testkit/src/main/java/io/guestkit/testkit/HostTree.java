package io.guestkit.testkit;

import static io.guestkit.testkit.FileTree.latin1;
import static io.guestkit.testkit.FileTree.utf8;

import io.guestkit.fs.FileType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Writes a {@link FileTree} into a directory of the host, for tools that make a file system of one. A shell script does
 * it, since Java cannot make names that are not text in the host's locale. Devices and owners need root.
 */
public final class HostTree {

    private final ByteArrayOutputStream script = new ByteArrayOutputStream();
    private final Set<Capability> capabilities;

    private HostTree(Set<Capability> capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * @param capabilities which of the tree's facts the target can hold: others are not written
     * @param scratch an empty directory; the tree is written into one inside it
     * @return the root of the tree
     */
    public static Path write(FileTree tree, Set<Capability> capabilities, Path scratch)
            throws IOException, InterruptedException {
        Path root = Files.createDirectory(scratch.resolve("root"));
        Path contents = Files.createDirectory(scratch.resolve("contents"));
        HostTree host = new HostTree(capabilities);
        host.line(utf8("set -e; umask 022"));
        Map<FileTree.Facts, FileTree.Item> written = new HashMap<>();
        for (FileTree.Item item : tree.items()) {
            FileTree.Item first = written.putIfAbsent(item.facts(), item);
            if (first != null) {
                host.line(utf8("ln --"), quoted(first), quoted(item));
            } else {
                host.make(item, contents.resolve(Integer.toString(written.size())));
            }
        }
        for (FileTree.Item item : tree.items().reversed()) { // children first: making them changes a directory's time
            host.decorate(item);
        }
        Path file = Files.write(scratch.resolve("make-tree.sh"), host.script.toByteArray());
        Process shell = new ProcessBuilder("sh", file.toString())
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new IOException("the tree could not be written: " + output);
        }
        return root;
    }

    private void make(FileTree.Item item, Path content) throws IOException {
        FileTree.Facts facts = item.facts();
        switch (facts.type) {
            case DIRECTORY -> line(utf8("mkdir --"), quoted(item));
            case REGULAR -> {
                writeContent(facts.content, content);
                line(
                        utf8("truncate -s " + facts.content.size() + " --"),
                        quote(utf8(content.toString()))); // a last hole
                line(utf8("mv --"), quote(utf8(content.toString())), quoted(item));
            }
            case SYMLINK -> line(utf8("ln -s --"), quote(facts.target), quoted(item));
            case FIFO -> line(utf8("mkfifo --"), quoted(item));
            case CHARACTER_DEVICE, BLOCK_DEVICE -> {
                if (facts.device == null) {
                    throw new IOException("no device number: " + item);
                }
                String kind = facts.type == FileType.BLOCK_DEVICE ? " b " : " c ";
                String numbers = kind + facts.device.major() + " " + facts.device.minor();
                line(utf8("mknod --"), quoted(item), utf8(numbers));
            }
            case SOCKET, UNKNOWN -> throw new IOException("no tool makes " + item);
        }
    }

    private static void writeContent(StoredBytes content, Path file) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.position(content.position()).write(ByteBuffer.wrap(content.bytes()));
        }
    }

    private void decorate(FileTree.Item item) {
        FileTree.Facts facts = item.facts();
        boolean link = facts.type == FileType.SYMLINK;
        if (capabilities.contains(Capability.XATTRS)) {
            facts.xattrs.forEach((name, value) -> line(
                    utf8("setfattr -n " + name + " -v 0x" + HexFormat.of().formatHex(value) + " --"), quoted(item)));
        }
        if (capabilities.contains(Capability.PERMISSIONS)) {
            line(utf8("chown -h " + facts.uid + ":" + facts.gid + " --"), quoted(item));
            if (!link) {
                line(utf8("chmod " + Integer.toOctalString(facts.permissions) + " --"), quoted(item));
            }
        }
        line(utf8("touch -h -d @" + facts.modified.getEpochSecond() + " --"), quoted(item));
    }

    private void line(byte[]... words) {
        for (byte[] word : words) {
            script.writeBytes(word);
            script.write(' ');
        }
        script.write('\n');
    }

    private static byte[] quoted(FileTree.Item item) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        path.writeBytes(utf8("./"));
        path.writeBytes(item.path());
        return quote(path.toByteArray());
    }

    private static byte[] quote(byte[] word) {
        String text = new String(word, StandardCharsets.ISO_8859_1);
        return latin1("'" + text.replace("'", "'\\''") + "'");
    }
}
