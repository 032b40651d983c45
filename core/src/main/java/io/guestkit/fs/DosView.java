package io.guestkit.fs;

import java.io.IOException;
import java.nio.file.attribute.DosFileAttributeView;

/** The attribute byte of FAT and its heirs, on the nodes that store one. */
final class DosView extends BasicView implements DosFileAttributeView {

    DosView(GuestPath path, boolean follow) {
        super(path, follow);
    }

    /** @throws UnsupportedOperationException if the node stores no attribute byte */
    static GuestAttributes require(GuestAttributes node) {
        if (!node.hasDosFlags()) {
            throw new UnsupportedOperationException("no DOS attributes are stored here");
        }
        return node;
    }

    @Override
    public String name() {
        return "dos";
    }

    @Override
    public GuestAttributes readAttributes() throws IOException {
        return require(super.readAttributes());
    }

    @Override
    public void setReadOnly(boolean value) {
        throw GuestFileSystemProvider.readOnly();
    }

    @Override
    public void setHidden(boolean value) {
        throw GuestFileSystemProvider.readOnly();
    }

    @Override
    public void setSystem(boolean value) {
        throw GuestFileSystemProvider.readOnly();
    }

    @Override
    public void setArchive(boolean value) {
        throw GuestFileSystemProvider.readOnly();
    }
}
