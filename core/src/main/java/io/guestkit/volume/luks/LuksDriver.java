package io.guestkit.volume.luks;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.FileSource;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.volume.LayerDriver;
import io.guestkit.volume.LayerResult;
import io.guestkit.volume.LayerVolume;
import io.guestkit.volume.Volume;
import io.guestkit.volume.VolumeKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens LUKS volumes with the keys that there are. */
public final class LuksDriver implements LayerDriver<LuksMember> {

    static final String TYPE = "crypto_LUKS";

    private static final String MAPPER = "/dev/mapper/luks-";

    private final VolumeKeys keys;
    private final DetachedHeaders headers;

    public LuksDriver(VolumeKeys keys) {
        this(keys, Map.of());
    }

    /** @param headers files with the headers of volumes that have none, by the device or the UUID of the volume */
    public LuksDriver(VolumeKeys keys, Map<String, Path> headers) {
        this.keys = keys;
        this.headers = DetachedHeaders.of(headers);
    }

    @Override
    public List<String> types() {
        return List.of(TYPE);
    }

    /** Whether a header that was given for {@code name} is for this volume. */
    public static boolean isNamed(Volume volume, String name) {
        return new DetachedHeaders(Map.of(DetachedHeaders.key(name), Path.of("")))
                .of(volume)
                .isPresent();
    }

    @Override
    public boolean claims(Volume volume) {
        return headers.of(volume).isPresent();
    }

    @Override
    public Optional<LuksMember> member(Volume volume) throws IOException {
        Optional<Path> file = headers.of(volume);
        if (file.isEmpty()) {
            return Optional.of(
                    new LuksMember(volume, header(volume.content(), volume.content(), false), Optional.empty()));
        }
        try (BlockSource source = FileSource.open(file.get())) {
            return Optional.of(new LuksMember(volume, header(source, volume.content(), true), file));
        } catch (DiskException e) {
            throw e.in("the header in " + file.get());
        }
    }

    /**
     * Reads a header.
     *
     * @param source with the header
     * @param device with the ciphertext
     * @param separate whether they are two
     */
    static LuksHeader header(BlockSource source, BlockSource device, boolean separate) throws IOException {
        if (source.size() >= Luks1Header.LENGTH) {
            StructView start = StructView.bigEndian("luks1 header", source, 0, Luks1Header.LENGTH);
            if (start.startsWith(0, Luks2Header.PRIMARY) && start.u16(0x06) == 1) {
                return Luks1Header.parse(start, device, separate);
            }
        }
        return luks2(source, device, separate);
    }

    private static LuksHeader luks2(BlockSource source, BlockSource device, boolean separate) throws IOException {
        List<Warning> warnings = new ArrayList<>();
        @Nullable CorruptDataException doubt = null;
        Luks2Header primary = null;
        try {
            primary = Luks2Header.read(source, 0, Luks2Header.PRIMARY);
        } catch (CorruptDataException e) {
            doubt = e;
        }
        Luks2Header secondary = Luks2Header.findSecondary(source);
        if (primary == null && secondary == null) {
            throw doubt != null ? doubt : new CorruptDataException("luks2 header: there is none");
        }
        List<Luks2Header> copies = new ArrayList<>();
        if (primary != null) {
            copies.add(primary);
        }
        if (secondary != null) {
            copies.add(primary != null && secondary.isNewerThan(primary) ? 0 : copies.size(), secondary);
        }
        if (copies.size() == 1) {
            String reason = doubt != null ? " (" + doubt.getMessage() + ")" : "";
            warnings.add(new Warning(
                    "luks2 header", primary == null ? "only the secondary is good" + reason : "the secondary is bad"));
        } else if (copies.get(0).isNewerThan(copies.get(1))) {
            warnings.add(new Warning("luks2 header", "the copies differ in age; the newer one is used"));
        }
        @Nullable CorruptDataException first = null;
        for (Luks2Header copy : copies) {
            try {
                return with(warnings, Luks2Metadata.parse(copy, device, separate));
            } catch (CorruptDataException e) {
                first = first == null ? e : first;
                warnings.add(
                        new Warning("luks2 header", "the copy at " + copy.position() + " is bad: " + e.getMessage()));
            }
        }
        throw first == null ? new CorruptDataException("luks2 header: there is none") : first;
    }

    private static LuksHeader with(List<Warning> warnings, LuksHeader header) {
        List<Warning> all = new ArrayList<>(warnings);
        all.addAll(header.warnings());
        return new LuksHeader(
                header.version(),
                header.uuid(),
                header.label(),
                header.keyslots(),
                header.digest(),
                header.keyLength(),
                header.segments(),
                all);
    }

    @Override
    public boolean isComplete(List<LuksMember> members) {
        return true;
    }

    @Override
    public LayerResult assemble(List<LuksMember> members, Predicate<String> taken) throws IOException {
        LuksMember member = members.getFirst();
        LuksHeader header = member.header();
        BlockSource device = member.volume().content();
        VolumeKey key = unlock(
                keys,
                new VolumeKeys.Locked(member.volume().device(), header.uuid()),
                header,
                candidates -> unlock(member, candidates));
        String own = "luks" + member.volume().device().replace('/', '-').substring("/dev".length());
        boolean named = isPlain(header.uuid());
        LayerVolume volume = new LayerVolume(
                Volume.Kind.LUKS,
                named ? MAPPER + header.uuid() : "/dev/mapper/" + own,
                "luks",
                new LuksVolume(device, header.segments(), key),
                named ? Optional.of(header.uuid()) : Optional.empty(),
                header.label(),
                List.of("/dev/mapper/" + own));
        return new LayerResult(List.of(volume), List.of(), header.warnings());
    }

    private static VolumeKey unlock(LuksMember member, List<byte[]> candidates) throws IOException {
        if (member.headerFile().isEmpty()) {
            return VolumeKey.unlock(member.header(), member.volume().content(), candidates);
        }
        try (BlockSource source = FileSource.open(member.headerFile().get())) {
            return VolumeKey.unlock(member.header(), source, candidates);
        }
    }

    /**
     * Opens what a disk image encrypted by itself, as QEMU does: by a header of LUKS that is somewhere in the image, and
     * with sectors of 512 bytes that count from the start of the data.
     *
     * @param device by which keys are chosen, beside the UUID in the header
     * @param header as long as it has room for its keyslots
     * @param data the ciphertext, which stays the caller's to close; what is behind its last whole sector is left out
     * @return what it is in plain, at the same places
     * @throws KeyRequiredException if no key fits
     */
    public static BlockSource openImage(VolumeKeys keys, String device, BlockSource header, BlockSource data)
            throws IOException {
        LuksHeader parsed = header(header, header, true);
        if (parsed.segments().size() != 1) {
            throw new UnsupportedFeatureException("encrypted by LUKS with several segments");
        }
        VolumeKey key = unlock(
                keys,
                new VolumeKeys.Locked(device, parsed.uuid()),
                parsed,
                candidates -> VolumeKey.unlock(parsed, header, candidates));
        long length = data.size() / CipherSpec.SECTOR * CipherSpec.SECTOR;
        Segment all = new Segment(0, length, parsed.segments().getFirst().cipher(), 0, CipherSpec.SECTOR);
        return new LuksVolume(data, List.of(all), key);
    }

    /** A way to try keys. */
    @FunctionalInterface
    private interface Attempt {
        VolumeKey unlock(List<byte[]> candidates) throws IOException;
    }

    private static VolumeKey unlock(VolumeKeys keys, VolumeKeys.Locked volume, LuksHeader header, Attempt lock)
            throws IOException {
        KeyRequiredException refusal = new KeyRequiredException(
                "is encrypted (LUKS" + header.version() + ", UUID " + header.uuid() + "), and no key for it was given");
        for (int attempt = 0; ; attempt++) { // whoever has the keys ends it
            List<byte[]> candidates = keys.candidates(volume, attempt);
            if (candidates.isEmpty()) {
                throw refusal;
            }
            try {
                return lock.unlock(candidates);
            } catch (KeyRequiredException e) {
                refusal = e;
            } finally {
                for (byte[] candidate : candidates) {
                    Arrays.fill(candidate, (byte) 0);
                }
            }
        }
    }

    /** Whether a text can be a part of a device's name; it is the image that says it. */
    private static boolean isPlain(String uuid) {
        for (int i = 0; i < uuid.length(); i++) {
            char c = uuid.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-')) {
                return false;
            }
        }
        return !uuid.isEmpty();
    }
}
