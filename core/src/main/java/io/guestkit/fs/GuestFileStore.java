package io.guestkit.fs;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.jspecify.annotations.Nullable;

/** One file system as {@code df} sees it: its type, how large it is and how much of it is free. */
final class GuestFileStore extends FileStore {

    private final String name;
    private final FsInfo info;
    private final boolean dosFlags;

    GuestFileStore(String name, FsInfo info, boolean dosFlags) {
        this.name = name;
        this.info = info;
        this.dosFlags = dosFlags;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return info.type();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public long getTotalSpace() {
        return info.size();
    }

    /** @throws IOException if the file system does not say how much of it is in use */
    @Override
    public long getUnallocatedSpace() throws IOException {
        if (info.used().isEmpty()) {
            throw new IOException(name + ": it is not known how much is in use");
        }
        return Math.max(0, info.size() - info.used().getAsLong());
    }

    @Override
    public long getUsableSpace() throws IOException {
        return getUnallocatedSpace();
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return type == BasicFileAttributeView.class
                || type == PosixFileAttributeView.class
                || type == FileOwnerAttributeView.class
                || type == UserDefinedFileAttributeView.class
                || (type == DosFileAttributeView.class && dosFlags);
    }

    @Override
    public boolean supportsFileAttributeView(String view) {
        return switch (view) {
            case "basic", "posix", "owner", "unix", "user" -> true;
            case "dos" -> dosFlags;
            default -> false;
        };
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            case "usableSpace" -> getUsableSpace();
            default -> throw new UnsupportedOperationException("no attribute named " + attribute);
        };
    }

    @Override
    public String toString() {
        return name + " (" + info.type() + ")";
    }
}
