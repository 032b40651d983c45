package io.guestkit.volume;

import java.util.ArrayList;
import java.util.List;

/**
 * The layers between an image and something in it, outermost first, such as {@code disk.qcow2 > gpt partition 2 > ext4}.
 */
public record Location(List<String> layers) {

    public Location {
        layers = List.copyOf(layers);
    }

    public static Location of(String first) {
        return new Location(List.of(first));
    }

    /** One layer further in. */
    public Location then(String layer) {
        List<String> deeper = new ArrayList<>(layers);
        deeper.add(layer);
        return new Location(deeper);
    }

    @Override
    public String toString() {
        return String.join(" > ", layers);
    }
}
