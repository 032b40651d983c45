package io.guestkit.fs.fat;

import io.guestkit.fs.FileType;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A file or a directory. Its identity is the position of its directory entry. */
final class FatNode implements Node {

    static final long ROOT = 1; // entries are aligned to 32 bytes

    private final FatFileSystem owner;
    private final long id;
    private final DirectoryEntry entry;
    private volatile @Nullable NodeAttributes attributes;

    FatNode(FatFileSystem owner, long id, DirectoryEntry entry) {
        this.owner = owner;
        this.id = id;
        this.entry = entry;
    }

    @Override
    public long id() {
        return id;
    }

    DirectoryEntry entry() {
        return entry;
    }

    @Override
    public FileType type() {
        return entry.isDirectory() ? FileType.DIRECTORY : FileType.REGULAR;
    }

    /** Made when somebody asks, because for a directory it has to be read. */
    @Override
    public NodeAttributes attributes() {
        NodeAttributes known = attributes;
        if (known == null) {
            known = entry.isDirectory() ? ofDirectory(owner.measure(this)) : ofFile();
            attributes = known;
        }
        return known;
    }

    private NodeAttributes ofFile() {
        long cluster = owner.layout().clusterSize();
        long allocated = (entry.fileSize() + cluster - 1) / cluster * cluster;
        boolean readOnly = (entry.attr() & DirectoryEntry.ATTR_READ_ONLY) != 0;
        return of(readOnly ? 0555 : 0755, 1, entry.fileSize(), allocated);
    }

    private NodeAttributes ofDirectory(FatFileSystem.Measure measure) {
        return of(0755, 2L + measure.subdirectories(), measure.size(), measure.size());
    }

    private NodeAttributes of(int permissions, long links, long size, long allocated) {
        boolean root = id == ROOT;
        Instant modified = root ? Instant.EPOCH : entry.modified();
        return new NodeAttributes(
                type(),
                permissions,
                0,
                0,
                links,
                size,
                allocated,
                modified,
                root ? Instant.EPOCH : entry.accessed(),
                modified,
                entry.crtDate() == 0 ? Optional.empty() : Optional.of(entry.created()),
                Optional.empty(),
                OptionalInt.of(entry.attr()));
    }
}
