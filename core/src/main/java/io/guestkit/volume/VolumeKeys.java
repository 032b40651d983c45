package io.guestkit.volume;

import java.io.IOException;
import java.util.List;

/** Where a layer with keys gets them from: files that the user named, or a prompt. */
@FunctionalInterface
public interface VolumeKeys {

    /** No keys at all. */
    VolumeKeys NONE = (volume, attempt) -> List.of();

    /**
     * Passphrases or keys that may open a volume, the likeliest first.
     *
     * @param volume the encrypted one: keys are chosen by its device or its UUID
     * @param attempt 0 at first, then 1, 2 … for as long as none of the candidates was right and there are others
     * @return copies, which the caller overwrites after use; empty if there is none
     * @throws IOException if a file with a key cannot be read
     */
    List<byte[]> candidates(Locked volume, int attempt) throws IOException;

    /**
     * An encrypted volume as its user names it.
     *
     * @param device such as {@code /dev/sda3}
     * @param uuid as blkid prints it, empty text if it has none
     */
    record Locked(String device, String uuid) {}
}
