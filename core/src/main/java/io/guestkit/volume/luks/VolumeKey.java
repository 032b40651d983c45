package io.guestkit.volume.luks;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key of a volume, as long as it is open. */
final class VolumeKey {

    /**
     * What may be spent on one passphrase, all keyslots together, in computations of HMAC: minutes. cryptsetup spends two
     * seconds of a machine on a keyslot unless it is told otherwise, which is a few million.
     */
    static final long MAX_COST = 1L << 28;

    private byte @Nullable [] bytes;

    private VolumeKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Tries passphrases at keyslots.
     *
     * @param device with the header, and the keyslots
     * @throws KeyRequiredException if none of the passphrases opens any
     * @throws DiskException if a keyslot could not be tried, and no other one was opened
     */
    static VolumeKey unlock(LuksHeader header, BlockSource device, List<byte[]> passphrases) throws IOException {
        if (header.keyslots().isEmpty()) {
            throw new KeyRequiredException("has no keyslot that a passphrase could open");
        }
        DiskException doubt = null;
        for (byte[] passphrase : passphrases) {
            long cost = 0;
            for (Keyslot slot : header.keyslots()) {
                long more = cost
                        + slot.kdf().cost(slot.areaKeyLength())
                        + header.digest().cost(); // each is below 2⁵⁷
                try {
                    if (more > MAX_COST) {
                        throw new UnsupportedFeatureException("deriving its key would take " + (more - cost)
                                + " computations of HMAC; more than " + MAX_COST + " for one passphrase are not done");
                    }
                    cost = more;
                    byte[] key = unlock(slot, device, passphrase);
                    if (header.digest().matches(key)) {
                        return new VolumeKey(key);
                    }
                    Arrays.fill(key, (byte) 0);
                } catch (DiskException e) {
                    doubt = doubt == null ? e.in("keyslot " + slot.number()) : doubt;
                }
            }
        }
        throw doubt != null ? doubt : KeyRequiredException.wrong("no key that was given opens it");
    }

    /** What the passphrase makes of the keyslot, which is the volume key if it is the right one. */
    private static byte[] unlock(Keyslot slot, BlockSource device, byte[] passphrase) throws IOException {
        int length = slot.materialLength();
        if (slot.areaOffset() > device.size() - length) {
            throw new CorruptDataException("key material at byte " + slot.areaOffset() + " lies behind the end");
        }
        byte[] areaKey = slot.kdf().derive(passphrase, slot.areaKeyLength());
        try {
            byte[] material = device.readBytes(slot.areaOffset(), length);
            SectorCipher cipher = slot.areaCipher().start(areaKey, CipherSpec.SECTOR);
            for (int at = 0; at < length; at += CipherSpec.MAX_BATCH) {
                cipher.decrypt(material, at, Math.min(CipherSpec.MAX_BATCH, length - at), at / CipherSpec.SECTOR);
            }
            byte[] key = AntiForensic.merge(material, slot.stripes(), slot.keyLength(), slot.stripesHash());
            Arrays.fill(material, (byte) 0);
            return key;
        } finally {
            Arrays.fill(areaKey, (byte) 0);
        }
    }

    /**
     * A new cipher, for one thread.
     *
     * @return null if the key has been forgotten
     */
    synchronized @Nullable SectorCipher start(CipherSpec spec, int sectorSize) {
        return bytes == null ? null : spec.start(bytes, sectorSize);
    }

    synchronized void forget() {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
            bytes = null;
        }
    }
}
