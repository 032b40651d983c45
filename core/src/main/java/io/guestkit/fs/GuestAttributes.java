package io.guestkit.fs;

import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/** What {@code stat} tells of a node, in the words of java.nio. */
record GuestAttributes(Node node) implements PosixFileAttributes, DosFileAttributes {

    private static final int READ_ONLY = 0x01;
    private static final int HIDDEN = 0x02;
    private static final int SYSTEM = 0x04;
    private static final int ARCHIVE = 0x20;

    /** Identity of a node among all that one tree shows. */
    record FileKey(int device, long id) {

        @Override
        public String toString() {
            return "(dev=" + device + ",ino=" + id + ")";
        }
    }

    /** A user or a group of the guest, whose names are in files of the guest: here it is the decimal number. */
    record NumberedPrincipal(long number) implements GroupPrincipal {

        @Override
        public String getName() {
            return Long.toString(number);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    private NodeAttributes attributes() {
        return node.attributes();
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(attributes().modified());
    }

    @Override
    public FileTime lastAccessTime() {
        return FileTime.from(attributes().accessed());
    }

    /** When it was created, or last modified where the file system records only that. */
    @Override
    public FileTime creationTime() {
        return FileTime.from(attributes().created().orElse(attributes().modified()));
    }

    FileTime changeTime() {
        return FileTime.from(attributes().changed());
    }

    @Override
    public boolean isRegularFile() {
        return node.type() == FileType.REGULAR;
    }

    @Override
    public boolean isDirectory() {
        return node.type() == FileType.DIRECTORY;
    }

    @Override
    public boolean isSymbolicLink() {
        return node.type() == FileType.SYMLINK;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return attributes().size();
    }

    @Override
    public Object fileKey() {
        return new FileKey(node.device(), node.id());
    }

    @Override
    public UserPrincipal owner() {
        return new NumberedPrincipal(attributes().uid());
    }

    @Override
    public GroupPrincipal group() {
        return new NumberedPrincipal(attributes().gid());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        // The constants stand in the order of the bits, from owner's read (0400) down.
        int bit = 0400;
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((attributes().permissions() & bit) != 0) {
                permissions.add(permission);
            }
            bit >>= 1;
        }
        return permissions;
    }

    @Override
    public boolean isReadOnly() {
        return dosFlag(READ_ONLY);
    }

    @Override
    public boolean isHidden() {
        return dosFlag(HIDDEN);
    }

    @Override
    public boolean isArchive() {
        return dosFlag(ARCHIVE);
    }

    @Override
    public boolean isSystem() {
        return dosFlag(SYSTEM);
    }

    boolean hasDosFlags() {
        return attributes().dosFlags().isPresent();
    }

    private boolean dosFlag(int flag) {
        return (attributes().dosFlags().orElse(0) & flag) != 0;
    }
}
