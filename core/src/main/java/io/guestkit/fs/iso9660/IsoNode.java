package io.guestkit.fs.iso9660;

import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.io.StructView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file or a directory.
 *
 * @param records all with the extents of a file; of a directory the first one of its own extent
 * @param target of a symbolic link
 * @param compressed the ZF entry of a compressed file
 * @param sparse whether a file is stored as SF says
 */
record IsoNode(
        long id,
        NodeAttributes attributes,
        List<DirectoryRecord> records,
        byte @Nullable [] target,
        @Nullable StructView compressed,
        boolean sparse)
        implements Node {

    /** Files are told apart by their record, directories by their extent. */
    static long idOfFile(long position) {
        return position << 1;
    }

    static long idOfDirectory(long position) {
        return position << 1 | 1;
    }

    DirectoryRecord record() {
        return records.getFirst();
    }

    String name() {
        return "iso9660 record at byte " + record().position();
    }
}
