package io.guestkit.image;

import java.util.Optional;

/**
 * How the image itself is to be opened.
 *
 * @param snapshot name or id of the internal snapshot to read instead of the current content
 * @param member which of several disks is meant, where one file has several: its name, or its number from 1 on
 */
public record ImageOptions(Optional<String> snapshot, Optional<String> member) {

    public static final ImageOptions DEFAULT = new ImageOptions(Optional.empty(), Optional.empty());

    /** Of an image that is alone in its file. */
    public ImageOptions(Optional<String> snapshot) {
        this(snapshot, Optional.empty());
    }
}
