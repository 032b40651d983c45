package io.guestkit.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestkit.fs.FileType;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.GuestPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** What the parts of {@link FileSystemContract} speak of: a file system, and the tree that is in it. */
interface ContractSubject {

    GuestFileSystem fileSystem();

    FileTree tree();

    boolean stores(Capability capability);

    /** Whether a path is of the tree, rather than something that the format itself brings along. */
    boolean belongs(Path path);

    /** Skips the test if the format cannot store what it is about. */
    default void needs(Capability capability) {
        assumeTrue(stores(capability), () -> "stores no " + capability);
    }

    default GuestPath path(String path) {
        return fileSystem().getPath("/" + path);
    }

    default GuestPath path(FileTree.Item item) {
        return fileSystem().getPath("/").resolve(fileSystem().getPath(item.path()));
    }

    default List<FileTree.Item> items(FileType type) {
        return tree().items().stream().filter(item -> item.facts().type == type).toList();
    }

    static byte[] content(FileTree.Item item) throws IOException {
        StoredBytes content = item.facts().content;
        return content.readBytes(0, Math.toIntExact(content.size()));
    }

    /** A path's bytes in hexadecimal: they compare exactly, whatever strings do. */
    static String hex(GuestPath path) {
        return HexFormat.of().formatHex(path.bytes());
    }
}
