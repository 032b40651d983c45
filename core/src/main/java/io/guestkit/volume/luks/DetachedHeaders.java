package io.guestkit.volume.luks;

import io.guestkit.volume.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Headers that are in files of their own. What they are for looks like noise: only the user knows.
 *
 * @param files by the device, such as {@code /dev/sda3}, or by the UUID that a partition or a logical volume has in its
 *     table, in lower case
 */
record DetachedHeaders(Map<String, Path> files) {

    static DetachedHeaders of(Map<String, Path> given) {
        Map<String, Path> files = new HashMap<>();
        given.forEach((volume, file) -> files.put(key(volume), file));
        return new DetachedHeaders(files);
    }

    static String key(String volume) {
        return volume.startsWith("/") ? volume : volume.toLowerCase(Locale.ROOT);
    }

    Optional<Path> of(Volume volume) {
        for (String name : names(volume)) {
            Path file = files.get(key(name));
            if (file != null) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static List<String> names(Volume volume) {
        List<String> names = new ArrayList<>(List.of(volume.device()));
        names.addAll(volume.aliases());
        volume.partition().flatMap(partition -> partition.uuid()).ifPresent(names::add);
        volume.made().flatMap(made -> made.uuid()).ifPresent(names::add);
        return names;
    }
}
