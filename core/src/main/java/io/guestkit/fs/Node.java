package io.guestkit.fs;

/** Something that a file system stores under one or more names. Each reader has its own implementation. */
public interface Node {

    /** What makes this node the same as another one of the same reader: an inode number, or what serves for one. */
    long id();

    /**
     * Which of the file systems of a {@link MountTree} the node is in; {@link #id} tells apart only the nodes of one. A
     * reader that stands alone leaves it at 0.
     */
    default int device() {
        return 0;
    }

    NodeAttributes attributes();

    default FileType type() {
        return attributes().type();
    }
}
