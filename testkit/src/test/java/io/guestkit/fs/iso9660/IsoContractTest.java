package io.guestkit.fs.iso9660;

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

/** All of java.nio.file on a file system that xorriso has made. */
@Tag("oracle")
class IsoContractTest extends FileSystemContract {

    @TempDir
    static Path scratch;

    private static @Nullable BlockSource image;

    @Override
    protected Set<Capability> capabilities() {
        // no links: Rock Ridge keeps the components of a target, and so cannot have one that ends in a slash
        return EnumSet.of(Capability.PERMISSIONS, Capability.DEVICES, Capability.BYTE_NAMES, Capability.MODIFIED_TIMES);
    }

    @Override
    protected Set<String> alsoInRoot() {
        return Set.of();
    }

    @Override
    protected GuestFileSystem open(FileTree tree) throws Exception {
        if (image == null) {
            Oracle xorriso = Oracle.require("xorriso");
            Oracle.requireRoot(); // owners and device nodes
            Path file = scratch.resolve("image");
            Path root = HostTree.write(tree, capabilities(), scratch);
            xorriso.run("-as", "mkisofs", "-quiet", "-R", "-iso-level", "3", "-o", file, root);
            image = FileSource.open(file);
        }
        return GuestFileSystem.of(IsoDriver.INSTANCE.open(image), "iso9660");
    }
}
