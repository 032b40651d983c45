package io.guestkit.volume.luks;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header of version 1, big-endian. Names and offsets: LUKS1 On-Disk Format 1.2.3, "PHDR layout". */
final class Luks1Header {

    static final int LENGTH = 592;

    private static final int KEY_SLOTS = 8;
    private static final int KEY_SLOT_OFFSET = 0xd0;
    private static final int KEY_SLOT_LENGTH = 48;
    private static final long ENABLED = 0x00ac71f3;
    private static final long DISABLED = 0x0000dead;
    /** Key material never lies beside the header in its 4 KiB. */
    private static final long MIN_MATERIAL = 4096 / CipherSpec.SECTOR;

    private Luks1Header() {}

    /**
     * @param device with the ciphertext
     * @param separate whether the header is somewhere else
     */
    static LuksHeader parse(StructView s, BlockSource device, boolean separate) throws IOException {
        s.u16In(0x06, "version", 1, 1);
        CipherSpec cipher = CipherSpec.parse(s.text(0x08, 32) + "-" + s.text(0x28, 32));
        Hash hash = hash(s);
        int keyBytes = s.u32In(0x6c, "key-bytes", 1, Keyslot.MAX_KEY_LENGTH);
        cipher.checkKey(keyBytes, s.structure());
        long payload = s.u32(0x68) * CipherSpec.SECTOR; // 2³² times 512
        if (!separate && payload == 0) {
            throw new UnsupportedFeatureException("the header says that its data are on another device");
        }
        KeyDigest digest = new KeyDigest(hash, s.bytes(0x84, 32), iterations(s, 0xa4), s.bytes(0x70, 20));
        List<Keyslot> slots = new ArrayList<>();
        for (int i = 0; i < KEY_SLOTS; i++) {
            StructView slot =
                    s.slice("luks1 header key-slot " + i, KEY_SLOT_OFFSET + i * KEY_SLOT_LENGTH, KEY_SLOT_LENGTH);
            long active = slot.u32(0x00);
            if (active == ENABLED) {
                slots.add(slot(slot, i, cipher, hash, keyBytes));
            } else if (active != DISABLED) {
                throw slot.corrupt(0x00, "active", hex(active), hex(ENABLED) + " or " + hex(DISABLED));
            }
        }
        checkAreas(slots, payload, separate);
        if (separate ? payload > device.size() : payload >= device.size()) {
            throw s.corrupt(
                    0x68,
                    "payload-offset",
                    payload / CipherSpec.SECTOR,
                    "a sector of the " + device.size() / CipherSpec.SECTOR + " of the device");
        }
        long length = (device.size() - payload) / CipherSpec.SECTOR * CipherSpec.SECTOR;
        return new LuksHeader(
                1,
                s.text(0xa8, 40),
                Optional.empty(),
                slots,
                digest,
                keyBytes,
                List.of(new Segment(payload, length, cipher, 0, CipherSpec.SECTOR)),
                List.of());
    }

    private static Hash hash(StructView s) throws IOException {
        String name = s.text(0x48, 32);
        try {
            return Hash.named(name);
        } catch (UnsupportedFeatureException e) {
            throw e.in(s.structure());
        }
    }

    private static Keyslot slot(StructView s, int number, CipherSpec cipher, Hash hash, int keyBytes)
            throws CorruptDataException {
        long iterations = iterations(s, 0x04);
        long material = s.u32(0x28);
        if (material < MIN_MATERIAL) {
            throw s.corrupt(0x28, "key-material-offset", material, MIN_MATERIAL + " or more");
        }
        int stripes = s.u32In(0x2c, "stripes", 1, Keyslot.MAX_STRIPES);
        return new Keyslot(
                number,
                Keyslot.NORMAL,
                keyBytes,
                new Kdf.Pbkdf2(hash, s.bytes(0x08, 32), iterations),
                stripes,
                hash,
                material * CipherSpec.SECTOR,
                cipher,
                keyBytes);
    }

    private static long iterations(StructView s, int offset) throws CorruptDataException {
        long iterations = s.u32(offset);
        if (iterations == 0) {
            throw s.corrupt(offset, "iterations", 0, "1 or more");
        }
        return iterations;
    }

    /** Key material may overlap neither with other key material nor with the payload. */
    private static void checkAreas(List<Keyslot> slots, long payload, boolean separate) throws CorruptDataException {
        for (Keyslot slot : slots) {
            long end = slot.areaOffset() + slot.materialLength();
            if (!separate && end > payload) {
                throw new CorruptDataException("luks1 header key-slot " + slot.number()
                        + ": its key material ends at byte " + end + ", behind the start of the payload at " + payload);
            }
            for (Keyslot other : slots) {
                if (other.number() > slot.number()
                        && other.areaOffset() < end
                        && slot.areaOffset() < other.areaOffset() + other.materialLength()) {
                    throw new CorruptDataException("luks1 header key-slot " + slot.number()
                            + ": its key material overlaps with that of key-slot " + other.number());
                }
            }
        }
    }

    private static String hex(long value) {
        return java.util.HexFormat.of().toHexDigits(value, 8);
    }
}
