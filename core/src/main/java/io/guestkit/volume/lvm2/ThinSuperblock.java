package io.guestkit.volume.lvm2;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;

/**
 * Superblock of the metadata of a thin pool, little-endian. Names and offsets: Linux drivers/md/dm-thin-metadata.c
 * {@code thin_disk_superblock}.
 *
 * @param dataMappingRoot block of the tree of trees: device, then block of the device, to block of the pool
 * @param dataBlockSize in bytes
 * @param needsCheck whether the pool failed, so that Linux would not take it for writing
 */
record ThinSuperblock(long dataMappingRoot, int dataBlockSize, boolean needsCheck) {

    private static final long MAGIC = 27022010;
    private static final int CHECKSUM_XOR = 160774;
    private static final int MIN_SECTORS = 128;
    private static final int MAX_SECTORS = 1 << 21;

    static ThinSuperblock parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        if (s.bits64(0x20) != MAGIC) {
            throw s.corrupt(0x20, "magic", Long.toUnsignedString(s.bits64(0x20)), MAGIC);
        }
        ThinBlock.check(s, CHECKSUM_XOR, 0);
        int version = (int) s.u32(0x28);
        if (version < 1 || version > 2) {
            throw new UnsupportedFeatureException("thin pool metadata of version " + version);
        }
        if (s.u32(0x168) != 0) {
            throw new UnsupportedFeatureException(
                    "thin pool metadata with incompat_flags 0x" + Long.toHexString(s.u32(0x168)));
        }
        int sectors = s.u32In(0x150, "data_block_size", MIN_SECTORS, MAX_SECTORS);
        if (sectors % MIN_SECTORS != 0) {
            throw s.corrupt(0x150, "data_block_size", sectors, "a multiple of " + MIN_SECTORS);
        }
        if (s.u32(0x154) != ThinBlock.SIZE / 512) {
            throw s.corrupt(0x154, "metadata_block_size", s.u32(0x154), ThinBlock.SIZE / 512);
        }
        return new ThinSuperblock(
                s.u63(0x140, "data_mapping_root"),
                sectors * 512, // at most 2³⁰
                (s.u32(0x04) & 1) != 0);
    }
}
