package io.guestkit.fs;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Type, size and times of a file. */
class BasicView implements BasicFileAttributeView {

    final GuestPath path;
    final boolean follow;

    BasicView(GuestPath path, boolean follow) {
        this.path = path;
        this.follow = follow;
    }

    @Override
    public String name() {
        return "basic";
    }

    @Override
    public GuestAttributes readAttributes() throws IOException {
        return path.getFileSystem().attributes(path, follow);
    }

    @Override
    public void setTimes(
            @Nullable FileTime lastModifiedTime, @Nullable FileTime lastAccessTime, @Nullable FileTime createTime)
            throws IOException {
        Changes.setTimes(path, follow, lastModifiedTime, lastAccessTime); // no system lets the creation be set
    }
}
