package io.guestkit.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The machine that a guest had, beside its disks, as far as its hypervisor's own file tells. It is somebody's word: its
 * numbers are not bounded by what any machine has.
 *
 * @param name for people
 * @param memory in bytes, at least 1
 * @param processors at least 1
 * @param cards network cards, in the order of the file
 */
public record MachineDescription(
        Optional<String> name,
        OptionalLong memory,
        OptionalInt processors,
        Optional<Firmware> firmware,
        List<Card> cards) {

    /** Nothing is known. */
    public static final MachineDescription UNKNOWN = new MachineDescription(
            Optional.empty(), OptionalLong.empty(), OptionalInt.empty(), Optional.empty(), List.of());

    public MachineDescription {
        cards = List.copyOf(cards);
    }

    /** What the machine started the guest with. */
    public enum Firmware {
        BIOS,
        UEFI
    }

    /**
     * A network card.
     *
     * @param mac its address, lower case with colons; empty if the hypervisor was to choose one
     * @param names what Linux may call it by its place in the machine, such as {@code ens192}; empty if that is not known
     */
    public record Card(Optional<String> mac, List<String> names) {

        public Card {
            names = List.copyOf(names);
        }
    }

    /** As plain maps; only what is known. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        name.ifPresent(known -> document.put("name", known));
        memory.ifPresent(known -> document.put("memory", known));
        processors.ifPresent(known -> document.put("processors", known));
        firmware.ifPresent(known -> document.put("firmware", known.name().toLowerCase(Locale.ROOT)));
        List<Object> each = new ArrayList<>();
        for (Card card : cards) {
            Map<String, Object> one = new LinkedHashMap<>();
            card.mac().ifPresent(known -> one.put("mac", known));
            if (!card.names().isEmpty()) {
                one.put("names", card.names());
            }
            each.add(one);
        }
        if (!each.isEmpty()) {
            document.put("network_cards", each);
        }
        return document;
    }
}
