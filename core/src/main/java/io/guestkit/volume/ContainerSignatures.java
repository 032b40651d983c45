package io.guestkit.volume;

import io.guestkit.volume.Signature.Role;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Volumes that hold other volumes, encrypted or not. */
final class ContainerSignatures {

    private static final String BCACHE = "\u00c6\u0085s\u00f6N\u001aE\u00ca" + "\u0082e\u00f5\u007fH\u00bam\u0081";
    /** 4967d63b-2e29-4ad8-8399-f6a339e3d001, which BitLocker To Go has where a FAT has boot code. */
    private static final String BITLOCKER_TO_GO = ";\u00d6gI).\u00d8J" + "\u0083\u0099\u00f6\u00a39\u00e3\u00d0\u0001";

    private static final Magic[] MAGICS = {
        Magic.of("BitLocker", Role.CONTAINER, 3, "-FVE-FS-"),
        Magic.of("BitLocker", Role.CONTAINER, 0x1a8, BITLOCKER_TO_GO),
        new Magic("DM_verity_hash", Role.CONTAINER, 0, "verity\0\0", 0, 0, 16),
        Magic.of("DM_integrity", Role.CONTAINER, 0, "integrt\0"),
        new Magic("vdo", Role.CONTAINER, 0, "dmvdo001", 0, 0, 40),
        Magic.of("ceph_bluestore", Role.CONTAINER, 0, "bluestore block device\n"),
        Magic.of("stratis", Role.CONTAINER, 0x204, "!Stra0tis\u0086\u00ff\u0002^Arh"),
        new Magic("oracleasm", Role.CONTAINER, 32, "ORCLDISK", 40, 24, 0),
        new Magic("bcache", Role.CONTAINER, 0x1018, BCACHE, 0, 0, 0x1028),
        Magic.of("cs_fvault2", Role.CONTAINER, 0x58, "CS\u0001\0"),
    };

    private ContainerSignatures() {}

    static @Nullable Signature probe(Probed v) throws IOException {
        Signature found = luks(v);
        if (found == null) {
            found = lvm(v);
        }
        if (found == null) {
            found = others(v);
        }
        for (int i = 0; found == null && i < MAGICS.length; i++) {
            found = MAGICS[i].probe(v);
            if (found != null && !isCertain(found.type(), v)) {
                found = null;
            }
        }
        return found;
    }

    private static boolean isCertain(String type, Probed v) throws IOException {
        return switch (type) {
            case "bcache" -> v.bits64(0x1008) == 8; // bcachefs once had the same magic, and a checksum there
            case "cs_fvault2" -> v.u32(0xa8) == 16 && v.u32(0xac) == 2; // two letters are few: size of the key, cipher
            default -> true;
        };
    }

    /** Version 2 keeps a second header, at one of nine places, which is all there is if the first was overwritten. */
    private static @Nullable Signature luks(Probed v) throws IOException {
        int version = v.u16Big(6);
        if (v.has(0, "LUKS\u00ba\u00be") && (version == 1 || version == 2)) {
            return luks(v, 0, version);
        }
        for (long at = 0x4000; at <= 0x400000; at *= 2) {
            if (v.has(at, "SKUL\u00ba\u00be") && v.u16Big(at + 6) == 2) {
                return luks(v, at, 2);
            }
        }
        return null;
    }

    private static Signature luks(Probed v, long at, int version) throws IOException {
        Optional<String> label = version == 2 ? v.text(at + 24, 48) : Optional.empty();
        return new Signature("crypto_LUKS", Role.CONTAINER, label, v.text(at + 168, 40));
    }

    /** The label of a physical volume is in one of the first four sectors and says where its header is. */
    private static @Nullable Signature lvm(Probed v) throws IOException {
        for (long sector = 0; sector < 4; sector++) {
            long at = sector * 512;
            if (v.has(at, "LABELONE") && v.has(at + 0x18, "LVM2 001") && v.bits64(at + 8) == sector) {
                return member("LVM2_member", grouped(v.text(at + v.u32(at + 0x14), 32)));
            }
        }
        boolean first = v.has(0, "HM\u0001\0") || v.has(0, "HM\u0002\0");
        return first ? member("LVM1_member", grouped(v.text(0x2c, 32))) : null;
    }

    /** As LVM prints it: 6-4-4-4-4-4-6. */
    private static Optional<String> grouped(Optional<String> id) {
        if (id.isEmpty() || id.get().length() != 32) {
            return Optional.empty();
        }
        StringBuilder grouped = new StringBuilder(id.get());
        for (int at = 26; at >= 6; at -= 4) {
            grouped.insert(at, '-');
        }
        return Optional.of(grouped.toString());
    }

    private static @Nullable Signature others(Probed v) throws IOException {
        if (v.u32(0x10_0000) == 0xc001_d00dL) {
            return member("VMFS_volume_member", v.text(0x10_0214, 35));
        }
        if (v.has(0, "$DRBDmgr=q+")) {
            return member("drbdmanage_control_volume", v.text(11, 32));
        }
        if (v.has(0, "UBI#")) {
            return member("ubi", Optional.of(Long.toString(v.u32Big(24))));
        }
        if (v.u16(0x438) == 0xef53 && (v.u32(0x460) & 8) != 0) {
            return new Signature("jbd", Role.CONTAINER, v.text(0x478, 16), v.uuid(0x468));
        }
        if (v.u32Big(0) == 0xfeed_babeL && v.u32Big(8) <= 2 && v.u32Big(8) > 0) {
            return member("xfs_external_log", Optional.empty());
        }
        return null;
    }

    private static Signature member(String type, Optional<String> uuid) {
        return new Signature(type, Role.CONTAINER, Optional.empty(), uuid);
    }
}
