package io.guestkit.volume;

import io.guestkit.volume.Signature.Role;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signature that a few bytes at one place are enough for.
 *
 * @param position of the magic, in bytes
 * @param magic each byte a character below U+0100
 * @param label where it stands, in bytes; 0 if nowhere
 * @param labelLength in bytes
 * @param uuid where its sixteen bytes stand; 0 if nowhere
 */
record Magic(String type, Role role, long position, String magic, long label, int labelLength, long uuid) {

    static Magic of(String type, Role role, long position, String magic) {
        return new Magic(type, role, position, magic, 0, 0, 0);
    }

    @Nullable
    Signature probe(Probed volume) throws IOException {
        if (!volume.has(position, magic)) {
            return null;
        }
        return new Signature(
                type,
                role,
                label == 0 ? Optional.empty() : volume.text(label, labelLength),
                uuid == 0 ? Optional.empty() : volume.uuid(uuid));
    }
}
