package io.guestkit.fs.xfs;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileSystemContract;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.HostTree;
import io.guestkit.testkit.Oracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** All of java.nio.file on a file system that the kernel has filled. */
@Tag("oracle")
class XfsContractTest extends FileSystemContract {

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
            Oracle mkfs = Oracle.require("mkfs.xfs");
            Oracle.requireRoot();
            Fixtures.of("xfs-variants"); // skips the test where nothing can be mounted
            Path file = scratch.resolve("image");
            mkfs.run("--unsupported", "-q", "-d", "file,name=" + file + ",size=64m");
            Path mounted = Files.createDirectory(scratch.resolve("mounted"));
            Oracle.require("mount").run("-o", "loop", file, mounted);
            try {
                Path root = HostTree.write(tree, capabilities(), scratch);
                Oracle.require("cp").run("-a", "--sparse=always", root + "/.", mounted);
            } finally {
                Oracle.require("umount").run(mounted);
            }
            image = FileSource.open(file);
        }
        return GuestFileSystem.of(XfsDriver.INSTANCE.open(image), "xfs");
    }
}
