package io.guestkit.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Extended attributes of the class {@code user}, without that prefix, as on Linux. The other classes are behind
 * {@link GuestFileSystem#xattrs}.
 */
final class UserView implements UserDefinedFileAttributeView {

    static final String PREFIX = "user.";

    private final GuestPath path;
    private final boolean follow;

    UserView(GuestPath path, boolean follow) {
        this.path = path;
        this.follow = follow;
    }

    @Override
    public String name() {
        return "user";
    }

    /** Values by name without the prefix. */
    Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> user = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> xattr :
                path.getFileSystem().xattrs(path, follow).entrySet()) {
            if (xattr.getKey().startsWith(PREFIX)) {
                user.put(xattr.getKey().substring(PREFIX.length()), xattr.getValue());
            }
        }
        return user;
    }

    @Override
    public List<String> list() throws IOException {
        return new ArrayList<>(all().keySet());
    }

    @Override
    public int size(String name) throws IOException {
        return value(name).length;
    }

    @Override
    public int read(String name, ByteBuffer target) throws IOException {
        byte[] value = value(name);
        if (value.length > target.remaining()) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "attribute %s has %d bytes and the buffer room for %d"
                            .formatted(name, value.length, target.remaining()));
        }
        target.put(value);
        return value.length;
    }

    private byte[] value(String name) throws IOException {
        byte[] value = all().get(name);
        if (value == null) {
            throw new FileSystemException(path.toString(), null, "no attribute " + name);
        }
        return value;
    }

    @Override
    public int write(String name, ByteBuffer source) throws IOException {
        byte[] value = new byte[source.remaining()];
        source.get(source.position(), value);
        Changes.setXattr(path, follow, PREFIX + name, value);
        source.position(source.limit());
        return value.length;
    }

    @Override
    public void delete(String name) throws IOException {
        Changes.setXattr(path, follow, PREFIX + name, null);
    }
}
