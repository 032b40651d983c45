package io.guestkit.cli;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.TreeMap;

/** What files have that {@link Files} does not offer, for guests and, as far as the JDK goes, for other file systems. */
final class GuestFiles {

    static final String USER = "user.";

    private GuestFiles() {}

    /** Extended attributes of the file itself by full name, sorted. */
    static Map<String, byte[]> xattrs(Path path) throws IOException {
        if (path.getFileSystem() instanceof GuestFileSystem) {
            return GuestFileSystem.xattrs(path, LinkOption.NOFOLLOW_LINKS);
        }
        Map<String, byte[]> all = new TreeMap<>();
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || Files.isSymbolicLink(path)) {
            return all;
        }
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            all.put(USER + name, value.array());
        }
        return all;
    }

    /** The content of a regular file, with its holes where they are known. The caller closes it. */
    static BlockSource content(Path path) throws IOException {
        return path.getFileSystem() instanceof GuestFileSystem ? GuestFileSystem.content(path) : FileSource.open(path);
    }
}
