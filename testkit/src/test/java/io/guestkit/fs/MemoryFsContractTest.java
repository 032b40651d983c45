package io.guestkit.fs;

import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileSystemContract;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.MemoryFs;
import java.util.EnumSet;
import java.util.Set;

class MemoryFsContractTest extends FileSystemContract {

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS));
    }

    @Override
    protected GuestFileSystem open(FileTree tree) {
        return GuestFileSystem.of(MemoryFs.of(tree, capabilities()), "memory");
    }
}
