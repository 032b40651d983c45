package io.guestkit.volume.mdraid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.volume.LayerDriver;
import io.guestkit.volume.LayerResult;
import io.guestkit.volume.LayerVolume;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts arrays of Linux MD together. The package documentation says what is read. */
public final class MdDriver implements LayerDriver<MdMember> {

    public static final MdDriver INSTANCE = new MdDriver();

    private static final int HIGHEST = 127;
    private static final int MAX_NUMBER = 1 << 20;

    private MdDriver() {}

    @Override
    public List<String> types() {
        return List.of("linux_raid_member");
    }

    @Override
    public Optional<MdMember> member(Volume volume) throws IOException {
        BlockSource device = volume.content();
        long nearEnd = (device.size() / 512 - 16) / 8 * 8 * 512;
        CorruptDataException doubt = null;
        for (int i = 0; i < 4; i++) {
            try {
                MdSuperblock found = switch (i) {
                    case 0 -> Superblock0.at(device);
                    case 1 -> Superblock1.at(device, nearEnd, "1.0");
                    case 2 -> Superblock1.at(device, 0, "1.1");
                    default -> Superblock1.at(device, 4096, "1.2");
                };
                if (found != null) {
                    return Optional.of(new MdMember(volume, found));
                }
            } catch (CorruptDataException e) {
                doubt = doubt == null ? e : doubt;
            }
        }
        if (doubt != null) {
            throw doubt;
        }
        return Optional.empty();
    }

    @Override
    public boolean isComplete(List<MdMember> members) {
        return new MdArray(members).missing() == 0;
    }

    @Override
    public LayerResult assemble(List<MdMember> members, Predicate<String> taken) throws IOException {
        MdArray array = new MdArray(members);
        MdSuperblock s = array.superblock();
        if (!s.features().isEmpty()) {
            throw new UnsupportedFeatureException("the array cannot be read yet: " + String.join("; ", s.features()));
        }
        BlockSource content = array.content();
        String device = device(s, taken);
        String layer = "md " + s.name().orElse(s.uuid());
        List<Warning> warnings = new ArrayList<>();
        for (String doubt : array.doubts()) {
            warnings.add(new Warning(layer, doubt));
        }
        LayerVolume volume = new LayerVolume(
                Volume.Kind.RAID,
                device,
                layer,
                content,
                Optional.of(uuid(s.uuid())),
                s.version().equals("0.90") ? Optional.empty() : s.name(),
                aliases(s, device));
        return new LayerResult(List.of(volume), List.of(), warnings);
    }

    /** As mdadm prints it. */
    private static String uuid(String digits) {
        return String.join(
                ":", digits.substring(0, 8), digits.substring(8, 16), digits.substring(16, 24), digits.substring(24));
    }

    /**
     * What mdadm calls an array that no configuration names: it counts down from 127, unless the array belongs to any host
     * and its name is a number.
     */
    private static String device(MdSuperblock s, Predicate<String> taken) {
        String name = s.name().orElse("");
        int number = name.startsWith("any:") ? number(name.substring(4)) : -1;
        if (number >= 0 && !taken.test("/dev/md" + number)) {
            return "/dev/md" + number;
        }
        number = HIGHEST;
        while (number > 0 && taken.test("/dev/md" + number)) {
            number--;
        }
        while (taken.test("/dev/md" + number)) {
            number = Math.max(number, HIGHEST) + 1;
        }
        return "/dev/md" + number;
    }

    private static List<String> aliases(MdSuperblock s, String device) {
        List<String> aliases = new ArrayList<>();
        String own = localName(s);
        if (own != null) {
            aliases.add("/dev/md/" + own);
            int number = number(own);
            if (number >= 0 && !device.equals("/dev/md" + number)) {
                aliases.add("/dev/md" + number);
            }
        }
        aliases.add("/dev/disk/by-id/md-uuid-" + uuid(s.uuid()));
        s.name().ifPresent(name -> aliases.add("/dev/disk/by-id/md-name-" + name));
        return aliases;
    }

    /** The name without the host, as the host itself sees it; null if it is none. */
    private static @Nullable String localName(MdSuperblock s) {
        String name = s.name().orElse("");
        String own = name.substring(name.indexOf(':') + 1);
        return own.isEmpty() || own.indexOf('/') >= 0 ? null : own;
    }

    /** A number that is all of the text; −1 if it is none. */
    private static int number(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > MAX_NUMBER) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return text.isEmpty() ? -1 : value;
    }
}
