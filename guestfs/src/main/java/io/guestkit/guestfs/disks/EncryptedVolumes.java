package io.guestkit.guestfs.disks;

import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsException;
import io.guestkit.guestfs.option.CryptsetupOpenOptions;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.volume.VolumeKeys;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Opens encrypted volumes in an appliance with the keys of the user. */
final class EncryptedVolumes {

    private static final String LUKS = "crypto_LUKS";
    private static final String BITLOCKER = "BitLocker";

    private final Guestfs guestfs;
    private final VolumeKeys keys;

    EncryptedVolumes(Guestfs guestfs, VolumeKeys keys) {
        this.guestfs = guestfs;
        this.keys = keys;
    }

    /**
     * What is inside.
     *
     * @param layer for its location
     */
    record Opened(String device, String layer, Optional<String> uuid) {}

    /** @param type as blkid names it */
    static boolean isEncrypted(String type) {
        return type.equals(LUKS) || type.equals(BITLOCKER);
    }

    String layer(String type) {
        return type.equals(LUKS) ? "luks" : "bitlocker";
    }

    /** @throws KeyRequiredException if no key was given, or none that fits */
    Opened open(String device, String type) throws IOException {
        String uuid = type.equals(LUKS) ? guestfs.luksUuid(device) : guestfs.vfsUuid(device);
        boolean named = isPlain(uuid);
        String name = layer(type)
                + (named ? "-" + uuid : device.substring("/dev".length()).replace('/', '-'));
        unlock(device, uuid, name);
        return new Opened("/dev/mapper/" + name, layer(type), named ? Optional.of(uuid) : Optional.empty());
    }

    private void unlock(String device, String uuid, String name) throws IOException {
        KeyRequiredException refusal =
                new KeyRequiredException("is encrypted (UUID " + uuid + "), and no key for it was given");
        VolumeKeys.Locked volume = new VolumeKeys.Locked(device, uuid);
        for (int attempt = 0; ; attempt++) { // whoever has the keys ends it
            List<byte[]> candidates = keys.candidates(volume, attempt);
            if (candidates.isEmpty()) {
                throw refusal;
            }
            try {
                for (byte[] candidate : candidates) {
                    if (opens(device, candidate, name)) {
                        return;
                    }
                }
                refusal = KeyRequiredException.wrong(
                        "is encrypted (UUID " + uuid + "), and the key that was given does not open it");
            } finally {
                for (byte[] candidate : candidates) {
                    Arrays.fill(candidate, (byte) 0);
                }
            }
        }
    }

    private boolean opens(String device, byte[] key, String name) throws IOException {
        for (byte b : key) {
            if (b == 0) {
                throw new UnsupportedFeatureException("libguestfs takes no keys that hold a NUL; leave it to native");
            }
        }
        try {
            guestfs.cryptsetupOpen(
                    device,
                    key,
                    name,
                    CryptsetupOpenOptions.builder().readonly(true).build());
            return true;
        } catch (GuestfsException e) {
            if (String.valueOf(e.getMessage()).contains("No key available")) { // in the appliance, all speak English
                return false;
            }
            throw e;
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
