package io.guestkit.volume;

import io.guestkit.volume.Signature.Role;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Members of RAID arrays and replicated devices, most of which are marked at the end of the device. */
final class ArraySignatures {

    private static final int SECTOR = 512;

    private static final long MD_MAGIC = 0xa92b4efcL;
    private static final int MD_RESERVED = 64 << 10;

    /** Where the controllers of Promise put their name, in sectors from the end. */
    private static final int[] PROMISE = {63, 255, 256, 16, 399, 591, 675, 735, 911, 974, 991, 951, 3087};

    private ArraySignatures() {}

    static @Nullable Signature probe(Probed v) throws IOException {
        Signature md = md(v);
        return md != null ? md : others(v);
    }

    /** The superblock of version 0.90 lies in the last 64 KiB; 1.0 near the end, 1.1 at the start, 1.2 at 4 KiB. */
    private static @Nullable Signature md(Probed v) throws IOException {
        long old = v.size() / MD_RESERVED * MD_RESERVED - MD_RESERVED;
        if (old >= 0 && v.u32(old) == MD_MAGIC && v.u32(old + 4) == 0) {
            return member("linux_raid_member", mdWords(v, old, false));
        }
        if (old >= 0 && v.u32Big(old) == MD_MAGIC && v.u32Big(old + 4) == 0) {
            return member("linux_raid_member", mdWords(v, old, true));
        }
        long nearEnd = (v.size() / SECTOR - 16) / 8 * 8 * SECTOR;
        for (long at : new long[] {nearEnd, 0, 4096}) {
            if (at >= 0 && v.u32(at) == MD_MAGIC && v.u32(at + 4) == 1 && v.bits64(at + 0x90) == at / SECTOR) {
                return new Signature("linux_raid_member", Role.CONTAINER, v.text(at + 0x20, 32), v.uuid(at + 0x10));
            }
        }
        return null;
    }

    /** The UUID of version 0.90: four words in the byte order of the machine, not next to each other. */
    private static Optional<String> mdWords(Probed v, long at, boolean big) throws IOException {
        StringBuilder digits = new StringBuilder(32);
        for (int offset : new int[] {0x14, 0x34, 0x38, 0x3c}) {
            digits.append(Probed.hex32(big ? v.u32Big(at + offset) : v.u32(at + offset)));
        }
        return Probed.uuid(HexFormat.of().parseHex(digits));
    }

    private static @Nullable Signature others(Probed v) throws IOException {
        long sectors = v.size() / SECTOR;
        long last = (sectors - 1) * SECTOR;
        if (last < 0) {
            return null;
        }
        for (long ddf : new long[] {last, last - 256L * SECTOR}) {
            if (v.has(ddf, "\u00de\u0011\u00de\u0011") || v.has(ddf, "\u0011\u00de\u0011\u00de")) {
                return member("ddf_raid_member", Optional.empty());
            }
        }
        if (v.has(last - SECTOR, "Intel Raid ISM Cfg Sig. ")) {
            return member("isw_raid_member", Optional.empty());
        }
        if (v.has(last, "$XIDE$")) {
            return member("lsi_mega_raid_member", Optional.empty());
        }
        if (isVia(v, last)) {
            return member("via_raid_member", Optional.empty());
        }
        if (v.u32(last + 0x60) == 0x2f00_0000L && v.u8(last + 0x114) < 8 && v.u16(last + 0x110) == 1) {
            return member("silicon_medley_raid_member", Optional.empty());
        }
        if (v.has(last - SECTOR, "NVIDIA")) {
            return member("nvidia_raid_member", Optional.empty());
        }
        for (int distance : PROMISE) {
            if (v.has((sectors - distance) * SECTOR, "Promise Technology, Inc.")) {
                return member("promise_fasttrack_raid_member", Optional.empty());
            }
        }
        if (v.has(0x1220, "\u00f0\u0016xZ") || v.has(0x1220, "\u00fd\u0016xZ")) {
            return member("hpt37x_raid_member", Optional.empty());
        }
        long hpt45 = (sectors - 11) * SECTOR;
        if (v.has(hpt45, "\u00f3\u0016xZ") || v.has(hpt45, "\u00fd\u0016xZ")) {
            return member("hpt45x_raid_member", Optional.empty());
        }
        if (v.u32Big(last) == 0x37fc_4d1eL && v.has(last + 0x100, "DPTM")) {
            return member("adaptec_raid_member", Optional.empty());
        }
        if (v.has(last, "JM")) {
            return jmicron(v, last);
        }
        return drbd(v);
    }

    /** Two bytes of magic are few; the controller's own checksum over the first fifty settles it. */
    private static boolean isVia(Probed v, long at) throws IOException {
        if (v.u16(at) != 0xaa55 || v.u8(at + 2) > 2) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 50; i++) {
            sum += v.u8(at + i);
        }
        return (sum & 0xff) == v.u8(at + 50);
    }

    private static @Nullable Signature jmicron(Probed v, long at) throws IOException {
        int sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += v.u16(at + 2L * i);
        }
        boolean right = (sum & 0xffff) == 0 || (sum & 0xffff) == 1;
        return right && v.u8(at + 0x30) <= 5 ? member("jmicron_raid_member", Optional.empty()) : null;
    }

    /** Versions 8 and 9 keep their meta data in the last 4 KiB. */
    private static @Nullable Signature drbd(Probed v) throws IOException {
        long at = v.size() - 4096;
        long magic = v.u32Big(at + 60);
        boolean eight = magic == 0x8374_026bL || magic == 0x8374_026cL;
        if (at < 0 || (!eight && magic != 0x8374_026dL)) {
            return null;
        }
        return member("drbd", Optional.of(Long.toHexString(v.bits64(at + (eight ? 40 : 48)))));
    }

    private static Signature member(String type, Optional<String> uuid) {
        return new Signature(type, Role.CONTAINER, Optional.empty(), uuid);
    }
}
