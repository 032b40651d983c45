package io.guestkit.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.Capability;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.MemoryFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a mount table makes of several file systems. */
class MountTreeTest {

    private static MemoryFs holding(String file) {
        return MemoryFs.of(new FileTree().file(file, file));
    }

    private static MountTree.Mount at(String path, FsReader reader) {
        return new MountTree.Mount(path, reader);
    }

    private static GuestFileSystem mounted(FsReader root, MountTree.Mount... mounts) throws IOException {
        return GuestFileSystem.of(MountTree.of(root, List.of(mounts)), "tree");
    }

    private static List<String> walk(GuestFileSystem fileSystem) throws IOException {
        try (Stream<Path> walk = Files.walk(fileSystem.getPath("/"))) {
            return walk.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void mountedRootsCoverDirectories() throws IOException {
        GuestFileSystem tree = mounted(holding("boot/covered"), at("/boot", holding("vmlinuz")));
        assertThat(walk(tree)).containsExactly("/", "/boot", "/boot/vmlinuz");
        assertThat(Files.exists(tree.getPath("/boot/covered"))).isFalse();
    }

    @Test
    void deeperMountsLieInShallowerOnesWhateverTheirOrder() throws IOException {
        GuestFileSystem tree = mounted(
                holding("etc/fstab"),
                at("/boot/efi", holding("EFI")),
                at("/boot/", MemoryFs.of(new FileTree().directory("efi"))));
        assertThat(walk(tree)).containsExactly("/", "/boot", "/boot/efi", "/boot/efi/EFI", "/etc", "/etc/fstab");
    }

    @Test
    void missingMountPointsAreShown() throws IOException {
        GuestFileSystem tree = mounted(
                holding("file"), at("/a/b/c", holding("x")), at("/a/d", holding("y")), at("/file", holding("z")));
        assertThat(walk(tree))
                .containsExactly("/", "/a", "/a/b", "/a/b/c", "/a/b/c/x", "/a/d", "/a/d/y", "/file", "/file/z");
        assertThat(Files.isDirectory(tree.getPath("/a/b"))).isTrue();
    }

    @Test
    void linksOnTheWayToAMountPointAreFollowed() throws IOException {
        FileTree root = new FileTree()
                .directory("data/srv")
                .symlink("srv", "data/srv")
                .symlink("loop", "loop")
                .symlink("dangling", "nowhere");
        GuestFileSystem tree = mounted(
                MemoryFs.of(root), at("/srv", holding("x")), at("/loop", holding("y")), at("/dangling", holding("z")));
        assertThat(Files.readString(tree.getPath("/data/srv/x"))).isEqualTo("x");
        assertThat(Files.readString(tree.getPath("/srv/x"))).isEqualTo("x");
        assertThat(Files.readString(tree.getPath("/loop/y"))).isEqualTo("y");
        assertThat(Files.readString(tree.getPath("/dangling/z"))).isEqualTo("z");
    }

    @Test
    void laterMountsOfOnePathCoverEarlierOnes() throws IOException {
        GuestFileSystem tree =
                mounted(holding("mnt/0"), at("/mnt", holding("1")), at("/mnt", holding("2")), at("/mnt", holding("3")));
        assertThat(walk(tree)).containsExactly("/", "/mnt", "/mnt/3");
    }

    @Test
    void parentOfAMountedRootIsWhereItIsMounted() throws IOException {
        FileTree inner = new FileTree().symlink("up", "../etc/hostname").symlink("root", "/etc/hostname");
        GuestFileSystem tree = mounted(holding("etc/hostname"), at("/mnt", MemoryFs.of(inner)));
        assertThat(Files.readString(tree.getPath("/mnt/up"))).isEqualTo("etc/hostname");
        assertThat(Files.readString(tree.getPath("/mnt/root"))).isEqualTo("etc/hostname");
        assertThat(tree.getPath("/mnt/up").toRealPath()).hasToString("/etc/hostname");
    }

    @Test
    void sameNumbersInTwoFileSystemsAreNotTheSameFile() throws IOException {
        GuestFileSystem tree = mounted(holding("a/f"), at("/a", holding("f")), at("/b", holding("f")));
        Path one = tree.getPath("/a/f");
        Path other = tree.getPath("/b/f");
        assertThat(Files.getAttribute(one, "unix:ino")).isEqualTo(Files.getAttribute(other, "unix:ino"));
        assertThat(Files.isSameFile(one, other)).isFalse();
        assertThat(Files.getAttribute(one, "unix:dev")).isNotEqualTo(Files.getAttribute(other, "unix:dev"));
        assertThat(Files.getAttribute(one, "fileKey")).isNotEqualTo(Files.getAttribute(other, "fileKey"));
        assertThat(Files.getFileStore(one).name())
                .isNotEqualTo(Files.getFileStore(other).name());
        assertThat(tree.getFileStores()).hasSize(3);
    }

    @Test
    void viewsFollowTheFileSystemThatAPathIsIn() throws IOException {
        MemoryFs fat = MemoryFs.of(
                new FileTree().file("IO.SYS", "").dosFlags(0x06),
                Set.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS));
        GuestFileSystem tree = mounted(holding("boot/efi/x"), at("/boot/efi", fat));
        assertThat(tree.supportedFileAttributeViews()).contains("dos");
        assertThat(Files.getAttribute(tree.getPath("/boot/efi/io.sys"), "dos:system"))
                .isEqualTo(true);
        assertThatThrownBy(() -> Files.readAttributes(tree.getPath("/boot"), "dos:*"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(tree.getPath("/boot/efi/io.sys").toRealPath()).hasToString("/boot/efi/IO.SYS");
    }

    @Test
    void nonsenseIsRefused() {
        for (String path : List.of("boot", "/", "//", "")) {
            assertThatThrownBy(() -> mounted(holding("x"), at(path, holding("y"))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> mounted(MountTree.of(holding("x"), new ArrayList<>())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
