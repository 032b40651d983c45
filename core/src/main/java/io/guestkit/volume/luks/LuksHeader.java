package io.guestkit.volume.luks;

import io.guestkit.io.Warning;
import java.util.List;
import java.util.Optional;

/**
 * What either version of the header says.
 *
 * @param uuid empty text if there is none
 * @param keyslots of the volume key, in the order in which they are to be tried; not those to be ignored
 * @param keyLength of the volume key in bytes
 * @param segments one after the other, without gaps; at least one
 */
record LuksHeader(
        int version,
        String uuid,
        Optional<String> label,
        List<Keyslot> keyslots,
        KeyDigest digest,
        int keyLength,
        List<Segment> segments,
        List<Warning> warnings) {

    LuksHeader {
        keyslots = List.copyOf(keyslots);
        segments = List.copyOf(segments);
        warnings = List.copyOf(warnings);
    }
}
