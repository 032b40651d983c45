package io.guestkit.fs.ntfs;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileSystemContract;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.HostTree;
import io.guestkit.testkit.Oracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** All of java.nio.file on a file system that ntfs-3g has filled. */
@Tag("oracle")
class NtfsContractTest extends FileSystemContract {

    @TempDir
    static Path scratch;

    private static @Nullable BlockSource image;

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.BYTE_NAMES, Capability.PERMISSIONS));
    }

    @Override
    protected Set<String> alsoInRoot() {
        return Set.of();
    }

    @Override
    protected GuestFileSystem open(FileTree tree) throws Exception {
        if (image == null) {
            Oracle ntfs3g = Oracle.require("ntfs-3g");
            Oracle.requireRoot();
            Path file = scratch.resolve("image");
            Path root = HostTree.write(tree, capabilities(), scratch);
            Path mount = Files.createDirectory(scratch.resolve("mount"));
            Oracle.require("truncate").run("-s", "64M", file);
            Oracle.require("mkntfs").run("-q", "-F", "-Q", file);
            ntfs3g.run("-o", "streams_interface=xattr", file, mount);
            try {
                Oracle.require("bash")
                        .in(root)
                        .run(
                                "-c",
                                "cp -dR --sparse=always --preserve=timestamps,links,xattr ./. \"$0\""
                                        + " && setfattr -n system.ntfs_attrib_be -v 0x00000006 \"$0/hidden.sys\"",
                                mount);
            } finally {
                Oracle.require("umount").run(mount);
            }
            image = FileSource.open(file);
        }
        return GuestFileSystem.of(NtfsDriver.INSTANCE.open(image), "ntfs");
    }
}
