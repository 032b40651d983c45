package io.guestkit.fs;

import java.io.IOException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Permissions, owner and group of a file; owners are numbers. Also serves as the view of the owner alone. */
final class PosixView extends BasicView implements PosixFileAttributeView {

    private final String name;

    /** @param name {@code posix} or {@code owner}, as which of the two it was asked for */
    PosixView(GuestPath path, boolean follow, String name) {
        super(path, follow);
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        Changes.setOwner(path, follow, owner, null);
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        Changes.setPermissions(path, follow, permissions);
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        Changes.setOwner(path, follow, null, group);
    }
}
