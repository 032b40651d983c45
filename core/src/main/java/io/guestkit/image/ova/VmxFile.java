package io.guestkit.image.ova;

import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.image.MachineDescription.Firmware;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A machine of VMware: lines of {@code key = "value"} beside its disks. There is no specification; what is read here
 * stands in VMware's knowledge base and in all such files.
 */
final class VmxFile {

    static final String KIND = "VMX file";

    /** Buses, in the order in which their disks are the guest's. */
    private static final List<String> BUSES = List.of("scsi", "sata", "nvme", "ide");

    private static final String ENCODING = ".encoding";
    private static final String ENCRYPTED = "encryption.keysafe";
    private static final int MAX_NUMBER = 10_000;

    /** By their keys in lower case, which is how they are compared. */
    private final Map<String, String> values;

    private VmxFile(Map<String, String> values) {
        this.values = values;
    }

    /** A device by its bus: {@code scsi0:1}. */
    private record Place(String bus, int controller, int unit) {

        String key() {
            return bus + controller + ":" + unit;
        }
    }

    /** Whether a file begins like one. */
    static boolean isOne(String start) {
        for (int i = 0; i < start.length(); i++) {
            if (start.charAt(i) < '\t') {
                return false; // no text, so these words are in it by chance
            }
        }
        String lower = start.toLowerCase(Locale.ROOT);
        return lower.contains("virtualhw.version = \"")
                || lower.contains("virtualhw.version=\"")
                || lower.contains(ENCRYPTED + " = \"");
    }

    /** @throws UnsupportedFeatureException if the machine is encrypted */
    static Descriptor parse(byte[] bytes) throws DiskException {
        Map<String, String> values = values(text(bytes));
        if (values.containsKey(ENCRYPTED)) {
            throw new UnsupportedFeatureException("VMX file: the machine is encrypted; decrypt it in VMware first");
        }
        return new VmxFile(values).descriptor();
    }

    private static String text(byte[] bytes) {
        String plain = new String(bytes, StandardCharsets.UTF_8);
        String encoding = values(plain).getOrDefault(ENCODING, "UTF-8");
        try {
            return new String(bytes, Charset.forName(encoding));
        } catch (IllegalArgumentException e) {
            return plain; // only names for people have more than ASCII in them, as a rule
        }
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end).strip();
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#') {
                String value = line.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                values.put(
                        line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        quoted ? unescape(value.substring(1, value.length() - 1)) : value);
            }
        }
        return values;
    }

    /** A bar and two digits are a character that cannot stand there by itself. */
    private static String unescape(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = value.charAt(i) == '|' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(value.charAt(i + 2), 16);
            out.append(low < 0 ? value.charAt(i) : (char) (high << 4 | low));
            i += low < 0 ? 0 : 2;
        }
        return out.toString();
    }

    private String value(String key) {
        return values.getOrDefault(key.toLowerCase(Locale.ROOT), "");
    }

    private boolean isPresent(String device) {
        return value(device + ".present").equalsIgnoreCase("true");
    }

    private Descriptor descriptor() throws CorruptDataException {
        List<Descriptor.Disk> disks = new ArrayList<>();
        for (Place place : places()) {
            String file = value(place.key() + ".fileName");
            if (isDisk(place) && !file.isEmpty()) {
                disks.add(Descriptor.Disk.of(place.key(), file, "vmdk", Optional.empty()));
            }
        }
        Descriptor.requireFew(KIND, disks.size());
        return Descriptor.of(KIND, disks, machine());
    }

    /** Everything that is on a bus, in the guest's order. */
    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (String key : values.keySet()) {
            if (key.endsWith(".filename")) {
                place(key.substring(0, key.length() - ".filename".length())).ifPresent(places::add);
            }
        }
        places.sort(Comparator.<Place>comparingInt(place -> BUSES.indexOf(place.bus()))
                .thenComparingInt(Place::controller)
                .thenComparingInt(Place::unit));
        return places;
    }

    private static Optional<Place> place(String device) {
        int colon = device.indexOf(':');
        for (String bus : BUSES) {
            if (colon > bus.length() && device.startsWith(bus)) {
                OptionalInt controller = number(device.substring(bus.length(), colon));
                OptionalInt unit = number(device.substring(colon + 1));
                if (controller.isPresent() && unit.isPresent()) {
                    return Optional.of(new Place(bus, controller.getAsInt(), unit.getAsInt()));
                }
            }
        }
        return Optional.empty();
    }

    private static OptionalInt number(String text) {
        if (text.equals("0")) {
            return OptionalInt.of(0);
        }
        OptionalInt count = text.startsWith("0") ? OptionalInt.empty() : Descriptor.count(text);
        return count.isPresent() && count.getAsInt() < MAX_NUMBER ? count : OptionalInt.empty();
    }

    /** Whether it is there, and no drive for media. */
    private boolean isDisk(Place place) {
        String type = value(place.key() + ".deviceType").toLowerCase(Locale.ROOT);
        return isPresent(place.key()) && !type.contains("cdrom");
    }

    private MachineDescription machine() {
        OptionalInt megabytes = Descriptor.count(value("memsize"));
        OptionalInt processors = Descriptor.count(value("numvcpus"));
        Map<Integer, Card> cards = new TreeMap<>();
        for (String key : values.keySet()) {
            if (key.startsWith("ethernet") && key.endsWith(".present")) {
                String device = key.substring(0, key.length() - ".present".length());
                OptionalInt number = number(device.substring("ethernet".length()));
                if (number.isPresent() && isPresent(device)) {
                    String fixed = value(device + ".address");
                    cards.put(
                            number.getAsInt(),
                            new Card(
                                    Descriptor.mac(fixed.isEmpty() ? value(device + ".generatedAddress") : fixed),
                                    Descriptor.namesBySlot(value(device + ".pciSlotNumber"))));
                }
            }
        }
        return new MachineDescription(
                Descriptor.name(value("displayName")),
                megabytes.isPresent() ? OptionalLong.of((long) megabytes.getAsInt() << 20) : OptionalLong.empty(),
                processors.isPresent() ? processors : OptionalInt.of(1), // which is what a file without it means
                Optional.of(value("firmware").equalsIgnoreCase("efi") ? Firmware.UEFI : Firmware.BIOS),
                Descriptor.cards(List.copyOf(cards.values())));
    }
}
