package io.guestkit.volume;

import java.io.IOException;
import java.util.List;

/** Where a layer with keys gets them from: files that the user named, or a prompt. */
@FunctionalInterface
public interface VolumeKeys {

    /** No keys at all. */
    VolumeKeys NONE = volume -> List.of();

    /**
     * Passphrases or keys that may open a volume, the likeliest first.
     *
     * @param volume the encrypted one: keys are chosen by its device or its UUID
     * @return copies, which the caller overwrites after use; empty if there is none
     * @throws IOException if a file with a key cannot be read
     */
    List<byte[]> candidates(Locked volume) throws IOException;

    /**
     * An encrypted volume as its user names it.
     *
     * @param device such as {@code /dev/sda3}
     * @param uuid as blkid prints it, empty text if it has none
     */
    record Locked(String device, String uuid) {}
}
