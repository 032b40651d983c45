package io.guestkit.volume.luks;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.Arrays;

/** How the initialisation vector of a sector comes from its number, as dm-crypt names and does it. */
@FunctionalInterface
interface SectorIv {

    /** Puts the IVs of {@code count} sectors, the numbers of which are {@code step} apart, one after the other. */
    void fill(byte[] target, int count, long sector, int step);

    /** The methods of generation. */
    enum Kind {
        PLAIN,
        PLAIN64,
        PLAIN64BE,
        ESSIV,
        BENBI,
        NULL
    }

    /**
     * @param name as in {@code plain64} or {@code essiv:sha256}
     * @throws UnsupportedFeatureException if it is another one
     */
    static Kind kind(String name) throws UnsupportedFeatureException {
        return switch (name) {
            case "plain" -> Kind.PLAIN;
            case "plain64" -> Kind.PLAIN64;
            case "plain64be" -> Kind.PLAIN64BE;
            case "benbi" -> Kind.BENBI;
            case "null" -> Kind.NULL;
            default -> {
                if (name.startsWith("essiv:")) {
                    yield Kind.ESSIV;
                }
                throw new UnsupportedFeatureException("IV " + name);
            }
        };
    }

    /** @param salted the cipher with the hashed key, for ESSIV only */
    static SectorIv of(Kind kind, BlockCipher salted) {
        return switch (kind) {
            case PLAIN -> (target, count, sector, step) -> littleEndian(target, count, sector, step, 0xffff_ffffL);
            case PLAIN64 -> SectorIv::plain64;
            case PLAIN64BE -> (target, count, sector, step) -> bigEndian(target, count, sector, step, 0, 0);
            case BENBI -> // numbers of blocks of the cipher, which count from 1
                (target, count, sector, step) -> bigEndian(target, count, sector, step, 5, 1);
            case NULL -> (target, count, sector, step) -> Arrays.fill(target, 0, count * BlockCipher.BLOCK, (byte) 0);
            case ESSIV ->
                (target, count, sector, step) -> {
                    plain64(target, count, sector, step);
                    salted.encrypt(target, 0, count * BlockCipher.BLOCK);
                };
        };
    }

    private static void plain64(byte[] target, int count, long sector, int step) {
        littleEndian(target, count, sector, step, -1);
    }

    private static void littleEndian(byte[] target, int count, long sector, int step, long mask) {
        for (int i = 0, at = 0; i < count; i++) {
            long number = sector + (long) i * step & mask;
            for (int j = 0; j < BlockCipher.BLOCK; j++, at++) {
                target[at] = (byte) (j < 8 ? number >>> 8 * j : 0);
            }
        }
    }

    private static void bigEndian(byte[] target, int count, long sector, int step, int shift, int add) {
        for (int i = 0, at = 0; i < count; i++) {
            long number = (sector + (long) i * step << shift) + add;
            for (int j = 0; j < BlockCipher.BLOCK; j++, at++) {
                target[at] = (byte) (j < 8 ? 0 : number >>> 8 * (15 - j));
            }
        }
    }
}
