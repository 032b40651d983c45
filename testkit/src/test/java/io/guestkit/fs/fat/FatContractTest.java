package io.guestkit.fs.fat;

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

/** All of java.nio.file on a file system that mtools has filled. */
@Tag("oracle")
class FatContractTest extends FileSystemContract {

    @TempDir
    static Path scratch;

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
            Path file = scratch.resolve("image");
            Path root = HostTree.write(tree, capabilities(), scratch);
            Oracle.require("mkfs.vfat").run("-C", "-F", "32", file, 64 << 10);
            // a shell, for its names of files and because mtools takes the zone of time from the environment
            Oracle.require("bash")
                    .in(root)
                    .run(
                            "-c",
                            "export TZ=UTC LC_ALL=C.UTF-8; shopt -s dotglob; mcopy -s -m -i \"$0\" ./* :: && mattrib -i \"$0\" +h +s ::hidden.sys",
                            file);
            image = FileSource.open(file);
        }
        return GuestFileSystem.of(FatDriver.INSTANCE.open(image), "fat");
    }
}
