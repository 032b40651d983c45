package io.guestkit.testkit;

import static io.guestkit.testkit.FileTree.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.GuestFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Attributes by view, by class and by name. */
interface AttributeContract extends ContractSubject {

    @Test
    default void attributeViewsAgree() throws IOException {
        Path file = path("hello.txt");
        BasicFileAttributes basic =
                Files.getFileAttributeView(file, BasicFileAttributeView.class).readAttributes();
        assertThat(basic.isRegularFile()).isTrue();
        assertThat(basic.isDirectory() || basic.isSymbolicLink() || basic.isOther())
                .isFalse();
        assertThat(basic.size()).isEqualTo(13);
        PosixFileAttributes posix = Files.readAttributes(file, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        assertThat(view.name()).isEqualTo("posix");
        assertThat(view.getOwner()).isEqualTo(posix.owner()).isEqualTo(Files.getOwner(file));
        assertThat(Files.getFileAttributeView(file, FileOwnerAttributeView.class)
                        .name())
                .isEqualTo("owner");
        int mode = (int) Files.getAttribute(file, "unix:mode");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(posix.permissions())
                .isEqualTo(PosixFilePermissions.fromString(symbolic(mode)));
        assertThat(posix.owner().getName())
                .isEqualTo(Integer.toUnsignedString((int) Files.getAttribute(file, "unix:uid")));
        assertThat(posix.group().getName())
                .isEqualTo(Integer.toUnsignedString((int) Files.getAttribute(file, "unix:gid")));
        assertThat(fileSystem().supportedFileAttributeViews()).contains("basic", "owner", "posix", "unix", "user");
    }

    private static String symbolic(int mode) {
        StringBuilder text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return text.toString();
    }

    @Test
    default void attributesByName() throws IOException {
        Path file = path("hello.txt");
        assertThat(Files.readAttributes(file, "*")).containsKeys("size", "lastModifiedTime", "fileKey", "isOther");
        assertThat(Files.readAttributes(file, "size,isDirectory"))
                .containsOnly(Map.entry("size", 13L), Map.entry("isDirectory", false));
        assertThat(Files.readAttributes(file, "posix:permissions,owner")).containsOnlyKeys("permissions", "owner");
        assertThat(Files.readAttributes(file, "unix:*"))
                .containsKeys("mode", "ino", "dev", "rdev", "nlink", "uid", "gid", "ctime", "size", "permissions");
        assertThat(Files.getAttribute(file, "owner:owner")).isEqualTo(Files.getOwner(file));
        assertThatThrownBy(() -> Files.readAttributes(file, "size,nonsense"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Files.readAttributes(file, "nonsense:*"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(Files.isDirectory(path("deep"))).isTrue();
        assertThat(Files.isRegularFile(file)).isTrue();
        assertThat(Files.isDirectory(path("nowhere"))).isFalse();
    }

    @Test
    default void largeOwnersHaveTheirDecimalNumber() throws IOException {
        needs(Capability.PERMISSIONS);
        PosixFileAttributes posix = Files.readAttributes(path("owner-large"), PosixFileAttributes.class);
        assertThat(posix.owner().getName()).isEqualTo("3000000000");
        assertThat(posix.group().getName()).isEqualTo("70000");
        assertThat(fileSystem().getUserPrincipalLookupService().lookupPrincipalByName("3000000000"))
                .isEqualTo(posix.owner());
        assertThat(Files.isExecutable(path("mode-4755"))).isTrue();
        assertThat(Files.isExecutable(path("mode-0640"))).isFalse();
        assertThat(Files.isReadable(path("mode-0000"))).isTrue();
    }

    @Test
    default void extendedAttributes() throws IOException {
        needs(Capability.XATTRS);
        Path file = path("xattrs");
        Map<String, byte[]> expected = tree().get("xattrs").facts().xattrs;
        Map<String, byte[]> found = GuestFileSystem.xattrs(file);
        assertThat(found.keySet()).containsAll(expected.keySet());
        expected.forEach((name, value) -> assertThat(found.get(name)).as(name).isEqualTo(value));
        UserDefinedFileAttributeView user = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        assertThat(user.list()).containsExactlyInAnyOrder("comment", "every.byte");
        ByteBuffer value = ByteBuffer.allocate(user.size("comment"));
        assertThat(user.read("comment", value)).isEqualTo(5);
        assertThat(value.array()).isEqualTo(utf8("hello"));
        assertThat((byte[]) Files.getAttribute(file, "user:every.byte")).hasSize(256);
        assertThatThrownBy(() -> user.read("comment", ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> user.size("absent")).isInstanceOf(IOException.class);
        assertThat((byte[]) Files.getAttribute(path("xattrs-directory"), "user:comment"))
                .isEqualTo(utf8("of a directory"));
        assertThat(GuestFileSystem.xattrs(path("hello.txt"))).doesNotContainKey("user.comment");
    }

    @Test
    default void dosAttributes() throws IOException {
        needs(Capability.DOS_FLAGS);
        DosFileAttributes hidden = Files.readAttributes(path("hidden.sys"), DosFileAttributes.class);
        assertThat(hidden.isHidden()).isTrue();
        assertThat(hidden.isSystem()).isTrue();
        assertThat(Files.isHidden(path("hidden.sys"))).isTrue();
        assertThat(Files.isHidden(path("hello.txt"))).isFalse();
        assertThat(Files.getAttribute(path("hidden.sys"), "dos:hidden")).isEqualTo(true);
        assertThat(fileSystem().supportedFileAttributeViews()).contains("dos");
    }

    @Test
    default void devicesHaveNoContent() throws IOException {
        needs(Capability.DEVICES);
        for (String name : List.of("dev/null", "dev/sda1", "dev/fifo")) {
            assertThat(Files.readAttributes(path(name), BasicFileAttributes.class)
                            .isOther())
                    .isTrue();
            assertThatThrownBy(() -> Files.newByteChannel(path(name))).isInstanceOf(FileSystemException.class);
        }
    }

    @Test
    default void hiddenAndAccess() throws IOException {
        if (!stores(Capability.DOS_FLAGS)) {
            assertThat(Files.isHidden(path(".hidden"))).isTrue();
            assertThat(Files.isHidden(path("hello.txt"))).isFalse();
        }
        assertThat(Files.isReadable(path("hello.txt"))).isTrue();
        assertThat(Files.isWritable(path("hello.txt"))).isFalse();
        assertThat(Files.isExecutable(path("deep"))).isTrue();
        assertThat(Files.isReadable(path("nowhere"))).isFalse();
    }

    @Test
    default void fileStoreTellsTypeAndSize() throws IOException {
        FileStore store = Files.getFileStore(path("hello.txt"));
        assertThat(store.isReadOnly()).isTrue();
        assertThat(store.type()).isNotEmpty();
        assertThat(store.getTotalSpace()).isPositive();
        assertThat(store.supportsFileAttributeView(PosixFileAttributeView.class))
                .isTrue();
        assertThat(fileSystem().getFileStores()).isNotEmpty();
    }
}
