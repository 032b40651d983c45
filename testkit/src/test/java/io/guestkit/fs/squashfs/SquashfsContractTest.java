package io.guestkit.fs.squashfs;

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

/** All of java.nio.file on a file system that mksquashfs has made. */
@Tag("oracle")
class SquashfsContractTest extends FileSystemContract {

    @TempDir
    static Path scratch;

    private static @Nullable BlockSource image;

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS));
    }

    @Override
    protected Set<String> alsoInRoot() {
        return Set.of();
    }

    @Override
    protected GuestFileSystem open(FileTree tree) throws Exception {
        if (image == null) {
            Oracle mksquashfs = Oracle.require("mksquashfs");
            Oracle.requireRoot(); // owners and device nodes
            Path file = scratch.resolve("image");
            mksquashfs.run(HostTree.write(tree, capabilities(), scratch), file, "-no-progress", "-quiet");
            image = FileSource.open(file);
        }
        return GuestFileSystem.of(SquashfsDriver.INSTANCE.open(image), "squashfs");
    }
}
