package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import java.util.List;
import java.util.Optional;

/**
 * A volume that a layer makes of other volumes.
 *
 * @param kind one that a layer makes
 * @param device the name that libguestfs would give it; where another volume has it, the first alias that is free is used
 * @param layer what stands in the {@link Location}, such as {@code lvm2 vg/root}
 * @param content closed by who asked for the scan, before that of the members; it may hold resources, such as keys
 * @param uuid of the volume, as the tools of the layer print it
 * @param label the volume's own name, where it has one
 * @param aliases other names below {@code /dev} that Linux or udev would give it
 */
public record LayerVolume(
        Volume.Kind kind,
        String device,
        String layer,
        BlockSource content,
        Optional<String> uuid,
        Optional<String> label,
        List<String> aliases) {

    public LayerVolume {
        aliases = List.copyOf(aliases);
    }
}
