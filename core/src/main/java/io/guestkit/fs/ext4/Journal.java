package io.guestkit.fs.ext4;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.PatchedSource.Patch;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A jbd2 journal, replayed as the kernel does: one pass finds out where the committed transactions end, one collects what
 * was revoked, one takes the newest version of each block. The result refers to the log and copies nothing.
 */
final class Journal {

    private static final int DESCRIPTOR = 1;
    private static final int COMMIT = 2;
    private static final int REVOKE = 5;

    private static final int TAIL = 4;
    private static final int REVOKE_HEADER = 16;
    private static final int COMMIT_HEADER = 60;
    private static final int COMMIT_CHECKSUM = 0x10;
    private static final int COMMIT_SECONDS = 0x30;
    private static final int CRC32_TYPE = 1;
    private static final int CRC32_SIZE = 4;
    /** Start of a valid sequence of fast commits: the tag EXT4_FC_TAG_HEAD, little-endian, of eight bytes. */
    private static final int FAST_COMMIT_HEAD = 9;

    /** As many blocks as a journal of 1 GiB has in the smallest of blocks; more would not fit into a modest heap. */
    private static final int MOST_PATCHES = 1 << 20;

    private final BlockSource log;
    private final int blockSize;
    private final long fileSystemBlocks;
    private final JournalSuperblock journal;
    /** Descriptor and revoke blocks of committed transactions, in order. */
    private final List<Record> records = new ArrayList<>();

    private record Record(long block, int sequence, boolean revoke) {}

    private Journal(BlockSource log, int blockSize, long fileSystemBlocks) throws IOException {
        this.log = log;
        this.blockSize = blockSize;
        this.fileSystemBlocks = fileSystemBlocks;
        StructView first =
                StructView.bigEndian("ext4 journal superblock", log, 0, Math.min(blockSize, JournalSuperblock.LENGTH));
        this.journal = JournalSuperblock.parse(first, blockSize, log.size() / blockSize);
    }

    /**
     * The blocks of the file system that the journal has newer versions of; empty if it is empty.
     *
     * @param log the whole journal
     * @throws CorruptDataException if the kernel would refuse it too
     */
    static Map<Long, Patch> replay(BlockSource log, int blockSize, long fileSystemBlocks) throws IOException {
        Journal journal = new Journal(log, blockSize, fileSystemBlocks);
        if (journal.journal.start() == 0) {
            return Map.of();
        }
        int end = journal.scan();
        journal.refuseFastCommits(end);
        return journal.newestBlocks(journal.revoked());
    }

    /** Finds the committed transactions and returns the sequence number of the first one that is not. */
    private int scan() throws IOException {
        int sequence = journal.sequence();
        long at = journal.start();
        long left = journal.end() - journal.first();
        int committedRecords = 0;
        long lastCommitTime = 0;
        boolean doubtful = false; // a block of this transaction has a wrong checksum: damaged, or merely old
        int transactionCrc = -1;
        while (left-- > 0) {
            byte[] bytes = block(at);
            StructView s = view(bytes, at);
            long here = at;
            at = journal.next(at);
            if (s.i32(0) != JournalSuperblock.MAGIC || s.i32(8) != sequence) {
                break;
            }
            int type = s.i32(4);
            if (type == DESCRIPTOR) {
                doubtful |= !tailFits(s, bytes);
                records.add(new Record(here, sequence, false));
                int count = JournalTag.parseAll(s, journal).size();
                if (journal.commitChecksums()) {
                    transactionCrc = Checksum.crc32Be(transactionCrc, bytes);
                }
                for (int i = 0; i < count && left > 0; i++, left--) {
                    if (journal.commitChecksums()) {
                        transactionCrc = Checksum.crc32Be(transactionCrc, block(at));
                    }
                    at = journal.next(at);
                }
            } else if (type == REVOKE) {
                doubtful |= !tailFits(s, bytes);
                records.add(new Record(here, sequence, true));
            } else if (type == COMMIT) {
                long time = s.bits64(COMMIT_SECONDS);
                boolean valid = !doubtful && commitFits(s, bytes, transactionCrc);
                if (!valid) {
                    if (time < lastCommitTime) {
                        break; // left over from an earlier round
                    }
                    if (doubtful || !journal.has(JournalSuperblock.INCOMPAT_ASYNC_COMMIT)) {
                        throw new CorruptDataException(
                                "ext4 journal: transaction %d is damaged (checksum), and the kernel refuses to replay it too"
                                        .formatted(Integer.toUnsignedLong(sequence)));
                    }
                    break; // with asynchronous commits, one that was interrupted
                }
                lastCommitTime = time;
                committedRecords = records.size();
                transactionCrc = -1;
                sequence++;
            } else {
                break;
            }
        }
        records.subList(committedRecords, records.size()).clear();
        return sequence;
    }

    private boolean tailFits(StructView s, byte[] bytes) throws CorruptDataException {
        if (!journal.checksums()) {
            return true;
        }
        int tail = bytes.length - TAIL;
        return s.i32(tail) == Checksum.crc32cWithout(journal.checksumSeed(), bytes, tail, TAIL);
    }

    private boolean commitFits(StructView s, byte[] bytes, int transactionCrc) throws CorruptDataException {
        int stored = s.i32(COMMIT_CHECKSUM);
        if (journal.commitChecksums()) {
            int kind = s.u8(12);
            int size = s.u8(13);
            return stored == transactionCrc && kind == CRC32_TYPE && size == CRC32_SIZE
                    || stored == 0 && kind == 0 && size == 0;
        }
        if (!journal.checksums()) {
            return true;
        }
        if (stored == Checksum.crc32cWithout(journal.checksumSeed(), bytes, COMMIT_CHECKSUM, 4)) {
            return true;
        }
        // a sector that was written alone leaves rubbish behind the header
        byte[] header = new byte[bytes.length];
        System.arraycopy(bytes, 0, header, 0, COMMIT_HEADER);
        return stored == Checksum.crc32cWithout(journal.checksumSeed(), header, COMMIT_CHECKSUM, 4);
    }

    /** For each block that was revoked, the last transaction that did so: older versions of it are not to be used. */
    private Map<Long, Integer> revoked() throws IOException {
        Map<Long, Integer> revoked = new HashMap<>();
        int entry = journal.has(JournalSuperblock.INCOMPAT_64BIT) ? 8 : 4;
        for (Record record : records) {
            if (!record.revoke) {
                continue;
            }
            StructView s = view(block(record.block), record.block);
            int used = s.u32In(12, "r_count", REVOKE_HEADER, blockSize - (journal.checksums() ? TAIL : 0));
            for (int at = REVOKE_HEADER; at + entry <= used; at += entry) {
                revoked.put(entry == 8 ? s.bits64(at) : s.u32(at), record.sequence);
            }
            requireModest(revoked.size());
        }
        return revoked;
    }

    private Map<Long, Patch> newestBlocks(Map<Long, Integer> revoked) throws IOException {
        Map<Long, Patch> newest = new TreeMap<>();
        for (Record record : records) {
            if (record.revoke) {
                continue;
            }
            long at = journal.next(record.block);
            for (JournalTag tag : JournalTag.parseAll(view(block(record.block), record.block), journal)) {
                Integer revokedBy = revoked.get(tag.block());
                if (revokedBy == null || record.sequence - revokedBy > 0) { // modulo 2^32
                    newest.put(tag.block(), patch(tag, record.sequence, at));
                    requireModest(newest.size());
                }
                at = journal.next(at);
            }
        }
        return newest;
    }

    private Patch patch(JournalTag tag, int sequence, long at) throws IOException {
        if (tag.block() < 0 || tag.block() >= fileSystemBlocks) {
            throw new CorruptDataException("ext4 journal: block %d is for block %d of a file system of %d blocks"
                    .formatted(at, tag.block(), fileSystemBlocks));
        }
        if (journal.checksums() && !tag.fits(block(at), sequence, journal)) {
            throw new CorruptDataException(
                    "ext4 journal: block %d is damaged (checksum), and the kernel refuses to replay it too"
                            .formatted(at));
        }
        Patch logged = new Patch(log, at * blockSize);
        return tag.escaped() ? new Patch(new EscapedBlock(logged, blockSize), 0) : logged;
    }

    private static void requireModest(int size) throws UnsupportedFeatureException {
        if (size > MOST_PATCHES) {
            throw new UnsupportedFeatureException(
                    "ext4 journal: replaying more than %d blocks is not supported".formatted(MOST_PATCHES));
        }
    }

    /** Fast commits change files rather than blocks; what they did would be missing. */
    private void refuseFastCommits(int expected) throws IOException {
        if (journal.fastCommits() >= journal.length()) {
            return;
        }
        StructView s = StructView.littleEndian("ext4 fast commit", ByteBuffer.wrap(block(journal.fastCommits())));
        if (s.u16(0) == FAST_COMMIT_HEAD && s.i32(8) == expected) {
            throw new UnsupportedFeatureException("ext4 journal: it ends with fast commits (feature fast_commit),"
                    + " which cannot be replayed; mount and unmount the file system, or run e2fsck");
        }
    }

    private byte[] block(long number) throws IOException {
        long position = number * blockSize;
        log.checkRange(position, blockSize);
        if (log.extent(position, blockSize).kind() != Extent.Kind.DATA) {
            throw new CorruptDataException("ext4 journal: its block %d is not stored".formatted(number));
        }
        return log.readBytes(position, blockSize);
    }

    private static StructView view(byte[] bytes, long block) {
        return StructView.bigEndian("ext4 journal block " + block, ByteBuffer.wrap(bytes));
    }

    /** A block that starts with the journal's own magic number, in whose place zeros were logged. */
    private record EscapedBlock(Patch logged, long size) implements BlockSource {

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            checkRange(position, target.remaining());
            int start = target.position();
            logged.source().read(logged.position() + position, target);
            for (long at = position; at < Integer.BYTES && start < target.position(); at++, start++) {
                target.put(start, (byte) (JournalSuperblock.MAGIC >>> (24 - 8 * at)));
            }
        }

        @Override
        public void close() {}
    }
}
