package io.guestkit.volume.luks;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the JSON area of version 2 says. Names: LUKS2 On-Disk Format 1.1, 3 "JSON Area". */
final class Luks2Metadata {

    private static final int MAX_OBJECTS = 32;
    private static final int MAX_SALT = 1024;
    private static final String DYNAMIC = "dynamic";

    private final Luks2Header header;
    private final BlockSource device;
    private final boolean separate;
    private final Json root;
    private final List<Warning> warnings = new ArrayList<>();

    private Luks2Metadata(Luks2Header header, BlockSource device, boolean separate, Json root) {
        this.header = header;
        this.device = device;
        this.separate = separate;
        this.root = root;
    }

    /**
     * @param device with the ciphertext
     * @param separate whether the header is somewhere else
     * @throws UnsupportedFeatureException if the volume uses what is not implemented, by its name
     */
    static LuksHeader parse(Luks2Header header, BlockSource device, boolean separate) throws IOException {
        byte[] area = header.json();
        int length = 0;
        while (length < area.length && area[length] != 0) {
            length++;
        }
        return new Luks2Metadata(header, device, separate, Json.parse(area, length)).read();
    }

    private LuksHeader read() throws IOException {
        refuseRequirements();
        Json segmentArea = root.get("segments");
        Map<Integer, Json> all = segmentArea.numbered(MAX_OBJECTS);
        if (all.isEmpty()) {
            throw segmentArea.corrupt("empty", "a segment");
        }
        Json digest = digestOf(all);
        List<Keyslot> slots = keyslots(digest);
        int keyLength = slots.isEmpty() ? 0 : slots.getFirst().keyLength();
        for (Keyslot slot : slots) {
            if (slot.keyLength() != keyLength) {
                throw new CorruptDataException("luks2 json: keyslots." + slot.number() + ".key_size is "
                        + slot.keyLength() + ", but another keyslot of " + digest.path() + " has " + keyLength);
            }
        }
        return new LuksHeader(
                2,
                header.uuid(),
                header.label().isEmpty() ? Optional.empty() : Optional.of(header.label()),
                byPriority(slots),
                digest(digest),
                keyLength,
                segments(all, keyLength),
                warnings);
    }

    /** Each of them changes what the rest means; none can be ignored. */
    private void refuseRequirements() throws IOException {
        Optional<Json> config = root.find("config");
        Optional<Json> requirements =
                config.isEmpty() ? Optional.empty() : config.get().find("requirements");
        Optional<Json> mandatory =
                requirements.isEmpty() ? Optional.empty() : requirements.get().find("mandatory");
        if (mandatory.isPresent() && !mandatory.get().texts().isEmpty()) {
            String names = String.join(", ", mandatory.get().texts());
            throw new UnsupportedFeatureException(
                    names.contains("reencrypt")
                            ? "LUKS2 reencryption in progress (" + names + ")"
                            : "LUKS2 requirement " + names);
        }
    }

    /** The digest of the volume key, which has to be the same for all of the volume. */
    private Json digestOf(Map<Integer, Json> segments) throws IOException {
        Json found = null;
        for (Map.Entry<Integer, Json> segment : segments.entrySet()) {
            String type = segment.getValue().get("type").text();
            if (type.equals("linear")) {
                continue;
            }
            if (!type.equals("crypt")) {
                throw new UnsupportedFeatureException("LUKS2 segment of type " + type);
            }
            Json digest = digestOf(segment.getKey());
            if (found != null && !found.path().equals(digest.path())) {
                throw new UnsupportedFeatureException("LUKS2 segments with different volume keys");
            }
            found = digest;
        }
        if (found == null) {
            throw new UnsupportedFeatureException("LUKS2 without a segment that is encrypted");
        }
        return found;
    }

    private Json digestOf(int segment) throws CorruptDataException {
        Json digests = root.get("digests");
        for (Json digest : digests.numbered(MAX_OBJECTS).values()) {
            if (digest.get("segments").texts().contains(Integer.toString(segment))) {
                return digest;
            }
        }
        throw digests.corrupt("without one of segment " + segment, "one");
    }

    private static KeyDigest digest(Json digest) throws IOException {
        String type = digest.get("type").text();
        if (!type.equals("pbkdf2")) {
            throw new UnsupportedFeatureException("LUKS2 digest of type " + type);
        }
        return new KeyDigest(
                hash(digest.get("hash")),
                digest.get("salt").bytes(MAX_SALT),
                digest.get("iterations").number(1, Integer.MAX_VALUE),
                digest.get("digest").bytes(64));
    }

    /** Those of the digest: others hold keys that are not of this volume. */
    private List<Keyslot> keyslots(Json digest) throws IOException {
        List<String> bound = digest.get("keyslots").texts();
        List<Keyslot> slots = new ArrayList<>();
        List<long[]> areas = new ArrayList<>();
        UnsupportedFeatureException refused = null;
        for (Map.Entry<Integer, Json> each :
                root.get("keyslots").numbered(MAX_OBJECTS).entrySet()) {
            Json slot = each.getValue();
            checkArea(slot, areas);
            if (!bound.contains(each.getKey().toString())) {
                continue;
            }
            try {
                slots.add(keyslot(each.getKey(), slot));
            } catch (UnsupportedFeatureException e) {
                warnings.add(new Warning("luks2 keyslot " + each.getKey(), "cannot be used: " + e.getMessage()));
                refused = refused == null ? e.in("luks2 keyslot " + each.getKey()) : refused;
            }
        }
        if (slots.isEmpty() && refused != null) {
            throw refused;
        }
        return slots;
    }

    /** Areas lie behind both headers, before the data, and beside each other. */
    private void checkArea(Json slot, List<long[]> others) throws CorruptDataException {
        Json area = slot.get("area");
        long offset = area.get("offset").decimal(4096);
        long length = area.get("size").decimal(4096);
        long start = 2L * header.headerSize();
        if (offset < start || length > Long.MAX_VALUE - offset) {
            throw area.get("offset")
                    .corrupt(Long.toString(offset), start + " or more, so that all of it is below 2^63");
        }
        for (long[] other : others) {
            if (offset < other[1] && other[0] < offset + length) {
                throw area.get("offset").corrupt(Long.toString(offset), "an area that is not that of another keyslot");
            }
        }
        others.add(new long[] {offset, offset + length});
    }

    private static Keyslot keyslot(int number, Json slot) throws IOException {
        String type = slot.get("type").text();
        if (!type.equals("luks2")) {
            throw new UnsupportedFeatureException("its type " + type);
        }
        int keyLength = slot.get("key_size").number(1, Keyslot.MAX_KEY_LENGTH);
        Optional<Json> priority = slot.find("priority");
        Json af = slot.get("af");
        if (!af.get("type").text().equals("luks1")) {
            throw new UnsupportedFeatureException(
                    "its splitter " + af.get("type").text());
        }
        Json area = slot.get("area");
        if (!area.get("type").text().equals("raw")) {
            throw new UnsupportedFeatureException(
                    "its area of type " + area.get("type").text());
        }
        CipherSpec cipher = CipherSpec.parse(area.get("encryption").text());
        int areaKeyLength = area.get("key_size").number(1, Keyslot.MAX_KEY_LENGTH);
        cipher.checkKey(areaKeyLength, "luks2 json: " + area.path());
        Keyslot read = new Keyslot(
                number,
                priority.isEmpty() ? Keyslot.NORMAL : priority.get().number(Keyslot.IGNORED, Keyslot.PREFERRED),
                keyLength,
                kdf(slot.get("kdf")),
                af.get("stripes").number(1, Keyslot.MAX_STRIPES),
                hash(af.get("hash")),
                area.get("offset").decimal(4096),
                cipher,
                areaKeyLength);
        if (read.materialLength() > area.get("size").decimal(4096)) {
            throw area.get("size").corrupt(area.get("size").text(), read.materialLength() + " or more");
        }
        return read;
    }

    private static Kdf kdf(Json kdf) throws IOException {
        String type = kdf.get("type").text();
        byte[] salt = kdf.get("salt").bytes(MAX_SALT);
        return switch (type) {
            case "pbkdf2" ->
                new Kdf.Pbkdf2(
                        hash(kdf.get("hash")), salt, kdf.get("iterations").number(1, Integer.MAX_VALUE));
            case "argon2i", "argon2id" -> {
                int lanes = kdf.get("cpus").number(1, 255);
                yield new Kdf.Argon2(
                        type.equals("argon2i"),
                        salt,
                        kdf.get("time").number(1, Integer.MAX_VALUE),
                        kdf.get("memory").number(8 * lanes, Kdf.Argon2.MAX_MEMORY),
                        lanes);
            }
            default -> throw new UnsupportedFeatureException("its key derivation " + type);
        };
    }

    private static Hash hash(Json name) throws IOException {
        try {
            return Hash.named(name.text());
        } catch (UnsupportedFeatureException e) {
            throw e.in("luks2 json: " + name.path());
        }
    }

    private List<Keyslot> byPriority(List<Keyslot> slots) {
        List<Keyslot> ordered = new ArrayList<>();
        for (int priority = Keyslot.PREFERRED; priority > Keyslot.IGNORED; priority--) {
            for (Keyslot slot : slots) {
                if (slot.priority() == priority) {
                    ordered.add(slot);
                }
            }
        }
        return ordered;
    }

    private List<Segment> segments(Map<Integer, Json> all, int keyLength) throws IOException {
        List<Segment> segments = new ArrayList<>();
        long total = 0;
        for (Json json : all.values()) {
            Segment segment = segment(json, keyLength, segments.size() == all.size() - 1);
            if (segment.length() > Long.MAX_VALUE - total) {
                throw json.get("size").corrupt(json.get("size").text(), "less, since segments add up to 2^63");
            }
            total += segment.length();
            segments.add(segment);
        }
        return segments;
    }

    private Segment segment(Json json, int keyLength, boolean last) throws IOException {
        if (json.find("integrity").isPresent()) {
            throw new UnsupportedFeatureException("LUKS2 with integrity protection ("
                    + json.get("integrity").get("type").text() + ")");
        }
        if (json.find("flags").isPresent() && !json.get("flags").texts().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "LUKS2 segment with the flag " + json.get("flags").texts().getFirst());
        }
        boolean encrypted = json.get("type").text().equals("crypt");
        int sectorSize = encrypted ? json.get("sector_size").number(512, 4096) : CipherSpec.SECTOR;
        if (Integer.bitCount(sectorSize) != 1) {
            throw json.get("sector_size").corrupt(Integer.toString(sectorSize), "a power of 2");
        }
        CipherSpec cipher = CipherSpec.parse(encrypted ? json.get("encryption").text() : "cipher_null-ecb");
        if (keyLength > 0) {
            cipher.checkKey(keyLength, "luks2 json: " + json.path());
        }
        long offset = json.get("offset").decimal(CipherSpec.SECTOR);
        if (!separate && offset < 2L * header.headerSize()) {
            throw new UnsupportedFeatureException("the header says that its data are on another device");
        }
        return new Segment(
                offset,
                length(json, offset, sectorSize, last),
                cipher,
                encrypted ? json.get("iv_tweak").decimal(1) : 0,
                sectorSize);
    }

    private long length(Json json, long offset, int sectorSize, boolean last) throws CorruptDataException {
        if (!json.get("size").text().equals(DYNAMIC)) {
            long length = json.get("size").decimal(sectorSize);
            if (length > device.size() || offset > device.size() - length) {
                throw json.get("size").corrupt(Long.toString(length), "what the device has behind " + offset);
            }
            return length;
        }
        if (!last) {
            throw json.get("size").corrupt(DYNAMIC, "a number, since another segment follows");
        }
        if (offset > device.size() - sectorSize) {
            throw json.get("offset")
                    .corrupt(Long.toString(offset), "a sector of the " + device.size() + " bytes there are");
        }
        return (device.size() - offset) / sectorSize * sectorSize;
    }
}
