package io.guestkit.volume.mdraid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Superblock of version 0.90, in the byte order of the machine that wrote it, in the last whole 64 KiB. Names and offsets:
 * Linux md_p.h {@code mdp_super_t}.
 */
final class Superblock0 {

    static final int RESERVED = 64 << 10;

    private static final int LENGTH = 4096;
    private static final int DISKS = 0x200;
    private static final int DISK_LENGTH = 128;
    private static final int MAX_DISKS = 27;
    private static final int THIS_DISK = 0xf80;
    private static final int FAULTY = 1;
    private static final int IN_SYNC = 4;
    private static final int CLEAN = 1;
    private static final int WITH_RESHAPE = 91;

    private Superblock0() {}

    /** @return null if there is none */
    static @Nullable MdSuperblock at(BlockSource device) throws IOException {
        long position = device.size() / RESERVED * RESERVED - RESERVED;
        if (position < 0) {
            return null;
        }
        StructView little = StructView.littleEndian("md superblock 0.90", device, position, LENGTH);
        if (little.u32(0x00) == Superblock1.MAGIC) {
            return little.u32(0x04) == 0 ? parse(little, false, position) : null;
        }
        StructView big = StructView.bigEndian("md superblock 0.90", device, position, LENGTH);
        return big.u32(0x00) == Superblock1.MAGIC && big.u32(0x04) == 0 ? parse(big, true, position) : null;
    }

    /** @param position of the superblock, behind which there is no data */
    static MdSuperblock parse(StructView s, boolean bigEndian, long position) throws CorruptDataException {
        long sum = checksum(s);
        if (s.u32(0x98) != sum) {
            throw s.corrupt(0x98, "sb_csum", "0x" + Long.toHexString(s.u32(0x98)), "0x" + Long.toHexString(sum));
        }
        int level = s.i32(0x1c);
        long size = s.u32(0x20) << 10;
        if (level > 0 && size > position) {
            throw s.corrupt(0x20, "size", size >> 10, "0.." + (position >> 10));
        }
        // of two words the more significant one comes first on machines that keep it first
        long events = bigEndian ? s.u32(0x9c) << 32 | s.u32(0xa0) : s.u32(0xa0) << 32 | s.u32(0x9c);
        if (events < 0) {
            throw s.corrupt(0x9c, "events", Long.toUnsignedString(events), "less than 2^63");
        }
        boolean reshape = s.u32(0x08) == WITH_RESHAPE;
        return new MdSuperblock(
                "0.90",
                uuid(s),
                Optional.of(Long.toString(s.u32(0x2c))),
                level,
                s.u32(0x100),
                s.u32In(0x104, "chunk_size", 0, 1 << 30),
                s.u32In(0x28, "raid_disks", 1, MAX_DISKS),
                level > 0 ? size : 0,
                0,
                position,
                events,
                (s.u32(0x84) & CLEAN) != 0,
                s.u32In(THIS_DISK, "this_disk.number", 0, MAX_DISKS),
                roles(s),
                true,
                false,
                false,
                reshape ? List.of("it is being reshaped") : List.of());
    }

    private static String uuid(StructView s) throws CorruptDataException {
        StringBuilder digits = new StringBuilder(32);
        for (int offset : new int[] {0x14, 0x34, 0x38, 0x3c}) {
            digits.append(HexFormat.of().toHexDigits(s.u32(offset), 8));
        }
        return digits.toString();
    }

    private static List<Integer> roles(StructView s) throws CorruptDataException {
        List<Integer> roles = new ArrayList<>();
        for (int i = 0; i < MAX_DISKS; i++) {
            int disk = DISKS + i * DISK_LENGTH;
            long state = s.u32(disk + 0x10);
            long role = s.u32(disk + 0x0c);
            if ((state & FAULTY) != 0) {
                roles.add(MdSuperblock.FAULTY);
            } else {
                roles.add((state & IN_SYNC) != 0 && role < MAX_DISKS ? (int) role : MdSuperblock.SPARE);
            }
        }
        return roles;
    }

    private static long checksum(StructView s) throws CorruptDataException {
        long sum = 0;
        for (int at = 0; at < LENGTH; at += 4) {
            sum += at == 0x98 ? 0 : s.u32(at);
        }
        return (sum & 0xffff_ffffL) + (sum >>> 32) & 0xffff_ffffL;
    }
}
