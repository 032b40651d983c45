package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Recognises and opens the file systems of one family. */
public interface FileSystemDriver {

    /**
     * Looks for the signature of the family, which is cheap and certain enough to say that nobody else should try.
     *
     * @return the type as blkid names it, such as {@code ext4} or {@code vfat}; empty if this is something else
     * @throws IOException if the source cannot be read; a source too short for the format is no error
     */
    Optional<String> detect(BlockSource volume) throws IOException;

    /**
     * Looks for a file system whose signature is lost, by copies of it. Asked only if nobody knows what the volume is, since
     * such copies outlive what they belong to.
     *
     * @return as {@link #detect}
     */
    default Optional<String> detectDamaged(BlockSource volume) throws IOException {
        return Optional.empty();
    }

    /**
     * Opens a file system that was detected.
     *
     * @param volume stays the caller's to close, and open as long as the reader is
     * @throws io.guestkit.io.CorruptDataException if the structures contradict themselves
     * @throws io.guestkit.io.UnsupportedFeatureException if reading it rightly needs a feature that is not implemented
     */
    FsReader open(BlockSource volume) throws IOException;

    /**
     * What the volumes of one file system have in common, where it may be on several of them.
     *
     * @param volume has the signature of the family
     * @return empty if the volume holds all of its file system, as it does for most families
     */
    default Optional<String> group(BlockSource volume) throws IOException {
        return Optional.empty();
    }

    /**
     * Opens a file system on several volumes; some of its own may be missing.
     *
     * @param volumes all with the same {@link #group}, in the order in which they were found
     */
    default FsReader open(List<BlockSource> volumes) throws IOException {
        return open(volumes.getFirst());
    }
}
