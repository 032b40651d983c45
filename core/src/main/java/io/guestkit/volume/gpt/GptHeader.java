package io.guestkit.volume.gpt;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A GPT header, little-endian, either of the two. Names and offsets: UEFI 2.10, 5.3.2 "GPT Header". Numbers of blocks
 * (LBA) are in sectors and have been checked to be byte positions below 2⁶³.
 *
 * @param myLba where this header stands
 * @param alternateLba where the other one stands
 * @param firstUsableLba first block that a partition may occupy
 * @param lastUsableLba last block that a partition may occupy
 * @param partitionEntryLba first block of the entries that belong to this header
 * @param numberOfPartitionEntries in the array, used or not
 * @param sizeOfPartitionEntry in bytes
 */
record GptHeader(
        long myLba,
        long alternateLba,
        long firstUsableLba,
        long lastUsableLba,
        UUID diskGuid,
        long partitionEntryLba,
        int numberOfPartitionEntries,
        int sizeOfPartitionEntry,
        long partitionEntryArrayCrc32) {

    static final byte[] SIGNATURE = {'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T'};

    private static final int MIN_HEADER_SIZE = 92;
    private static final int MIN_ENTRY_SIZE = 128;
    private static final int MAX_ENTRY_SIZE = 4096;

    /** Longest array of entries that is read, in bytes: 64 times what every tool makes. */
    private static final int MAX_ARRAY_LENGTH = 1 << 20;

    /**
     * @param s the whole sector
     * @param lba where it was read
     */
    static GptHeader parse(StructView s, long lba) throws CorruptDataException {
        s.expectMagic(0x00, SIGNATURE);
        int headerSize = s.u32In(0x0c, "HeaderSize", MIN_HEADER_SIZE, s.length());
        long crc = crcWithoutItself(s, headerSize);
        if (s.u32(0x10) != crc) {
            throw s.corrupt(0x10, "HeaderCRC32", hex(s.u32(0x10)), hex(crc));
        }
        long myLba = lba(s, 0x18, "MyLBA");
        if (myLba != lba) {
            throw s.corrupt(0x18, "MyLBA", myLba, lba);
        }
        long firstUsableLba = lba(s, 0x28, "FirstUsableLBA");
        long lastUsableLba = lba(s, 0x30, "LastUsableLBA");
        if (lastUsableLba < firstUsableLba) {
            throw s.corrupt(0x30, "LastUsableLBA", lastUsableLba, "FirstUsableLBA (" + firstUsableLba + ") or more");
        }
        int entrySize = s.u32In(0x54, "SizeOfPartitionEntry", MIN_ENTRY_SIZE, MAX_ENTRY_SIZE);
        if (Integer.bitCount(entrySize) != 1) {
            throw s.corrupt(0x54, "SizeOfPartitionEntry", entrySize, "128 times a power of 2");
        }
        int entries = s.u32In(0x50, "NumberOfPartitionEntries", 0, MAX_ARRAY_LENGTH / entrySize);
        return new GptHeader(
                myLba,
                lba(s, 0x20, "AlternateLBA"),
                firstUsableLba,
                lastUsableLba,
                s.guid(0x38),
                lba(s, 0x48, "PartitionEntryLBA"),
                entries,
                entrySize,
                s.u32(0x58));
    }

    /** Length of the array of entries in bytes. */
    int arrayLength() {
        return numberOfPartitionEntries * sizeOfPartitionEntry; // parse has bounded both
    }

    /** Whether two headers describe the same table, as a header and its backup should. */
    boolean agreesWith(GptHeader other) {
        return diskGuid.equals(other.diskGuid)
                && numberOfPartitionEntries == other.numberOfPartitionEntries
                && sizeOfPartitionEntry == other.sizeOfPartitionEntry
                && partitionEntryArrayCrc32 == other.partitionEntryArrayCrc32;
    }

    private static long lba(StructView s, int offset, String field) throws CorruptDataException {
        long lba = s.u63(offset, field);
        if (lba > Long.MAX_VALUE / s.length()) {
            throw s.corrupt(offset, field, lba, "a byte position below 2^63");
        }
        return lba;
    }

    private static long crcWithoutItself(StructView s, int headerSize) throws CorruptDataException {
        byte[] header = s.bytes(0, headerSize);
        ByteBuffer.wrap(header).putInt(0x10, 0);
        return crc32(header);
    }

    static long crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    static String hex(long crc) {
        return "0x" + Long.toHexString(crc);
    }
}
