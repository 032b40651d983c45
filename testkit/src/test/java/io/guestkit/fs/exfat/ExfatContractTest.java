package io.guestkit.fs.exfat;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileSystemContract;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.HostTree;
import io.guestkit.testkit.Oracle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** All of java.nio.file on a file system that mkfs.exfat has made and exfat-fuse filled. */
@Tag("oracle")
class ExfatContractTest extends FileSystemContract {

    @TempDir
    static Path scratch;

    /** The daemon writes its last sectors after the mount is gone. */
    private static final String FILL = """
            set -e
            device=$(losetup --find --show "$0")
            mount.exfat-fuse "$device" "$2" >&2
            cp -r --preserve=timestamps "$1"/. "$2"
            fusermount -u "$2"
            losetup -d "$device"
            while losetup "$device" >/dev/null 2>&1; do sleep 0.1; done
            """;

    private static @Nullable BlockSource image;

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS, Capability.MODIFIED_TIMES);
    }

    @Override
    protected Set<String> alsoInRoot() {
        return Set.of();
    }

    @Override
    protected GuestFileSystem open(FileTree tree) throws Exception {
        if (image == null) {
            Oracle.require("mount.exfat-fuse");
            Oracle.requireRoot(); // a loop device
            Path file = scratch.resolve("image");
            Oracle.require("truncate").run("-s", "64M", file);
            Oracle.require("mkfs.exfat").run(file);
            Path root = HostTree.write(tree, capabilities(), scratch);
            Oracle.require("bash").run("-c", FILL, file, root, Files.createDirectory(scratch.resolve("mount")));
            image = new BytesSource(hidden(Files.readAllBytes(file)));
        }
        return GuestFileSystem.of(ExfatDriver.INSTANCE.open(image), "exfat");
    }

    /** No tool sets the attributes of hidden.sys, so its set of entries gets them here, and a new checksum. */
    private static byte[] hidden(byte[] bytes) {
        byte[] name = "hidden.sys".getBytes(StandardCharsets.UTF_16LE);
        for (int at = 0; at + 96 <= bytes.length; at += EntrySet.ENTRY) {
            if ((bytes[at] & 0xff) == EntrySet.FILE
                    && bytes[at + 1] == EntrySet.MIN_SECONDARY
                    && Arrays.equals(bytes, at + 66, at + 66 + name.length, name, 0, name.length)) {
                bytes[at + 4] = 0x02 | 0x04;
                int sum = 0;
                for (int i = 0; i < 96; i++) {
                    sum = i == 2 || i == 3 ? sum : Checksum.add16(sum, bytes[at + i] & 0xff);
                }
                bytes[at + 2] = (byte) sum;
                bytes[at + 3] = (byte) (sum >> 8);
                return bytes;
            }
        }
        throw new AssertionError("no hidden.sys");
    }
}
