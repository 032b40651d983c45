package io.guestkit.inspect;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.MountTree;
import io.guestkit.fs.Subtree;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.storage.OstreeDeployment;
import io.guestkit.inspect.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A deployment of OSTree as the root of a guest.
 *
 * @param tree the deployment alone
 * @param mounts what is mounted in it without a line of fstab: /sysroot, /var and /boot
 */
record DeployedTree(GuestFileSystem tree, List<MountTree.Mount> mounts) {

    DeployedTree {
        mounts = List.copyOf(mounts);
    }

    /**
     * The deployment that starts by default.
     *
     * @param storage file system of OSTree
     * @param all among them that with the boot entries
     * @param fileSystems by device
     * @return null if it cannot be told which one starts
     */
    static @Nullable DeployedTree in(Storage storage, List<Storage> all, Map<String, GuestFileSystem> fileSystems)
            throws IOException {
        GuestFileSystem whole = fileSystems.get(storage.device());
        if (whole == null) {
            return null;
        }
        GuestFiles files = new GuestFiles(whole.getPath("/"));
        List<OstreeDeployment.BootFiles> boots = new ArrayList<>();
        boots.add(new OstreeDeployment.BootFiles(storage.device(), files, "boot/"));
        for (Storage other : all) {
            Path root = other.root();
            if (root != null && !other.device().equals(storage.device()) && other.isOnAnyOf(storage.disks())) {
                boots.add(new OstreeDeployment.BootFiles(other.device(), new GuestFiles(root), ""));
            }
        }
        OstreeDeployment deployment = OstreeDeployment.find(files, boots);
        if (deployment == null) {
            return null;
        }
        List<MountTree.Mount> mounts = new ArrayList<>();
        mounts.add(new MountTree.Mount("/sysroot", whole.reader()));
        mounts.add(new MountTree.Mount("/var", Subtree.of(whole.reader(), deployment.var())));
        for (OstreeDeployment.BootFiles boot : boots) {
            GuestFileSystem separate = fileSystems.get(boot.device());
            if (!boot.prefix().isEmpty() && files.isDirectory("boot/loader")) {
                mounts.add(new MountTree.Mount("/boot", Subtree.of(whole.reader(), "boot")));
            } else if (separate != null && deployment.source().startsWith(boot.device() + " ")) {
                mounts.add(new MountTree.Mount("/boot", separate.reader()));
            }
        }
        GuestFileSystem tree = GuestFileSystem.of(Subtree.of(whole.reader(), deployment.path()), storage.device());
        return new DeployedTree(tree, mounts);
    }
}
