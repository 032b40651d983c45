package io.guestkit.image;

import java.util.Optional;

/**
 * How the image itself is to be opened.
 *
 * @param snapshot name or id of the internal snapshot to read instead of the current content
 */
public record ImageOptions(Optional<String> snapshot) {

    public static final ImageOptions DEFAULT = new ImageOptions(Optional.empty());
}
