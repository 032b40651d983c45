package io.guestkit.fs.ntfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Finds out what files are. */
final class Nodes {

    private static final int PERMISSIONS = 0777;
    private static final byte[] NO_TARGET = {};

    private final Mft mft;
    private final LinkTarget links;

    Nodes(Mft mft, Names names) {
        this.mft = mft;
        this.links = new LinkTarget(names);
    }

    NtfsNode root() throws IOException {
        NtfsNode root = read(file(Mft.ROOT));
        if (root.type() != FileType.DIRECTORY) {
            throw new CorruptDataException(
                    "FILE record 5: the root is a %s, expected a directory".formatted(root.type()));
        }
        return root;
    }

    AttributeSet file(long reference) throws IOException {
        return AttributeSet.of(mft.file(reference), mft);
    }

    /**
     * What an entry of a directory stands for.
     *
     * @throws CorruptDataException also if it is a directory whose own name is another one: so each directory is reached
     *     on one way only, and no tree is without end
     */
    NtfsNode named(long directory, IndexEntry entry) throws IOException {
        AttributeSet file = file(entry.reference());
        if (file.base().isDirectory() && entry.name() != null) {
            FileName own = Names.first(file);
            boolean same = Reference.number(own.parent()) == directory
                    && (entry.name().isShort() || own.name().equals(entry.name().name()));
            if (!same) {
                throw new CorruptDataException("%s: record %d calls it \"%s\", and itself \"%s\" in record %d"
                        .formatted(
                                file.base().where(),
                                directory,
                                entry.name().name(),
                                own.name(),
                                Reference.number(own.parent())));
            }
        }
        return read(file);
    }

    private NtfsNode read(AttributeSet file) throws IOException {
        FileRecord base = file.base();
        Attribute information = file.require(Attribute.STANDARD_INFORMATION, "");
        FileTimes times = FileTimes.parse(information.value(base.where() + " $STANDARD_INFORMATION"));
        ReparsePoint reparse = ReparsePoint.of(file);
        Attribute data = file.find(Attribute.DATA, "");
        SpecialFile special = special(reparse, times, data, file);
        if (special != null) {
            long size = special.type() == FileType.SYMLINK ? special.target().length : dataSize(data);
            return node(file, times, special.type(), size, 0, special.device(), special.target());
        }
        if (base.isDirectory()) {
            Attribute blocks = file.find(Attribute.INDEX_ALLOCATION, "$I30");
            long size = blocks == null ? 0 : blocks.size();
            return node(file, times, FileType.DIRECTORY, size, size, null, NO_TARGET);
        }
        long allocated = data == null ? 0 : data.allocated();
        if (WofSource.isCompressed(reparse)) {
            Attribute compressed = file.find(Attribute.DATA, WofSource.STREAM);
            allocated = compressed == null ? 0 : compressed.allocated();
        }
        return node(file, times, FileType.REGULAR, dataSize(data), allocated, null, NO_TARGET);
    }

    private @Nullable SpecialFile special(
            @Nullable ReparsePoint reparse, FileTimes times, @Nullable Attribute data, AttributeSet file)
            throws IOException {
        if (reparse != null) {
            return reparse.isLink()
                    ? new SpecialFile(FileType.SYMLINK, null, links.of(reparse, file))
                    : SpecialFile.of(reparse, file);
        }
        // the file system's own are system files, too, and some are empty
        boolean mayBeInterix =
                !file.base().isDirectory() && file.base().number() >= Mft.FIRST_USER && times.has(FileTimes.SYSTEM);
        return mayBeInterix && data != null ? SpecialFile.ofInterix(times, data, file) : null;
    }

    private static long dataSize(@Nullable Attribute data) throws CorruptDataException {
        return data == null ? 0 : data.size();
    }

    private NtfsNode node(
            AttributeSet file,
            FileTimes times,
            FileType type,
            long size,
            long allocated,
            @Nullable DeviceNumber device,
            byte[] target)
            throws IOException {
        return new NtfsNode(
                file.base().number(),
                file.base().number(),
                "",
                new NodeAttributes(
                        type,
                        PERMISSIONS,
                        0,
                        0,
                        type == FileType.DIRECTORY ? 1 : links(file),
                        size,
                        allocated,
                        times.modified(),
                        times.accessed(),
                        times.changed(),
                        Optional.of(times.created()),
                        Optional.ofNullable(device),
                        OptionalInt.of(times.flags() & FileTimes.READ_ONLY_TO_ARCHIVE)),
                target);
    }

    /** Short names are counted on the disk, and are no names of their own. */
    private static long links(AttributeSet file) throws IOException {
        if (file.base().linkCount() <= 1) {
            return file.base().linkCount();
        }
        long links = 0;
        for (FileName name : Names.of(file)) {
            links += name.isShort() ? 0 : 1;
        }
        return links;
    }

    /** Another stream of a file as a file of its own; null if there is none of that name. */
    @Nullable
    NtfsNode stream(NtfsNode of, String name) throws IOException {
        Attribute data = file(of.record()).find(Attribute.DATA, name);
        if (data == null) {
            return null;
        }
        NodeAttributes whole = of.attributes();
        return new NtfsNode(
                of.record() | (data.id() + 1L) << 48,
                of.record(),
                name,
                new NodeAttributes(
                        FileType.REGULAR,
                        whole.permissions(),
                        whole.uid(),
                        whole.gid(),
                        1,
                        data.size(),
                        data.allocated(),
                        whole.modified(),
                        whole.accessed(),
                        whole.changed(),
                        whole.created(),
                        Optional.empty(),
                        whole.dosFlags()),
                NO_TARGET);
    }
}
