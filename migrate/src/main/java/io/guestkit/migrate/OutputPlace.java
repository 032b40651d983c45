package io.guestkit.migrate;

import io.guestkit.Disks;
import io.guestkit.ImageChain;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where a new file is to be: what is there must not be a part of the guest's images, whatever was said. */
public final class OutputPlace {

    private OutputPlace() {}

    /**
     * All files that images are in: descriptors, extents, data files, and all that lie below them.
     *
     * @return real paths
     */
    public static Set<Path> partsOf(List<Path> images, OpenOptions options) throws IOException {
        Set<Path> parts = new LinkedHashSet<>();
        for (Path image : images) {
            parts.add(image.toRealPath());
            List<OpenOptions> disks = new ArrayList<>();
            int members = options.member().isPresent()
                    ? 0
                    : Disks.members(image, options).size();
            for (int i = 1; i <= members; i++) {
                disks.add(options.withMember(Integer.toString(i)));
            }
            for (OpenOptions disk : disks.isEmpty() ? List.of(options) : disks) {
                try (ImageChain chain = Disks.openChain(image, disk)) {
                    for (DiskImage layer : chain.images()) {
                        if (layer.size() > 0) {
                            layer.run(0, 1); // data files are opened when the first byte is asked for
                        }
                    }
                    parts.addAll(chain.files());
                }
            }
        }
        return parts;
    }

    /**
     * Makes sure that a new file may be there.
     *
     * @param replace whether a regular file that is there may be replaced
     * @param parts real paths of files that must not be, in any case
     * @throws FileAlreadyExistsException if something is there that must not be replaced
     * @throws FileSystemException if it is no regular file, such as a device, a directory or a link; or one of the parts
     */
    public static void requireFree(Path place, boolean replace, Set<Path> parts) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(place) && parts.contains(place.toRealPath())) {
            throw new FileSystemException(
                    place.toString(),
                    null,
                    "is a part of the image, which stays as it is; give the new file another name");
        }
        if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(place.toString(), null, "is no regular file, and only such are replaced");
        }
        if (!replace) {
            throw new FileAlreadyExistsException(place.toString());
        }
    }
}
