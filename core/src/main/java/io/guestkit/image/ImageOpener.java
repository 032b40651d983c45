package io.guestkit.image;

import io.guestkit.io.BlockSource;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Opens what an image names besides itself. A name in an image is never a licence to open it: the opener follows names
 * only into the directories that its user allowed, and cuts chains that lead back to where they came from.
 */
public interface ImageOpener {

    /**
     * Opens another image, such as a backing file.
     *
     * @param reference as it stands in the image; relative names are relative to the directory of the image
     * @param format as the image declares it; if it does not, the content decides
     * @throws AccessDeniedException if the name leads outside the allowed directories
     */
    DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException;

    /** Opens a disk that the descriptor of a machine names. As {@link #openImage} otherwise. */
    default DiskImage openDisk(String reference, Optional<DiskFormat> format) throws IOException {
        return openImage(reference, format);
    }

    /** Opens a file for its plain bytes, such as an external data file. As {@link #openImage} otherwise. */
    BlockSource openFile(String reference) throws IOException;

    /** Tells whether a file is the one that is looked for. */
    @FunctionalInterface
    interface Sought {
        /** Looks at the bytes of a file, which may be anything. */
        boolean matches(BlockSource file) throws IOException;
    }

    /**
     * Opens an image that is known by its content and not by its name: looks in the directory of the image, then in
     * those that the user allowed, but not below them.
     *
     * @param what is looked for, for messages, such as {@code "parent {UUID}"}
     * @throws NoSuchFileException if it is not there
     * @throws UnsupportedFeatureException if it is there twice, or if there are too many files to look at
     */
    default DiskImage openSibling(String what, DiskFormat format, Sought sought) throws IOException {
        throw new NoSuchFileException(what, null, "there is no directory in which to look for it");
    }

    /**
     * Opens an image that lies in the file of this one; its content decides about its format.
     *
     * @param source owned by the image from now on, also if opening fails
     * @param names opens what that image names
     */
    default DiskImage openInside(BlockSource source, ImageOpener names, ImageOptions options) throws IOException {
        source.close();
        throw new UnsupportedFeatureException("images inside of other files cannot be opened here");
    }

    /**
     * Opens what an image encrypted by LUKS, with the keys that its user gave.
     *
     * @param header of LUKS, and the keyslots behind it
     * @param data the ciphertext in sectors of 512 bytes, which are counted from its start
     * @return what it is in plain, at the same places; closing it forgets the key and leaves {@code data} open
     * @throws KeyRequiredException if no key was given that fits
     */
    default BlockSource decrypt(BlockSource header, BlockSource data) throws IOException {
        throw new KeyRequiredException("the content is encrypted with LUKS, and no key for it was given");
    }

    /** The opener of an image that did not come from a file: whatever it names is refused. */
    ImageOpener NONE = new ImageOpener() {
        @Override
        public DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException {
            throw refuse(reference);
        }

        @Override
        public BlockSource openFile(String reference) throws IOException {
            throw refuse(reference);
        }

        private AccessDeniedException refuse(String reference) {
            return new AccessDeniedException(
                    reference, null, "named by an image that was not opened from a file, so it cannot be followed");
        }
    };
}
