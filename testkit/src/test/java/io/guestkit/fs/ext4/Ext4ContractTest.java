package io.guestkit.fs.ext4;

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

/** All of java.nio.file on a file system that mke2fs has filled. */
@Tag("oracle")
class Ext4ContractTest extends FileSystemContract {

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
            Oracle mke2fs = Oracle.require("mke2fs");
            Oracle.requireRoot(); // owners and device nodes
            Path file = scratch.resolve("image");
            mke2fs.run("-q", "-t", "ext4", "-d", HostTree.write(tree, capabilities(), scratch), file, "64M");
            image = FileSource.open(file);
        }
        return GuestFileSystem.of(Ext4Driver.INSTANCE.open(image), "ext4");
    }
}
