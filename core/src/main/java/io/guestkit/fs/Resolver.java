package io.guestkit.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Finds the node that a path names: follows symbolic links, keeps {@code ..} inside the root. */
final class Resolver {

    /** As many as Linux follows on one path. */
    private static final int MAX_LINKS = 40;

    /** Linux takes no path of 4096 bytes or more, and a target is a path. */
    private static final int MAX_TARGET = 4095;

    private static final byte[] DOT = {'.'};
    private static final byte[] DOT_DOT = {'.', '.'};

    private final FsReader reader;
    private final NameCache names;
    private volatile @Nullable Place root;

    Resolver(FsReader reader) {
        this.reader = reader;
        this.names = new NameCache(reader);
    }

    Place root() throws IOException {
        Place known = root;
        if (known == null) {
            known = Place.root(reader.root());
            root = known;
        }
        return known;
    }

    /**
     * What {@code path} names.
     *
     * @param from where a relative path starts
     * @param followLast whether a symbolic link that is the last name is followed too
     * @param asked what the exceptions are to name
     * @return null if there is no such thing
     * @throws NotDirectoryException if a name is looked for in something else than a directory
     * @throws FileSystemLoopException if there are too many links, or a directory is inside itself
     */
    @Nullable
    Place find(Place from, byte[] path, boolean followLast, Object asked) throws IOException {
        Deque<byte[]> ahead = new ArrayDeque<>();
        prepend(ahead, path);
        Place at = path.length > 0 && path[0] == '/' ? root() : from;
        int links = 0;
        while (!ahead.isEmpty()) {
            byte[] name = ahead.pop();
            if (at.node().type() != FileType.DIRECTORY) {
                throw new NotDirectoryException(asked.toString());
            }
            if (isDot(name)) {
                continue;
            }
            if (isDotDot(name)) {
                at = at.up();
                continue;
            }
            Node node = names.lookup(at.node(), name);
            if (node == null) {
                return null;
            }
            if (node.type() != FileType.SYMLINK || (ahead.isEmpty() && !followLast)) {
                at = at.child(name, node);
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new FileSystemLoopException(asked.toString());
            }
            byte[] target = target(node, asked);
            if (target.length == 0) {
                return null;
            }
            prepend(ahead, target);
            if (target[0] == '/') {
                at = root();
            }
        }
        return at;
    }

    private byte[] target(Node link, Object asked) throws IOException {
        byte[] target = reader.readLink(link);
        if (target.length > MAX_TARGET) {
            throw new FileSystemException(
                    asked.toString(), null, "target of a symbolic link has " + target.length + " bytes");
        }
        return target;
    }

    /** Puts the names of a path before those that are to be visited already. */
    private static void prepend(Deque<byte[]> ahead, byte[] path) {
        int end = path.length;
        if (end > 1 && path[end - 1] == '/') {
            ahead.push(DOT); // what stands before the slash has to be a directory
        }
        while (end > 0) {
            int start = end;
            while (start > 0 && path[start - 1] != '/') {
                start--;
            }
            if (start < end) {
                ahead.push(Arrays.copyOfRange(path, start, end));
            }
            end = start - 1;
        }
    }

    static boolean isDot(byte[] name) {
        return Arrays.equals(name, DOT);
    }

    static boolean isDotDot(byte[] name) {
        return Arrays.equals(name, DOT_DOT);
    }
}
