package io.guestkit.volume.gpt;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * One entry of the array, little-endian. Names and offsets: UEFI 2.10, 5.3.3 "GPT Partition Entry Array".
 *
 * @param startingLba in sectors; 64 bits that nobody has checked
 * @param endingLba last sector, not the one after it; 64 bits that nobody has checked
 * @param partitionName what of it is not UTF-16 is U+FFFD
 */
record GptEntry(
        UUID partitionTypeGuid,
        UUID uniquePartitionGuid,
        long startingLba,
        long endingLba,
        long attributes,
        String partitionName) {

    private static final UUID UNUSED = new UUID(0, 0);
    private static final int NAME_OFFSET = 0x38;
    private static final int NAME_LENGTH = 72;
    private static final long LEGACY_BIOS_BOOTABLE = 1L << 2;

    static GptEntry parse(StructView s) throws CorruptDataException {
        return new GptEntry(
                s.guid(0x00), s.guid(0x10), s.bits64(0x20), s.bits64(0x28), s.bits64(0x30), partitionName(s));
    }

    boolean isUsed() {
        return !partitionTypeGuid.equals(UNUSED);
    }

    boolean isLegacyBiosBootable() {
        return (attributes & LEGACY_BIOS_BOOTABLE) != 0;
    }

    private static String partitionName(StructView s) throws CorruptDataException {
        int length = 0;
        while (length < NAME_LENGTH && s.u16(NAME_OFFSET + length) != 0) {
            length += 2;
        }
        return new String(s.bytes(NAME_OFFSET, length), StandardCharsets.UTF_16LE);
    }
}
