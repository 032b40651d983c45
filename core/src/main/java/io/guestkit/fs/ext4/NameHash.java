package io.guestkit.fs.ext4;

import java.util.Optional;

/**
 * The hash functions of names in a hash tree: "legacy", half of MD4, and TEA, each over signed or unsigned bytes, as the
 * machine that made the file system had them. SipHash needs the key of an encrypted directory and is not among them.
 */
final class NameHash {

    private static final int LEGACY = 0;
    private static final int HALF_MD4 = 1;
    /** Numbers from here on stand for the same three functions (TEA is the third), over unsigned bytes. */
    private static final int UNSIGNED = 3;

    private static final int LAST = 5;
    /** Above the largest hash, which stands for the end of a directory. */
    private static final int END = 0xffff_fffe;

    private static final int MD4_K2 = 0x5a82_7999;
    private static final int MD4_K3 = 0x6ed9_eba1;
    private static final int TEA_DELTA = 0x9e37_79b9;

    private final int function;
    private final boolean unsigned;
    private final boolean signednessKnown;
    private final Superblock.HashSeed seed;

    private NameHash(int function, boolean unsigned, boolean signednessKnown, Superblock.HashSeed seed) {
        this.function = function;
        this.unsigned = unsigned;
        this.signednessKnown = signednessKnown;
        this.seed = seed;
    }

    /** The function of a {@code hash_version}; empty if it is none of these. */
    static Optional<NameHash> of(int version, Superblock superblock) {
        if (version < LEGACY || version > LAST) {
            return Optional.empty();
        }
        boolean saysUnsigned = version >= UNSIGNED;
        return Optional.of(new NameHash(
                saysUnsigned ? version - UNSIGNED : version,
                saysUnsigned || superblock.hashesUnsigned(),
                saysUnsigned || superblock.hashSignednessKnown(),
                seed(superblock.hashSeed())));
    }

    private static Superblock.HashSeed seed(Superblock.HashSeed stored) {
        boolean none = (stored.a() | stored.b() | stored.c() | stored.d()) == 0;
        return none ? new Superblock.HashSeed(0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476) : stored;
    }

    /** Whether the hash of a name is known for sure: signedness only matters beyond ASCII. */
    boolean isCertain(byte[] name) {
        if (!signednessKnown) {
            for (byte b : name) {
                if (b < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The hash of a name, whose lowest bit is 0. */
    int hash(byte[] name) {
        int hash = switch (function) {
                    case LEGACY -> legacy(name);
                    case HALF_MD4 -> halfMd4(name);
                    default -> tea(name);
                }
                & ~1;
        return hash == END ? END - 2 : hash;
    }

    private int at(byte[] name, int index) {
        return unsigned ? name[index] & 0xff : name[index];
    }

    private int legacy(byte[] name) {
        int last = 0x12a3_fe2d;
        int beforeLast = 0x37ab_e8f9;
        for (int i = 0; i < name.length; i++) {
            int next = beforeLast + (last ^ at(name, i) * 7152373);
            if (next < 0) {
                next -= 0x7fff_ffff;
            }
            beforeLast = last;
            last = next;
        }
        return last << 1;
    }

    /** Packs the name from {@code from} on into words, filled up with its length. */
    private int[] words(byte[] name, int from, int count) {
        int left = name.length - from;
        int padding = left | left << 8;
        padding |= padding << 16;
        int[] words = new int[count];
        java.util.Arrays.fill(words, padding);
        int bytes = Math.min(left, count * 4);
        int word = padding;
        for (int i = 0; i < bytes; i++) {
            word = at(name, from + i) + (word << 8);
            if (i % 4 == 3) {
                words[i / 4] = word;
                word = padding;
            }
        }
        if (bytes / 4 < count) {
            words[bytes / 4] = word;
        }
        return words;
    }

    private int tea(byte[] name) {
        int b0 = seed.a();
        int b1 = seed.b();
        for (int from = 0; from < name.length; from += 16) {
            int[] in = words(name, from, 4);
            int x = b0;
            int y = b1;
            int sum = 0;
            for (int round = 0; round < 16; round++) {
                sum += TEA_DELTA;
                x += (y << 4) + in[0] ^ y + sum ^ (y >>> 5) + in[1];
                y += (x << 4) + in[2] ^ x + sum ^ (x >>> 5) + in[3];
            }
            b0 += x;
            b1 += y;
        }
        return b0;
    }

    private int halfMd4(byte[] name) {
        int[] state = {seed.a(), seed.b(), seed.c(), seed.d()};
        for (int from = 0; from < name.length; from += 32) {
            mix(state, words(name, from, 8));
        }
        return state[1];
    }

    private static void mix(int[] state, int[] in) {
        int[] s = state.clone();
        for (int i = 0; i < 8; i++) { // a, d, c, b take turns
            int t = -i & 3;
            int f = choose(s[t + 1 & 3], s[t + 2 & 3], s[t + 3 & 3]);
            s[t] = Integer.rotateLeft(s[t] + f + in[i], rotation(i, 3, 7, 11, 19));
        }
        for (int i = 0; i < 8; i++) {
            int t = -i & 3;
            int g = majority(s[t + 1 & 3], s[t + 2 & 3], s[t + 3 & 3]);
            int word = in[(i * 2 + 1) % 8 - (i >= 4 ? 1 : 0)];
            s[t] = Integer.rotateLeft(s[t] + g + word + MD4_K2, rotation(i, 3, 5, 9, 13));
        }
        for (int i = 0; i < 8; i++) {
            int t = -i & 3;
            int h = s[t + 1 & 3] ^ s[t + 2 & 3] ^ s[t + 3 & 3];
            int word = in[3 - i / 2 + (i % 2 == 1 ? 4 : 0)];
            s[t] = Integer.rotateLeft(s[t] + h + word + MD4_K3, rotation(i, 3, 9, 11, 15));
        }
        for (int i = 0; i < 4; i++) {
            state[i] += s[i];
        }
    }

    private static int rotation(int step, int first, int second, int third, int fourth) {
        return switch (step & 3) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            default -> fourth;
        };
    }

    private static int choose(int x, int y, int z) {
        return z ^ x & (y ^ z);
    }

    /** As ext4 has it: its sum is that of MD4 without a carry. */
    private static int majority(int x, int y, int z) {
        return (x & y) + ((x ^ y) & z);
    }
}
