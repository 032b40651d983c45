package io.guestkit.volume;

import static io.guestkit.volume.Signature.Role.FILE_SYSTEM;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** File systems. Where a few bytes are not enough to be sure, there is a method; the rest is a table. */
final class FileSystemSignatures {

    private static final String BCACHEFS =
            "\u00c6\u0085s\u00f6f\u00ce\u0090\u00a9" + "\u00d9j`\u00cf\u0080=\u00f7\u00ef";
    private static final String BCACHE = "\u00c6\u0085s\u00f6N\u001aE\u00ca" + "\u0082e\u00f5\u007fH\u00bam\u0081";

    private static final Magic[] MAGICS = {
        Magic.of("ReFS", FILE_SYSTEM, 0, "\0\0\0ReFS\0"),
        new Magic("reiser4", FILE_SYSTEM, 0x10000, "ReIsEr4", 0x10024, 16, 0x10014),
        new Magic("reiserfs", FILE_SYSTEM, 0x10034, "ReIsEr2Fs", 0x10064, 16, 0x10054),
        new Magic("reiserfs", FILE_SYSTEM, 0x10034, "ReIsEr3Fs", 0x10064, 16, 0x10054),
        new Magic("reiserfs", FILE_SYSTEM, 0x10034, "ReIsErFs", 0, 0, 0),
        Magic.of("reiserfs", FILE_SYSTEM, 0x2034, "ReIsErFs"),
        Magic.of("reiserfs", FILE_SYSTEM, 0x2014, "ReIsErFs"),
        new Magic("jfs", FILE_SYSTEM, 0x8000, "JFS1", 0x8098, 16, 0x8088),
        new Magic("apfs", FILE_SYSTEM, 32, "NXSB", 0, 0, 72),
        new Magic("bcachefs", FILE_SYSTEM, 0x1018, BCACHEFS, 0x1048, 32, 0x1038),
        new Magic("bcachefs", FILE_SYSTEM, 0x1018, BCACHE, 0x1048, 32, 0x1038),
        new Magic("cramfs", FILE_SYSTEM, 16, "Compressed ROMFS", 48, 16, 0),
        new Magic("romfs", FILE_SYSTEM, 0, "-rom1fs-", 16, 16, 0),
        new Magic("erofs", FILE_SYSTEM, 0x400, "\u00e2\u00e1\u00f5\u00e0", 0x440, 16, 0x430),
        new Magic("ocfs2", FILE_SYSTEM, 0x400, "OCFSV2", 0x510, 64, 0x550),
        new Magic("ocfs2", FILE_SYSTEM, 0x800, "OCFSV2", 0x910, 64, 0x950),
        new Magic("ocfs2", FILE_SYSTEM, 0x1000, "OCFSV2", 0x1110, 64, 0x1150),
        new Magic("ocfs2", FILE_SYSTEM, 0x2000, "OCFSV2", 0x2110, 64, 0x2150),
        Magic.of("ocfs", FILE_SYSTEM, 8, "OracleCFS"),
        new Magic("zonefs", FILE_SYSTEM, 0, "SFOZ", 8, 64, 72),
        Magic.of("vxfs", FILE_SYSTEM, 0x400, "\u00f5\u00fc\u0001\u00a5"),
        Magic.of("vxfs", FILE_SYSTEM, 0x2000, "\u00a5\u0001\u00fc\u00f5"),
        Magic.of("bfs", FILE_SYSTEM, 0, "\u00ce\u00fa\u00ad\u001b"),
        new Magic("befs", FILE_SYSTEM, 0x220, "1SFB", 0x200, 32, 0),
        new Magic("befs", FILE_SYSTEM, 0x220, "BFS1", 0x200, 32, 0),
        Magic.of("hpfs", FILE_SYSTEM, 0x2000, "I\u00e8\u0095\u00f9"),
        Magic.of("nss", FILE_SYSTEM, 0x1000, "SPB5"),
        new Magic("ubifs", FILE_SYSTEM, 0, "1\u0018\u0010\u0006", 0, 0, 0x6c),
    };

    private FileSystemSignatures() {}

    static @Nullable Signature probe(Probed v) throws IOException {
        for (Magic magic : MAGICS) {
            Signature found = magic.probe(v);
            if (found != null) {
                return found;
            }
        }
        Signature found = OpticalSignatures.probe(v);
        if (found == null) {
            found = apple(v);
        }
        if (found == null) {
            found = linux(v);
        }
        if (found == null) {
            found = ufs(v);
        }
        if (found == null) {
            found = zfs(v);
        }
        return found == null ? minix(v) : found;
    }

    private static Signature named(String type, Optional<String> label, Optional<String> uuid) {
        return new Signature(type, FILE_SYSTEM, label, uuid);
    }

    private static @Nullable Signature apple(Probed v) throws IOException {
        int version = v.u16Big(0x402);
        if ((v.has(0x400, "H+") && version == 4) || (v.has(0x400, "HX") && version == 5)) {
            return named("hfsplus", Optional.empty(), hfsUuid(v, 0x468));
        }
        if (v.has(0x400, "BD") && v.u32Big(0x414) != 0 && v.u32Big(0x414) % 512 == 0) {
            if (v.has(0x47c, "H+") || v.has(0x47c, "HX")) {
                // The HFS+ inside an HFS: where its volume header is follows from the blocks that it has there.
                long start = v.u16Big(0x41c) * 512L + v.u16Big(0x47e) * v.u32Big(0x414);
                return named("hfsplus", Optional.empty(), hfsUuid(v, start + 0x468));
            }
            return named("hfs", v.text(0x425, Math.min(27, v.u8(0x424))), hfsUuid(v, 0x474));
        }
        return null;
    }

    /** Made from the eight bytes of the volume's own identifier as a UUID of version 3 in Apple's name space. */
    private static Optional<String> hfsUuid(Probed v, long position) throws IOException {
        if (v.bits64(position) == 0) {
            return Optional.empty();
        }
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(HexFormat.of().parseHex("b3e20f39f29211d697a400306543ecac"));
            byte[] digest = md5.digest(v.bytes(position, 8));
            digest[6] = (byte) ((digest[6] & 0x0f) | 0x30);
            digest[8] = (byte) ((digest[8] & 0x3f) | 0x80);
            return Probed.uuid(digest);
        } catch (NoSuchAlgorithmException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Signature linux(Probed v) throws IOException {
        if (v.u32(0x400) == 0xf2f5_2010L) {
            return named("f2fs", v.utf16(0x47c, 1024, StandardCharsets.UTF_16LE), v.uuid(0x46c));
        }
        if (v.u32Big(0x10000) == 0x0116_1970L) {
            boolean second = v.u32Big(0x10018) >= 1800 && v.u32Big(0x10018) < 1900;
            return second
                    ? named("gfs2", v.text(0x100a0, 64), v.uuid(0x10100))
                    : named("gfs", v.text(0x100a0, 64), Optional.empty());
        }
        // A magic of two bytes: the length of the structure and the size of a block have to make sense too.
        if (v.u16(0x406) == 0x3434 && v.u32(0x400) == 2 && v.u16(0x408) <= 1024 && v.u32(0x414) <= 6) {
            return named("nilfs2", v.text(0x4a8, 80), v.uuid(0x498));
        }
        if (v.u32(0x20_0000) == 0x2fab_f15eL) {
            return named("VMFS", v.text(0x20_001d, 128), vmfsUuid(v, 0x20_0009));
        }
        return null;
    }

    /** As VMware prints it: two numbers of 32 bits, one of 16, six bytes. */
    private static Optional<String> vmfsUuid(Probed v, long at) throws IOException {
        String number = HexFormat.of().toHexDigits(v.u16(at + 8), 4);
        String node = HexFormat.of().formatHex(v.bytes(at + 10, 6));
        return Optional.of(String.join("-", Probed.hex32(v.u32(at)), Probed.hex32(v.u32(at + 4)), number, node));
    }

    private static @Nullable Signature ufs(Probed v) throws IOException {
        for (long at : new long[] {0, 8192, 65536, 262144}) {
            Signature found = ufs(v, at, v.u32(at + 0x55c), false);
            if (found == null) {
                found = ufs(v, at, v.u32Big(at + 0x55c), true);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Signature ufs(Probed v, long at, long magic, boolean big) throws IOException {
        boolean second = magic == 0x1954_0119L;
        if (!second
                && magic != 0x0001_1954L
                && magic != 0x0019_5612L
                && magic != 0x0009_5014L
                && magic != 0x0061_2195L) {
            return null;
        }
        long high = big ? v.u32Big(at + 0x90) : v.u32(at + 0x90);
        long low = big ? v.u32Big(at + 0x94) : v.u32(at + 0x94);
        return named(
                "ufs",
                second ? v.text(at + 0x2a8, 32) : Optional.empty(),
                Optional.of(Probed.hex32(high) + Probed.hex32(low)));
    }

    /** Each of the four labels has a ring of uberblocks; four of them are enough to tell it from remains. */
    private static @Nullable Signature zfs(Probed v) throws IOException {
        long end = v.size() / 0x4_0000 * 0x4_0000;
        int found = 0;
        for (long label : new long[] {0, 0x4_0000, end - 0x8_0000, end - 0x4_0000}) {
            for (long at = label + 0x2_0000; label >= 0 && at < label + 0x4_0000; at += 1024) {
                if (v.bits64(at) == 0x00ba_b10cL || v.bits64(at) == 0x0cb1_ba00_0000_0000L) {
                    if (++found == 4) {
                        return Signature.of("zfs_member", FILE_SYSTEM);
                    }
                }
            }
        }
        return null;
    }

    /** Versions 1 and 2 have a magic of two bytes, where an ext file system counts its inodes. */
    private static @Nullable Signature minix(Probed v) throws IOException {
        if (v.u16(0x438) == 0xef53) {
            return null;
        }
        int magic = v.u16(0x410);
        boolean first = magic == 0x137f || magic == 0x138f;
        boolean second = magic == 0x2468 || magic == 0x2478;
        long zones = first ? v.u16(0x402) : v.u32(0x414);
        int inodes = v.u16(0x400);
        boolean plausible = inodes > 0
                && zones > v.u16(0x408)
                && v.u16(0x404) * 8192L > inodes
                && v.u16(0x406) * 8192L > zones - v.u16(0x408);
        boolean third = v.u16(0x418) == 0x4d5a && v.u32(0x400) > 0 && v.u16(0x41c) >= 1024 && v.u16(0x41c) % 1024 == 0;
        return ((first || second) && plausible) || third ? Signature.of("minix", FILE_SYSTEM) : null;
    }
}
