package io.guestkit.fs.btrfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads content by its logical address, and verifies it where it has checksums: of each sector, whichever copy is good. */
final class DataReader {

    /** As much as is read before it is verified: a multiple of any sector, and small enough for a cache. */
    private static final int PIECE = 128 << 10;

    private final LogicalSpace space;
    private final DataChecksums checksums;
    private final Checksum checksum;
    private final int sectorSize;
    private final Doubts doubts;

    DataReader(BlockStore store, DataChecksums checksums) {
        this.space = store.space();
        this.checksums = checksums;
        this.checksum = store.superblock().checksum();
        this.sectorSize = store.superblock().sectorSize();
        this.doubts = store.doubts();
    }

    /**
     * Fills what remains of {@code target}.
     *
     * @param verified whether the bytes have checksums
     */
    void read(long address, ByteBuffer target, boolean verified) throws IOException {
        int end = target.limit();
        for (long at = address; target.position() < end; ) {
            int inside = (int) (at % sectorSize);
            int wanted = Math.min(PIECE - inside, end - target.position());
            int whole = verified ? (inside + wanted + sectorSize - 1) / sectorSize * sectorSize : wanted;
            target.limit(target.position() + wanted);
            if (!verified) {
                readUnverified(at, target);
            } else if (whole == wanted) { // begins and ends with a sector
                readSectors(at, target.slice());
                target.position(target.limit());
            } else {
                ByteBuffer sectors = ByteBuffer.allocate(whole);
                readSectors(at - inside, sectors);
                target.put(sectors.slice(inside, wanted));
            }
            target.limit(end);
            at += wanted;
        }
    }

    private void readUnverified(long address, ByteBuffer target) throws IOException {
        int start = target.position();
        int attempts = space.attempts(address);
        IOException trouble = null;
        for (int attempt = 0; attempt < attempts; attempt++) {
            try {
                target.position(start);
                space.read(address, target, attempt);
                note(trouble);
                return;
            } catch (IOException e) {
                trouble = trouble == null ? e : trouble;
            }
        }
        throw Objects.requireNonNull(trouble); // there is at least one way
    }

    /** @param target whole sectors from its position 0 to its limit; its position does not matter afterwards */
    private void readSectors(long address, ByteBuffer target) throws IOException {
        try {
            space.read(address, target, 0);
        } catch (IOException e) {
            // a device that is not there: each sector is to be had in another way, or not at all
            for (int at = 0; at < target.limit(); at += sectorSize) {
                rescue(address + at, target.slice(at, sectorSize), checksums.at(address + at), 0, e);
            }
            return;
        }
        for (int at = 0; at < target.limit(); ) {
            DataChecksums.Run run = checksums.at(address + at);
            for (int i = 0; i < run.count() && at < target.limit(); i++) {
                ByteBuffer sector = target.slice(at, sectorSize);
                if (!checksum.matches(sector, run.sums(), i * checksum.length())) {
                    rescue(address + at, sector, run, i, mismatch(address + at, sector, run, i));
                }
                at += sectorSize;
            }
        }
    }

    /** Finds a way in which one sector has the checksum that it should have. */
    private void rescue(long address, ByteBuffer sector, DataChecksums.Run run, int index, IOException trouble)
            throws IOException {
        int attempts = space.attempts(address);
        for (int attempt = 0; attempt < attempts; attempt++) {
            try {
                space.read(address, sector.position(0), attempt);
            } catch (IOException e) {
                continue;
            }
            if (checksum.matches(sector.position(0), run.sums(), index * checksum.length())) {
                note(trouble);
                return;
            }
        }
        throw trouble;
    }

    private void note(@org.jspecify.annotations.Nullable IOException trouble) {
        if (trouble != null) {
            doubts.add("btrfs content", "another copy was used: " + trouble.getMessage());
        }
    }

    private CorruptDataException mismatch(long address, ByteBuffer sector, DataChecksums.Run run, int index) {
        byte[] expected = new byte[checksum.length()];
        run.sums().get(index * checksum.length(), expected);
        return new CorruptDataException("btrfs sector at %d: checksum is %s, expected %s"
                .formatted(
                        address, checksum.hex(sector), java.util.HexFormat.of().formatHex(expected)));
    }
}
