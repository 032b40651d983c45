package io.guestkit.image;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names by which a program on Windows remembers the parent of a differencing disk, and how they are followed here. */
public final class ParentNames {

    /** Makes sure that an image is the parent and not just of the same name. */
    @FunctionalInterface
    public interface Check {
        void check(DiskImage candidate) throws IOException;
    }

    private ParentNames() {}

    /**
     * What such a name means on this machine. Backslashes become slashes. Of an absolute name, which belongs to another
     * machine, only the last component counts, and that is looked for beside the image.
     *
     * @return a relative path
     */
    public static String local(String name) throws CorruptDataException {
        String slashed = name.replace('\\', '/');
        boolean absolute = slashed.startsWith("/") || (slashed.length() > 1 && slashed.charAt(1) == ':');
        String local = absolute
                ? slashed.substring(Math.max(slashed.lastIndexOf('/'), slashed.lastIndexOf(':')) + 1)
                : slashed;
        if (local.isEmpty()) {
            throw new CorruptDataException("the name of the parent, \"" + name + "\", names no file");
        }
        // so that a colon in it is not taken for the end of a protocol's name
        return local.startsWith("./") || local.startsWith("../") ? local : "./" + local;
    }

    /**
     * Opens the first image that is there under one of the names and passes the check.
     *
     * @param names best first, at least one
     * @throws IOException what was wrong with the best name, if none of them leads to the parent
     */
    public static DiskImage open(ImageOpener opener, DiskFormat format, List<String> names, Check check)
            throws IOException {
        IOException trouble = null;
        for (String name : names) {
            try {
                return openOne(opener, format, local(name), check);
            } catch (IOException e) {
                trouble = first(trouble, e);
            }
        }
        throw trouble == null ? new CorruptDataException("the parent has no name") : trouble;
    }

    private static DiskImage openOne(ImageOpener opener, DiskFormat format, String name, Check check)
            throws IOException {
        DiskImage image = opener.openImage(name, Optional.of(format));
        try {
            check.check(image);
            return image;
        } catch (IOException | RuntimeException e) {
            image.close();
            throw e;
        }
    }

    private static IOException first(@Nullable IOException before, IOException now) {
        if (before == null) {
            return now;
        }
        before.addSuppressed(now);
        return before;
    }
}
