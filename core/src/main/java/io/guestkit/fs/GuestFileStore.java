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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One file system as {@code df} sees it: its type, how large it is and how much of it is free. */
final class GuestFileStore extends FileStore {

    private final String name;
    private final FsReader reader;
    private final boolean dosFlags;

    GuestFileStore(String name, FsReader reader, boolean dosFlags) {
        this.name = name;
        this.reader = reader;
        this.dosFlags = dosFlags;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return reader.info().type();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    /** What files could have; all of the file system where it does not say how much of it that is. */
    @Override
    public long getTotalSpace() throws IOException {
        Optional<FsSpace> space = reader.space();
        return space.isPresent() ? space.get().total() : reader.info().size();
    }

    /** @throws IOException if the file system does not say how much of it is in use */
    @Override
    public long getUnallocatedSpace() throws IOException {
        return space().free();
    }

    /** @throws IOException if the file system does not say how much of it is in use */
    @Override
    public long getUsableSpace() throws IOException {
        return space().available();
    }

    private FsSpace space() throws IOException {
        return reader.space().orElseThrow(() -> new IOException(name + ": it is not known how much is in use"));
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
        return name + " (" + type() + ")";
    }
}
