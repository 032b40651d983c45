package io.guestkit.volume;

import java.util.ArrayList;
import java.util.List;

/**
 * The layers between an image and something in it, outermost first, such as {@code disk.qcow2 > gpt partition 2 > ext4}.
 */
public record Location(List<String> layers) {

    private static final int MAX_NAMED = 4;

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

    /**
     * Several places as one: what they have in common, and then what they differ in, such as {@code disk.raw > gpt
     * partition 1 + gpt partition 2}. Of more than four the first ones are named and the others counted.
     *
     * @param all at least one
     */
    public static Location over(List<Location> all) {
        if (all.size() == 1) {
            return all.getFirst();
        }
        List<String> common = all.getFirst().layers;
        int same = common.size();
        for (Location each : all) {
            int here = 0;
            while (here < same
                    && here < each.layers.size() - 1
                    && each.layers.get(here).equals(common.get(here))) {
                here++;
            }
            same = here;
        }
        StringBuilder joined = new StringBuilder();
        int named = all.size() > MAX_NAMED + 1 ? MAX_NAMED : all.size();
        for (Location each : all.subList(0, named)) {
            joined.append(joined.isEmpty() ? "" : " + ")
                    .append(String.join(" > ", each.layers.subList(same, each.layers.size())));
        }
        if (named < all.size()) {
            joined.append(" + ").append(all.size() - named).append(" more");
        }
        List<String> layers = new ArrayList<>(common.subList(0, same));
        layers.add(joined.toString());
        return new Location(layers);
    }

    @Override
    public String toString() {
        return String.join(" > ", layers);
    }
}
