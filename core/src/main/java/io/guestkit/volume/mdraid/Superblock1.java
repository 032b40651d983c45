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

/** Superblock of versions 1.0 to 1.2, little-endian. Names and offsets: Linux md_p.h {@code mdp_superblock_1}. */
final class Superblock1 {

    static final long MAGIC = 0xa92b_4efcL;

    private static final int LENGTH = 4096;
    private static final int FIXED = 256;
    private static final int MAX_ROLES = (LENGTH - FIXED) / 2;
    private static final int MAX_CHUNK_SECTORS = 1 << 22;

    private static final int RECOVERY_OFFSET = 2;
    private static final int RESHAPE_ACTIVE = 4;
    private static final int BAD_BLOCKS = 8;
    private static final int REPLACEMENT = 16;
    private static final int JOURNAL = 512;
    private static final int RAID0_LAYOUT = 4096;
    /** All that have a name so far. */
    private static final int KNOWN = 0x1fff;

    private Superblock1() {}

    /**
     * The superblock at one of the three places.
     *
     * @return null if there is none
     * @throws CorruptDataException if there certainly is one, and it is damaged
     */
    static @Nullable MdSuperblock at(BlockSource device, long position, String version) throws IOException {
        if (position < 0 || position > device.size() - LENGTH) {
            return null;
        }
        StructView s = StructView.littleEndian("md superblock " + version, device, position, LENGTH);
        if (s.u32(0x00) != MAGIC || s.u32(0x04) != 1 || s.bits64(0x90) != position / MdSuperblock.SECTOR) {
            return null;
        }
        return parse(s, version, device.size());
    }

    static MdSuperblock parse(StructView s, String version, long deviceSize) throws CorruptDataException {
        int roles = s.u32In(0xdc, "max_dev", 0, MAX_ROLES);
        long sum = checksum(s, FIXED + roles * 2);
        if (s.u32(0xd8) != sum) {
            throw s.corrupt(0xd8, "sb_csum", "0x" + Long.toHexString(s.u32(0xd8)), "0x" + Long.toHexString(sum));
        }
        long features = s.u32(0x08);
        int level = s.i32(0x48);
        long dataOffset = sectors(s, 0x80, "data_offset", deviceSize);
        long dataSize = sectors(s, 0x88, "data_size", deviceSize - dataOffset);
        boolean alike = level > 0;
        long usedSize = alike ? sectors(s, 0x50, "size", dataSize) : 0;
        boolean layoutKnown = level != 0 || (features & RAID0_LAYOUT) != 0;
        return new MdSuperblock(
                version,
                HexFormat.of().formatHex(s.bytes(0x10, 16)),
                name(s.text(0x20, 32)),
                level,
                layoutKnown ? s.u32(0x4c) : 0,
                (long) s.u32In(0x58, "chunksize", 0, MAX_CHUNK_SECTORS) * MdSuperblock.SECTOR,
                s.u32In(0x5c, "raid_disks", 1, MdSuperblock.MAX_MEMBERS),
                usedSize,
                dataOffset,
                dataSize,
                s.u63(0xc8, "events"),
                s.bits64(0xd0) == -1,
                s.u32In(0xa0, "dev_number", 0, MAX_ROLES),
                roles(s, roles),
                (features & RECOVERY_OFFSET) == 0 || s.bits64(0x98) == -1,
                (features & REPLACEMENT) != 0,
                (features & BAD_BLOCKS) != 0,
                refused(features));
    }

    private static Optional<String> name(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static long sectors(StructView s, int offset, String field, long most) throws CorruptDataException {
        long value = s.bits64(offset);
        if (value < 0 || value > most / MdSuperblock.SECTOR) {
            throw s.corrupt(offset, field, Long.toUnsignedString(value), "0.." + most / MdSuperblock.SECTOR);
        }
        return value * MdSuperblock.SECTOR;
    }

    private static List<Integer> roles(StructView s, int count) throws CorruptDataException {
        List<Integer> roles = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            roles.add(s.u16(FIXED + i * 2));
        }
        return roles;
    }

    private static List<String> refused(long features) {
        List<String> refused = new ArrayList<>();
        if ((features & RESHAPE_ACTIVE) != 0) {
            refused.add("it is being reshaped");
        }
        if ((features & JOURNAL) != 0) {
            refused.add("it has a journal, which may hold what was written last");
        }
        if ((features & ~KNOWN) != 0) {
            refused.add("its feature_map is 0x" + Long.toHexString(features));
        }
        return refused;
    }

    /** The sum of all words but the checksum, the carry added. */
    private static long checksum(StructView s, int length) throws CorruptDataException {
        long sum = 0;
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            sum += at == 0xd8 ? 0 : s.u32(at);
        }
        if (at < length) {
            sum += s.u16(at);
        }
        return (sum & 0xffff_ffffL) + (sum >>> 32) & 0xffff_ffffL;
    }
}
