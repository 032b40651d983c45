package io.guestkit.volume.gpt;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.Warning;
import io.guestkit.volume.PartitionTable;
import io.guestkit.volume.SignatureProbe;
import io.guestkit.volume.TableDriver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the GUID partition table of a disk. The package documentation says which disks have one.
 */
public final class GptDriver implements TableDriver {

    private static final int[] SECTOR_SIZES = {512, 4096};
    private static final String HEADER = "gpt header";

    private final SignatureProbe probe;

    /** @param probe decides about disks without a protective MBR, whose GPT may be a leftover */
    public GptDriver(SignatureProbe probe) {
        this.probe = probe;
    }

    @Override
    public Optional<PartitionTable> read(BlockSource disk) throws IOException {
        if (disk.size() < 2 * ProtectiveMbr.LENGTH) {
            return Optional.empty();
        }
        ProtectiveMbr mbr =
                ProtectiveMbr.parse(StructView.littleEndian("protective mbr", disk, 0, ProtectiveMbr.LENGTH));
        if (!mbr.protects() && !mbr.entries().isEmpty()) {
            return Optional.empty(); // the MBR is the table, whatever an earlier life has left behind it
        }
        Search search = new Search(disk);
        GptCopy copy = search.primary();
        if (copy == null) {
            copy = search.backup();
        }
        boolean signed = copy != null || search.doubt != null;
        if (!mbr.protects() && (!signed || probe.recognises(disk))) {
            return Optional.empty();
        }
        if (copy == null) {
            throw search.doubt != null
                    ? search.doubt
                    : new CorruptDataException("gpt: the MBR says by an entry of type ee that there is one, but neither"
                            + " LBA 1 nor the last sector has a header");
        }
        List<Warning> warnings = new ArrayList<>();
        warnAboutCopies(disk, copy, search.doubt, warnings);
        warnAboutMbr(mbr, warnings);
        return Optional.of(GptPartitions.table(copy, mbr.bootCode(), disk.size(), warnings));
    }

    /** Looks for a copy that can be trusted, and keeps the first reason why another one cannot. */
    private static final class Search {
        private final BlockSource disk;
        private @Nullable CorruptDataException doubt;
        /** A header that is fine although its entries are not, and that knows where its backup is. */
        private @Nullable GptHeader halfGood;

        private int halfGoodSectorSize;

        Search(BlockSource disk) {
            this.disk = disk;
        }

        @Nullable
        GptCopy primary() throws IOException {
            for (int sectorSize : SECTOR_SIZES) {
                GptCopy copy = at(sectorSize, 1);
                if (copy != null) {
                    doubt = null; // it was about the other sector size, and this table proves that wrong
                    return copy;
                }
            }
            return null;
        }

        @Nullable
        GptCopy backup() throws IOException {
            if (halfGood != null) {
                GptCopy copy = at(halfGoodSectorSize, halfGood.alternateLba());
                if (copy != null) {
                    return copy;
                }
            }
            for (int sectorSize : SECTOR_SIZES) {
                GptCopy copy = at(sectorSize, disk.size() / sectorSize - 1);
                if (copy != null) {
                    return copy;
                }
            }
            return null;
        }

        private @Nullable GptCopy at(int sectorSize, long lba) throws IOException {
            if (lba < 1 || !GptCopy.isSigned(disk, sectorSize, lba)) {
                return null;
            }
            try {
                GptHeader header = GptCopy.readHeader(disk, sectorSize, lba);
                if (halfGood == null) {
                    halfGood = header;
                    halfGoodSectorSize = sectorSize;
                }
                return GptCopy.readEntries(disk, sectorSize, header);
            } catch (CorruptDataException e) {
                if (doubt == null) {
                    doubt = e;
                }
                return null;
            }
        }
    }

    private static void warnAboutCopies(
            BlockSource disk, GptCopy copy, @Nullable CorruptDataException doubt, List<Warning> warnings)
            throws IOException {
        GptHeader header = copy.header();
        if (header.myLba() != 1) {
            String reason = doubt == null ? "no header at LBA 1" : doubt.getMessage();
            warnings.add(new Warning(
                    HEADER, "the primary is bad (" + reason + "); the backup at LBA " + header.myLba() + " is used"));
            return;
        }
        String doubtOfBackup = doubtOfBackup(disk, copy);
        if (doubtOfBackup != null) {
            warnings.add(new Warning(HEADER, "the backup at LBA " + header.alternateLba() + " " + doubtOfBackup));
        }
    }

    private static @Nullable String doubtOfBackup(BlockSource disk, GptCopy primary) throws IOException {
        long lba = primary.header().alternateLba();
        try {
            GptHeader backup = GptCopy.readHeader(disk, primary.sectorSize(), lba);
            if (!backup.agreesWith(primary.header())) {
                return "describes another table; the primary is used";
            }
            return lba < disk.size() / primary.sectorSize() - 1
                    ? "is not in the last sector: the disk was enlarged"
                    : null;
        } catch (CorruptDataException e) {
            return "is bad (" + e.getMessage() + "); the primary is used";
        }
    }

    private static void warnAboutMbr(ProtectiveMbr mbr, List<Warning> warnings) {
        if (!mbr.protects()) {
            warnings.add(new Warning(
                    "protective mbr", "there is none, so that most systems would not see the partitions of the GPT"));
        }
        for (ProtectiveMbr.Entry entry : mbr.otherEntries()) {
            warnings.add(new Warning(
                    "protective mbr",
                    "hybrid: its entry " + entry.slot() + " of type " + Integer.toHexString(entry.osType())
                            + ", " + entry.sizeInLba() + " sectors from LBA " + entry.startingLba()
                            + " on, is left aside for the GPT"));
        }
    }
}
