package io.guestkit.volume.mbr;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import io.guestkit.io.Warning;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionLayout;
import io.guestkit.volume.PartitionTable;
import io.guestkit.volume.SignatureProbe;
import io.guestkit.volume.TableDriver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Finds the DOS partition table of a disk. The package documentation says which disks have one, and in what unit it
 * counts.
 */
public final class MbrDriver implements TableDriver {

    private static final String KIND = "mbr";
    private static final byte[] GPT_SIGNATURE = {'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T'};
    /** As much of the disk as the first sector's meaning depends on. */
    private static final int HEAD_LENGTH = 4 * BootRecord.LENGTH;

    private final SignatureProbe probe;

    /** @param probe decides where the first sector could be a file system's, and where the unit is in doubt */
    public MbrDriver(SignatureProbe probe) {
        this.probe = probe;
    }

    @Override
    public Optional<PartitionTable> read(BlockSource disk) throws IOException {
        if (disk.size() < BootRecord.LENGTH) {
            return Optional.empty();
        }
        StructView head =
                StructView.littleEndian("master boot record", disk, 0, (int) Math.min(HEAD_LENGTH, disk.size()));
        BootRecord mbr = BootRecord.parse(head);
        if (!mbr.signed()
                || !mbr.hasKnownStatuses()
                || (mbr.isProtective() && mbr.used().isEmpty())) {
            return Optional.empty();
        }
        TableEvidence evidence = new TableEvidence(disk, mbr, probe);
        int sectorSize = evidence.sectorSize();
        List<Warning> warnings = new ArrayList<>();
        if (!isTable(head, evidence, sectorSize, warnings)) {
            return Optional.empty();
        }
        if (mbr.isProtective()) {
            warnings.add(new Warning(
                    "master boot record", "its entry of type ee stands for a GPT, which cannot be used; the rest is"));
        } else if (head.startsWith(BootRecord.LENGTH, GPT_SIGNATURE)) {
            warnings.add(new Warning(
                    "master boot record", "a GPT header at LBA 1 is left aside: no entry of type ee stands for it"));
        }
        List<Partition> partitions = partitions(disk, mbr, sectorSize, warnings);
        warnings.addAll(PartitionLayout.warnings(KIND, partitions, disk.size()));
        return Optional.of(new PartitionTable(
                KIND,
                mbr.diskSignature() == 0 ? Optional.empty() : Optional.of(hex8(mbr.diskSignature())),
                sectorSize,
                partitions,
                mbr.bootCode(),
                warnings));
    }

    private boolean isTable(StructView head, TableEvidence evidence, int sectorSize, List<Warning> warnings)
            throws IOException {
        boolean parameterBlock = BootSector.hasBiosParameterBlock(head);
        return switch (evidence.entries(sectorSize)) {
            case NONE, DOUBTFUL -> !parameterBlock && !BootSector.isForeign(head) && !evidence.diskIsRecognised();
            case SOUND -> {
                if (!evidence.diskIsRecognised()) {
                    yield true;
                }
                if (parameterBlock && !evidence.partitionIsRecognised(sectorSize)) {
                    yield false;
                }
                warnings.add(new Warning(
                        "master boot record",
                        "the disk as a whole has the signature of a file system too; its partitions are believed"));
                yield true;
            }
        };
    }

    private static List<Partition> partitions(BlockSource disk, BootRecord mbr, int sectorSize, List<Warning> warnings)
            throws IOException {
        List<Partition> partitions = new ArrayList<>();
        LogicalPartitions logicals = new LogicalPartitions(disk, sectorSize, warnings);
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            MbrEntry entry = mbr.entries().get(slot);
            if (!entry.isUsed() || entry.isProtective()) {
                continue;
            }
            if (entry.isExtended()) {
                logicals.follow(entry);
            } else {
                partitions.add(partition(mbr, slot + 1, entry, entry.start(), sectorSize));
            }
        }
        for (LogicalPartitions.Logical logical : logicals.found()) {
            partitions.add(partition(mbr, logical.number(), logical.entry(), logical.start(), sectorSize));
        }
        return partitions;
    }

    /** @param start in sectors, at most 34 bits; so bytes fit into a long */
    private static Partition partition(BootRecord mbr, int number, MbrEntry entry, long start, int sectorSize) {
        return new Partition(
                number,
                start * sectorSize,
                entry.sectors() * sectorSize,
                entry.typeName(),
                mbr.diskSignature() == 0
                        ? Optional.empty()
                        : Optional.of(
                                hex8(mbr.diskSignature()) + "-" + HexFormat.of().toHexDigits((byte) number)),
                Optional.empty(),
                entry.isActive());
    }

    private static String hex8(long signature) {
        return HexFormat.of().toHexDigits(signature, 8);
    }
}
