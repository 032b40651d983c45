package io.guestkit.fs;

import java.nio.file.FileSystemLoopException;
import org.jspecify.annotations.Nullable;

/**
 * A node and the way to it from the root, free of links: what {@code ..}, the real path and the search for cycles need.
 *
 * @param parent null for the root
 * @param name in the parent, as it was asked for; empty for the root
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: a chain is as deep as a hostile tree
record Place(@Nullable Place parent, byte[] name, Node node) {

    static Place root(Node node) {
        return new Place(null, new byte[0], node);
    }

    /**
     * One step down.
     *
     * @throws FileSystemLoopException if a directory is inside itself, as only a damaged or a hostile file system has it;
     *     a walk would never end
     */
    Place child(byte[] name, Node child) throws FileSystemLoopException {
        if (child.type() == FileType.DIRECTORY) {
            for (Place above = this; above != null; above = above.parent) {
                if (above.node.id() == child.id() && above.node.device() == child.device()) {
                    throw new FileSystemLoopException(this + "/" + NameCodec.decode(name));
                }
            }
        }
        return new Place(this, name, child);
    }

    /** One step up; the root is its own parent. */
    Place up() {
        return parent == null ? this : parent;
    }

    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        for (Place at = this; at.parent != null; at = at.parent) {
            path.insert(0, "/" + NameCodec.decode(at.name));
        }
        return path.toString();
    }
}
