package io.guestkit.inspect.storage;

import io.guestkit.fs.Subvolume;
import io.guestkit.inspect.parse.Fstab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the subvolumes that look like the root of a system are one: a snapshot of a root looks like it, and so does the
 * layer of a container.
 *
 * <ul>
 *   <li>The subvolume that is mounted by default is one, even if it is a read-only snapshot, as on systems that update
 *       themselves as a whole.
 *   <li>Any other read-only one is none.
 *   <li>One whose own fstab says that another one is the root is a copy of that; so is one whose fstab leaves that to the
 *       default, if the default is a root.
 *   <li>One without a line for /, or with one that names no disk that is there, is none if it is a snapshot, or inside the tree of another root.
 * </ul>
 */
public final class SubvolumeRoots {

    private final List<Storage> candidates;
    private final Map<String, Fstab> fstabs;
    private final DeviceNames names;

    /**
     * @param candidates what looks like a root, subvolume or not
     * @param fstabs of the candidates that have one, by device
     */
    public SubvolumeRoots(List<Storage> candidates, Map<String, Fstab> fstabs, DeviceNames names) {
        this.candidates = List.copyOf(candidates);
        this.fstabs = Map.copyOf(fstabs);
        this.names = names;
    }

    /** The candidates that are roots, in their order. */
    public List<Storage> roots() {
        List<Storage> roots = new ArrayList<>();
        for (Storage candidate : candidates) {
            Subvolume subvolume = candidate.subvolume().orElse(null);
            if (subvolume == null || isDefault(candidate) || isRoot(candidate, subvolume)) {
                roots.add(candidate);
            }
        }
        return roots;
    }

    private static boolean isDefault(Storage storage) {
        return storage.device().equals(storage.fileSystem());
    }

    private boolean isRoot(Storage candidate, Subvolume subvolume) {
        if (subvolume.readOnly()) {
            return false;
        }
        Fstab.Entry line = rootLine(candidate);
        Storage whole = line == null ? null : names.resolve(line.spec(), candidate);
        if (line == null || whole == null) {
            return !subvolume.snapshot() && !isInside(candidate, subvolume);
        }
        Storage meant = names.subvolume(whole, line);
        boolean other = meant != null && !meant.device().equals(candidate.device()) && candidates.contains(meant);
        return !other;
    }

    private Fstab.@Nullable Entry rootLine(Storage candidate) {
        Fstab fstab = fstabs.get(candidate.device());
        if (fstab != null) {
            for (Fstab.Entry entry : fstab.entries()) {
                if (entry.path().equals("/")) {
                    return entry;
                }
            }
        }
        return null;
    }

    private boolean isInside(Storage candidate, Subvolume subvolume) {
        for (Storage other : candidates) {
            Subvolume above = other.subvolume().orElse(null);
            if (above != null
                    && other.fileSystem().equals(candidate.fileSystem())
                    && !other.device().equals(candidate.device())
                    && (above.path().isEmpty() || subvolume.path().startsWith(above.path() + "/"))) {
                return true;
            }
        }
        return false;
    }
}
