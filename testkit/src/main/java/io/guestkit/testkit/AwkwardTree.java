package io.guestkit.testkit;

import static io.guestkit.testkit.FileTree.latin1;
import static io.guestkit.testkit.FileTree.utf8;

import io.guestkit.fs.FileType;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import java.time.Instant;
import java.util.Set;

/** The tree on which {@link FileSystemContract} insists: whatever tends to go wrong, as far as a file system can hold it. */
public final class AwkwardTree {

    /** Longer than what ext4 and XFS keep inside an inode. */
    static final String LONG_TARGET = "deep/./" + "a/../".repeat(30) + "leaf";

    static final int LARGE = (1 << 20) + 13;
    static final long HOLE_END = 1 << 20;
    static final int ISLAND = 64 << 10;
    static final int MANY = 300;

    private AwkwardTree() {}

    public static FileTree of(Set<Capability> capabilities) {
        FileTree tree = new FileTree();
        addPlain(tree);
        for (Capability capability : Capability.values()) { // in one order, whatever the set's
            if (capabilities.contains(capability)) {
                add(tree, capability);
            }
        }
        return tree;
    }

    private static void add(FileTree tree, Capability capability) {
        switch (capability) {
            case SYMLINKS -> addSymlinks(tree);
            case HARD_LINKS -> tree.file("one-name", "two names, one file\n").hardLink("deep/other-name", "one-name");
            case PERMISSIONS -> addPermissions(tree);
            case DEVICES -> addDevices(tree);
            case XATTRS -> addXattrs(tree);
            case BYTE_NAMES -> addByteNames(tree);
            case HOLES ->
                tree.file(utf8("holes.img"), new StoredBytes(3 << 20, HOLE_END, StoredBytes.numbered(ISLAND)))
                        .file(utf8("nothing-but-a-hole"), new StoredBytes(200_000, 0, new byte[0]));
            case MODIFIED_TIMES -> tree.file("old", "1985\n").modified(Instant.parse("1985-10-26T01:22:00Z"));
            case DOS_FLAGS -> tree.file("hidden.sys", "hidden\n").dosFlags(0x02 | 0x04);
            case CASE_INSENSITIVE -> tree.file("Mixed Case.TXT", "case is kept\n");
        }
    }

    private static void addPlain(FileTree tree) {
        tree.file("hello.txt", "hello, guest\n")
                .file("empty", "")
                .file("one-byte", "x")
                .file("large.bin", StoredBytes.numbered(LARGE))
                .file("block.bin", StoredBytes.numbered(4096))
                .file("block-1.bin", StoredBytes.numbered(4095))
                .file("block+1.bin", StoredBytes.numbered(4097))
                .directory("empty-directory")
                .file(".hidden", "hidden by its name\n")
                .file("-dash", "no option\n")
                .file("with spaces in it", "spaces\n")
                .file("caf\u00e9/\u65e5\u672c\u8a9e.txt", "\u3053\u3093\u306b\u3061\u306f\n")
                .file("l".repeat(255), "255 bytes\n")
                .file("deep/leaf", "leaf\n")
                .directory("deep/a")
                .file("deep/" + "d/".repeat(20) + "bottom", "bottom\n")
                .file("lines.txt", "one\ntwo\nthree\n");
        for (int i = 0; i < MANY; i++) {
            tree.file("many/entry-%03d with a long enough name.txt".formatted(i), "content " + i + "\n");
        }
    }

    private static void addSymlinks(FileTree tree) {
        tree.symlink("link-file", "hello.txt")
                .symlink("link-absolute", "/deep/leaf")
                .symlink("link-directory", "deep")
                .symlink("link-root", "/")
                .symlink("link-long", LONG_TARGET)
                .symlink("link-slash", "deep/")
                .symlink("link-file-slash", "hello.txt/")
                .symlink("link-dangling", "nowhere/at all")
                .symlink("link-self", "link-self")
                .symlink("deep/loop-a", "../deep/loop-b")
                .symlink("deep/loop-b", "/deep/loop-a")
                .symlink("deep/link-up", "../../../../hello.txt")
                .symlink("deep/link-parent", "..")
                .symlink("chain/0", "../hello.txt");
        for (int i = 1; i <= 40; i++) {
            tree.symlink("chain/" + i, Integer.toString(i - 1));
        }
    }

    private static void addPermissions(FileTree tree) {
        tree.file("mode-4755", "#!/bin/sh\n")
                .mode(04755)
                .file("mode-0000", "secret\n")
                .mode(0)
                .file("mode-0640", "for the group\n")
                .mode(0640)
                .owner(1000, 100)
                .file("owner-large", "32 bits\n")
                .mode(0600)
                .owner(3_000_000_000L, 70_000)
                .directory("mode-1777")
                .mode(01777)
                .directory("mode-2750")
                .mode(02750)
                .owner(0, 4);
    }

    private static void addDevices(FileTree tree) {
        tree.special("dev/null", FileType.CHARACTER_DEVICE, new DeviceNumber(1, 3))
                .mode(0666)
                .special("dev/sda1", FileType.BLOCK_DEVICE, new DeviceNumber(8, 1))
                .mode(0660)
                .special("dev/large-numbers", FileType.BLOCK_DEVICE, new DeviceNumber(259, 200_000))
                .mode(0660)
                .special("dev/fifo", FileType.FIFO, null)
                .mode(0600);
    }

    private static void addXattrs(FileTree tree) {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        tree.file("xattrs", "more than content\n")
                .xattr("user.comment", utf8("hello"))
                .xattr("user.every.byte", bytes)
                .directory("xattrs-directory")
                .xattr("user.comment", utf8("of a directory"));
    }

    private static void addByteNames(FileTree tree) {
        for (String name : new String[] {
            "caf\u00e9-latin1",
            "\u00ff\u00fe\u0080",
            "cut-\u00e3\u0081",
            "new\nline",
            "back\\slash",
            "\u0001\u0007\u001b",
            "*",
            "?",
            "[x]",
            "{a,b}",
            "\"'`$(id)",
            " ",
            "...",
            "trailing.",
            "C:",
            "HELLO.TXT"
        }) {
            tree.file(latin1("bytes/" + name), new StoredBytes(latin1(name)));
        }
        tree.file("bytes/\ud83d\udc27", "outside the basic plane\n")
                .file("bytes/\ufffd", "the replacement character\n");
    }
}
