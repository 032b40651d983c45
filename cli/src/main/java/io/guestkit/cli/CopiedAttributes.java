package io.guestkit.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;

/** Gives a copy what its original had beside the content. */
final class CopiedAttributes {

    private static final int RWX = 0x1ff;

    private final boolean archive;

    CopiedAttributes(boolean archive) {
        this.archive = archive;
    }

    /** @param copy was made just now, so nobody else has put a link in its place */
    void apply(Entry entry, Path copy) throws IOException {
        boolean link = Files.isSymbolicLink(copy);
        if (archive) {
            own(entry, copy);
            if (!link) {
                copyUserAttributes(entry.path(), copy);
            }
        }
        if (!link) {
            // Set-user-id bits of a file that is now somebody else's would be a hole in this machine.
            int mode = archive ? entry.permissions() : entry.permissions() & RWX;
            Files.setAttribute(copy, "unix:mode", mode);
        }
        Files.getFileAttributeView(copy, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(entry.modified()), null, null);
    }

    private static void own(Entry entry, Path copy) throws IOException {
        try {
            Files.setAttribute(copy, "unix:uid", (int) entry.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(copy, "unix:gid", (int) entry.gid(), LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            throw new LocalFailure(new FileSystemException(
                    entry.path().toString(), null, "its owner cannot be set (--archive needs root): " + e.getReason()));
        }
    }

    private static void copyUserAttributes(Path source, Path copy) throws IOException {
        for (Map.Entry<String, byte[]> attribute : GuestFiles.xattrs(source).entrySet()) {
            if (attribute.getKey().startsWith(GuestFiles.USER)) {
                Files.getFileAttributeView(copy, UserDefinedFileAttributeView.class)
                        .write(
                                attribute.getKey().substring(GuestFiles.USER.length()),
                                ByteBuffer.wrap(attribute.getValue()));
            }
        }
    }
}
