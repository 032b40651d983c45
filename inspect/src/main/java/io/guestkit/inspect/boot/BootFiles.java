package io.guestkit.inspect.boot;

import io.guestkit.inspect.rule.GuestFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where boot loaders find files: in the guest's tree, and on file systems of its disks that it does not mount itself, such
 * as an EFI system partition that fstab does not name.
 */
final class BootFiles {

    /** Where /boot, and what is often mounted inside it, may be from the point of view of a guest. */
    private static final String[] MOUNTS = {"", "boot/", "boot/efi/", "efi/", "boot/firmware/"};

    private final GuestFiles guest;
    private final List<Partition> others;

    /** @param device that it is on */
    record Partition(String device, GuestFiles files) {}

    BootFiles(GuestFiles guest, List<Partition> others) {
        this.guest = guest;
        this.others = List.copyOf(others);
    }

    GuestFiles guest() {
        return guest;
    }

    /**
     * The file of a path as a loader spells it: from the top of whichever file system the loader calls its root.
     *
     * @param near a file of the same loader; what is on its file system comes first. Null if that does not matter
     * @return null if there is none
     */
    @Nullable
    BootFile find(String spelt, @Nullable BootFile near) throws IOException {
        String path = clean(spelt);
        if (path.isEmpty()) {
            return null;
        }
        if (near != null && near.files() != guest && near.files().isFile(path)) {
            return other(near, path);
        }
        for (String candidate : candidates(path)) {
            for (String mount : MOUNTS) {
                if (guest.isFile(mount + candidate)) {
                    return new BootFile(guest, mount + candidate, "/" + mount + candidate);
                }
            }
        }
        for (Partition other : others) {
            if (other.files.isFile(path)) {
                return new BootFile(other.files, path, other.device + ":/" + path);
            }
        }
        return null;
    }

    private static BootFile other(BootFile near, String path) {
        int colon = near.shown().indexOf(':');
        return new BootFile(near.files(), path, near.shown().substring(0, colon + 1) + "/" + path);
    }

    /** The path, and what is left without the names of one or two subvolumes in front. */
    private static List<String> candidates(String path) {
        List<String> candidates = new ArrayList<>(List.of(path));
        String rest = path;
        for (int i = 0; i < 2; i++) {
            int slash = rest.indexOf('/');
            if (slash < 0) {
                break;
            }
            rest = rest.substring(slash + 1);
            candidates.add(rest);
        }
        return candidates;
    }

    /** Without the device in parentheses or an unknown variable in front, which stand for the loader's root. */
    private static String clean(String spelt) {
        String path = spelt.replace('\\', '/');
        if (path.startsWith("(")) {
            path = path.substring(path.indexOf(')') + 1);
        } else if (path.startsWith("${") && path.indexOf('}') > 0) {
            path = path.substring(path.indexOf('}') + 1);
        }
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        return path.substring(start);
    }

    /** Those of some paths that are files of the guest. */
    List<BootFile> all(String... paths) throws IOException {
        List<BootFile> found = new ArrayList<>();
        for (String path : paths) {
            if (guest.isFile(path)) {
                found.add(new BootFile(guest, path, "/" + path));
            }
        }
        return found;
    }

    /** Files of a name at the top of what a board's firmware looks through: in the guest, or else where it mounts nothing. */
    List<BootFile> atTop(String name) throws IOException {
        List<BootFile> found = new ArrayList<>();
        for (String mount : MOUNTS) {
            if (guest.isFile(mount + name)) {
                found.add(new BootFile(guest, mount + name, "/" + mount + name));
            }
        }
        for (Partition other : others) {
            if (found.isEmpty() && other.files.isFile(name)) {
                found.add(new BootFile(other.files, name, other.device + ":/" + name));
            }
        }
        return found;
    }

    /** The tops of what may be an EFI system partition or /boot: paths for the guest's, then the other file systems. */
    List<BootFile> tops() throws IOException {
        List<BootFile> tops = new ArrayList<>();
        for (String mount : MOUNTS) {
            if (!mount.isEmpty() && guest.isDirectory(mount)) {
                tops.add(new BootFile(guest, mount, "/" + mount));
            }
        }
        for (Partition other : others) {
            tops.add(new BootFile(other.files, "", other.device + ":/"));
        }
        return tops;
    }

    /** Something below a directory. */
    static BootFile below(BootFile directory, String path) {
        return new BootFile(directory.files(), directory.path() + path, directory.shown() + path);
    }
}
