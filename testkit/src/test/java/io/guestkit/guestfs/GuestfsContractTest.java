package io.guestkit.guestfs;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileSystemContract;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.HostTree;
import io.guestkit.testkit.Oracle;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** All of java.nio.file on a file system that mke2fs has filled and an appliance has mounted. */
@Tag("oracle")
@Tag("long")
class GuestfsContractTest extends FileSystemContract {

    @TempDir
    static Path scratch;

    private static @Nullable Guestfs guestfs;

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS, Capability.HOLES));
    }

    @Override
    protected GuestFileSystem open(FileTree tree) throws Exception {
        if (guestfs == null) {
            Oracle mke2fs = Oracle.require("mke2fs");
            Oracle.requireRoot(); // owners and device nodes
            Path file = scratch.resolve("image");
            mke2fs.run("-q", "-t", "ext4", "-d", HostTree.write(tree, capabilities(), scratch), file, "64M");
            Oracle.require("guestfish"); // of the package that needs the library
            guestfs = Appliance.launch(List.of(Drive.readOnly(file, "raw")), Appliance.Options.DEFAULT);
            guestfs.mountRo("/dev/sda", "/");
        }
        return GuestfsFileSystem.readOnly(guestfs);
    }

    @AfterAll
    static void close() throws Exception {
        if (guestfs != null) {
            guestfs.close();
        }
    }
}
