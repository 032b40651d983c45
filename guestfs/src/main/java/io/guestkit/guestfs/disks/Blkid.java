package io.guestkit.guestfs.disks;

import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What blkid in an appliance says of devices. Each is asked about once: a program that starts there takes its time. */
final class Blkid {

    private final Guestfs guestfs;
    private final Map<String, Map<String, String>> known = new HashMap<>();

    Blkid(Guestfs guestfs) {
        this.guestfs = guestfs;
    }

    private Map<String, String> facts(String device) throws IOException {
        Map<String, String> facts = known.get(device);
        if (facts == null) {
            try {
                facts = new HashMap<>(guestfs.blkid(device));
                if (facts.containsKey("LABEL")) {
                    facts.put("LABEL", label(device, facts.get("LABEL")));
                }
            } catch (GuestfsException e) {
                // of several signatures it names none when asked for all it knows, but does when asked for one
                facts = Map.of(
                        "TYPE", guestfs.vfsType(device), "UUID", guestfs.vfsUuid(device), "LABEL", label(device, ""));
            }
            known.put(device, facts);
        }
        return facts;
    }

    /** Asked for by itself, at first: among other values it has escapes, and of NTFS it is not told once that is mounted. */
    private String label(String device, String escaped) throws IOException {
        try {
            return guestfs.vfsLabel(device);
        } catch (GuestfsException e) {
            return escaped; // a file system that is not all there
        }
    }

    /** What the device holds; an empty text if that is unknown. */
    String type(String device) throws IOException {
        return facts(device).getOrDefault("TYPE", "");
    }

    Optional<String> uuid(String device) throws IOException {
        return value(device, "UUID");
    }

    Optional<String> label(String device) throws IOException {
        return value(device, "LABEL");
    }

    /** The label, or a value that is plain words and numbers; empty if it has none. */
    Optional<String> value(String device, String key) throws IOException {
        String value = facts(device).get(key);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
