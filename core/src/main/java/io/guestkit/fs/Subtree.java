package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a file system as if it were the root of one: what a bind mount shows. Doubts about the file system are
 * those of the whole, and are told there.
 */
public final class Subtree implements FsReader {

    private final FsReader whole;
    private final Node root;

    private Subtree(FsReader whole, Node root) {
        this.whole = whole;
        this.root = root;
    }

    /**
     * @param path of the directory from the root, without symbolic links on it
     * @throws NotDirectoryException if there is no such directory
     */
    public static Subtree of(FsReader whole, String path) throws IOException {
        Node at = whole.root();
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()) {
                continue;
            }
            Node next = whole.lookup(at, NameCodec.encode(name));
            if (next == null || next.type() != FileType.DIRECTORY) {
                throw new NotDirectoryException(path);
            }
            at = next;
        }
        return new Subtree(whole, at);
    }

    @Override
    public FsInfo info() {
        return whole.info();
    }

    @Override
    public Node root() {
        return root;
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        return whole.lookup(directory, name);
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        return whole.list(directory);
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        return whole.readLink(link);
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        return whole.content(file);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        return whole.xattrs(node);
    }

    @Override
    public List<Warning> warnings() {
        return List.of();
    }
}
