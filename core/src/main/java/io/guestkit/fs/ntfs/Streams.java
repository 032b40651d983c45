package io.guestkit.fs.ntfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.KeyRequiredException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The other streams of a file, as extended attributes. */
final class Streams {

    /** Linux has no larger ones. */
    private static final long MAX_SIZE = 64 << 10;
    /** More is not kept in memory for one file. */
    private static final long MAX_TOTAL = 4 << 20;

    private static final String PREFIX = "user.";
    /** How ntfs-3g starts the name of a stream that is an attribute of another class, such as {@code security}. */
    private static final String OTHER_CLASS = "ntfs-3g.";

    private static final String REPARSE_DATA = "system.ntfs_reparse_data";

    private Streams() {}

    static Map<String, byte[]> xattrs(AttributeSet file, Doubts doubts) throws IOException {
        Map<String, byte[]> xattrs = new TreeMap<>();
        ReparsePoint reparse = ReparsePoint.of(file);
        long total = 0;
        for (Attribute data : file.all(Attribute.DATA)) {
            String name = data.name();
            if (name.isEmpty() || (name.equals(WofSource.STREAM) && WofSource.isCompressed(reparse))) {
                continue;
            }
            if (data.size() > MAX_SIZE || total + data.size() > MAX_TOTAL) {
                doubts.add(
                        file.base().where(),
                        "stream \"%s\" of %d bytes is too large for an extended attribute; it can be read as FILE:%s"
                                .formatted(name, data.size(), name));
                continue;
            }
            total += data.size();
            try {
                BlockSource value = file.open(data);
                xattrs.put(xattrName(name), value.readBytes(0, (int) value.size()));
            } catch (KeyRequiredException e) {
                doubts.add(file.base().where(), "stream \"" + name + "\" is encrypted (EFS)");
            }
        }
        if (reparse != null && isForeign(reparse, file)) {
            xattrs.put(REPARSE_DATA, reparse.view().bytes(0, reparse.view().length()));
        }
        return xattrs;
    }

    private static String xattrName(String stream) {
        return stream.startsWith(OTHER_CLASS) ? stream.substring(OTHER_CLASS.length()) : PREFIX + stream;
    }

    /** Whether a reparse point is one that is shown as it is, because nothing here knows what it stands for. */
    private static boolean isForeign(ReparsePoint reparse, AttributeSet file) throws IOException {
        return !reparse.isLink() && !WofSource.isCompressed(reparse) && SpecialFile.of(reparse, file) == null;
    }
}
