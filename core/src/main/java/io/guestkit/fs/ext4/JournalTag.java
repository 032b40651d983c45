package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.List;

/**
 * What a descriptor block says of one block that follows it in the log.
 *
 * @param block where the block belongs in the file system
 * @param checksum of sequence and block: 32 bits with csum_v3, the lower 16 of them before
 */
record JournalTag(long block, boolean escaped, int checksum) {

    private static final int FLAG_ESCAPE = 1;
    private static final int FLAG_SAME_UUID = 2;
    private static final int FLAG_LAST = 8;

    private static final int HEADER = 12;
    private static final int UUID_LENGTH = 16;
    private static final int TAIL = 4;

    /** All tags of a descriptor block. */
    static List<JournalTag> parseAll(StructView s, JournalSuperblock journal) throws CorruptDataException {
        boolean v3 = journal.has(JournalSuperblock.INCOMPAT_CSUM_V3);
        boolean wide = journal.has(JournalSuperblock.INCOMPAT_64BIT);
        int length = length(journal);
        int end = s.length() - (journal.checksums() ? TAIL : 0);
        List<JournalTag> tags = new ArrayList<>();
        for (int at = HEADER; at + length <= end; at += length) {
            int flags = s.u16(at + 6); // of the 32 bits of csum_v3, the lower half
            long block = s.u32(at) | (wide ? s.u32(at + 8) << 32 : 0);
            tags.add(new JournalTag(block, (flags & FLAG_ESCAPE) != 0, v3 ? s.i32(at + 12) : s.u16(at + 4)));
            if ((flags & FLAG_SAME_UUID) == 0) {
                at += UUID_LENGTH;
            }
            if ((flags & FLAG_LAST) != 0) {
                break;
            }
        }
        return tags;
    }

    private static int length(JournalSuperblock journal) {
        if (journal.has(JournalSuperblock.INCOMPAT_CSUM_V3)) {
            return 16;
        }
        // csum_v2 was meant to fit into what was there and made tags two bytes longer
        return 8
                + (journal.has(JournalSuperblock.INCOMPAT_64BIT) ? 4 : 0)
                + (journal.has(JournalSuperblock.INCOMPAT_CSUM_V2) ? 2 : 0);
    }

    /** Whether the checksum is that of a block as it stands in the log. */
    boolean fits(byte[] logged, int sequence, JournalSuperblock journal) {
        if (!journal.checksums()) {
            return true;
        }
        int crc = Checksum.crc32cBe32(journal.checksumSeed(), sequence);
        crc = Checksum.crc32c(crc, logged, 0, logged.length);
        return checksum == (journal.has(JournalSuperblock.INCOMPAT_CSUM_V3) ? crc : crc & 0xffff);
    }
}
