package io.guestkit.inspect;

import io.guestkit.inspect.report.NoGuest;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.volume.Location;
import io.guestkit.volume.NotExamined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Why volumes hold no guest, so that "none was found" never stands alone. */
final class Absences {

    private static final int MAX_SHOWN = 8;

    /** Device by device: what is on it instead of a root. */
    private final Map<String, String> noted = new HashMap<>();

    void note(Storage storage, String instead) {
        noted.put(storage.device(), instead);
    }

    /** Notes a few of the names at the top, which tell a person what it is. */
    void noteContent(Storage storage, List<String> names) {
        List<String> first = names.subList(0, Math.min(names.size(), MAX_SHOWN));
        String more = first.size() < names.size() ? " …" : "";
        note(
                storage,
                names.isEmpty()
                        ? "no root of a system: it is empty"
                        : "no root of a system: it has " + String.join(", ", first) + more);
    }

    /**
     * A line for each volume.
     *
     * @param locations by device
     * @param gaps all that was not looked into
     */
    List<NoGuest> of(List<Storage> storages, Map<String, Location> locations, List<NotExamined> gaps) {
        List<NoGuest> reasons = new ArrayList<>();
        for (Storage storage : storages) {
            if (storage.table().isEmpty()) { // else its partitions are listed
                Location location = locations.getOrDefault(storage.device(), Location.of(storage.device()));
                reasons.add(new NoGuest(storage.device(), location.toString(), why(storage, location, gaps)));
            }
        }
        return reasons;
    }

    private String why(Storage storage, Location location, List<NotExamined> gaps) {
        int depth = location.layers().size();
        for (NotExamined gap : gaps) {
            List<String> layers = gap.location().layers();
            if (layers.size() >= depth && layers.subList(0, depth).equals(location.layers())) {
                return gap.reason();
            }
        }
        if (storage.type().isEmpty()) {
            return "nothing on it is known: no file system, no volumes";
        }
        if (storage.root() == null) {
            return storage.type() + " has no files";
        }
        return storage.type() + ": " + noted.getOrDefault(storage.device(), "no root of a system");
    }
}
