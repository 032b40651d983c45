package io.guestkit.fs;

import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileSystemContract;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.MemoryFs;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One tree made of four: what is mounted must not be told from what is stored. */
class MountTreeContractTest extends FileSystemContract {

    @Override
    protected Set<Capability> capabilities() {
        // Hard links lead from one part to the other, which mounted file systems cannot do.
        return EnumSet.complementOf(
                EnumSet.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS, Capability.HARD_LINKS));
    }

    @Override
    protected GuestFileSystem open(FileTree tree) throws Exception {
        FileTree deep = tree.below("deep");
        FileTree root = tree.without("deep")
                .without("many")
                .without("dev")
                .directory("deep")
                .file("deep/covered", "nobody sees this\n")
                .directory("dev");
        List<MountTree.Mount> mounts = List.of(
                new MountTree.Mount("/deep/d/d", MemoryFs.of(deep.below("d/d"))),
                new MountTree.Mount("/many", MemoryFs.of(tree.below("many"))),
                new MountTree.Mount("/dev", MemoryFs.of(tree.below("dev"))),
                new MountTree.Mount("/deep", MemoryFs.of(deep.without("d/d").directory("d/d"))));
        return GuestFileSystem.of(MountTree.of(MemoryFs.of(root), mounts), "tree");
    }
}
