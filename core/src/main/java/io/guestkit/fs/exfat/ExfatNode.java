package io.guestkit.fs.exfat;

import io.guestkit.fs.FileType;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A file or a directory. Its identity is the position of its directory entry. */
final class ExfatNode implements Node {

    static final long ROOT = 1; // entries are aligned to 32 bytes

    private final ExfatFileSystem owner;
    private final long id;
    private final EntrySet set;
    private volatile @Nullable NodeAttributes attributes;

    /** @param id position of the first entry of {@code set} in the volume */
    ExfatNode(ExfatFileSystem owner, long id, EntrySet set) {
        this.owner = owner;
        this.id = id;
        this.set = set;
    }

    @Override
    public long id() {
        return id;
    }

    EntrySet set() {
        return set;
    }

    String name() {
        return id == ROOT ? "exfat root directory" : "exfat entry at byte " + id;
    }

    @Override
    public FileType type() {
        return set.isDirectory() ? FileType.DIRECTORY : FileType.REGULAR;
    }

    /** Made when somebody asks, because a directory has to be read for its number of links. */
    @Override
    public NodeAttributes attributes() {
        NodeAttributes known = attributes;
        if (known == null) {
            known = make();
            attributes = known;
        }
        return known;
    }

    private NodeAttributes make() {
        boolean readOnly = (set.attributes() & EntrySet.ATTRIBUTE_READ_ONLY) != 0 && !set.isDirectory();
        return new NodeAttributes(
                type(),
                readOnly ? 0555 : 0755,
                0,
                0,
                set.isDirectory() ? 2L + owner.subdirectories(this) : 1,
                set.dataLength(),
                owner.allocated(set.dataLength()),
                set.modified(),
                set.accessed(),
                set.modified(),
                id == ROOT ? Optional.empty() : Optional.of(set.created()),
                Optional.empty(),
                OptionalInt.of(set.attributes()));
    }
}
