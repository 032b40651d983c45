package io.guestkit.fs.btrfs;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileSystemContract;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.HostTree;
import io.guestkit.testkit.Oracle;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** All of java.nio.file on a file system that mkfs.btrfs has filled. */
@Tag("oracle")
class BtrfsContractTest extends FileSystemContract {

    @TempDir
    static Path scratch;

    private static @Nullable BlockSource image;

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS));
    }

    @Override
    protected GuestFileSystem open(FileTree tree) throws Exception {
        if (image == null) {
            Oracle.requireRoot(); // owners and device nodes, and the mount
            Path file = scratch.resolve("image");
            Path from = HostTree.write(tree, capabilities(), scratch);
            Path to = scratch.resolve("mounted");
            // mkfs.btrfs --rootdir would do but for holes
            Oracle.require("mkfs.btrfs");
            String script = "truncate -s 200M \"$1\" && mkfs.btrfs -q \"$1\" >/dev/null && mkdir \"$3\""
                    + " && mount -o loop \"$1\" \"$3\" && cp -a --sparse=always \"$2/.\" \"$3\"; umount \"$3\"";
            Oracle.require("sh").run("-c", script, "sh", file, from, to);
            image = FileSource.open(file);
        }
        return GuestFileSystem.of(BtrfsDriver.INSTANCE.open(image), "btrfs");
    }
}
