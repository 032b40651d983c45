package io.guestkit.image.vhdx;

import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.MappedImage;
import io.guestkit.image.ParentNames;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** An opened VHDX. */
final class VhdxImage extends MappedImage {

    private final VhdxHeader header;
    private final RegionTable regions;
    private final Metadata metadata;
    private final BlockSource replayed;
    private final List<String> doubts;
    private final BlockAllocationTable blocks;

    private VhdxImage(
            ImageInfo info,
            VhdxHeader header,
            RegionTable regions,
            Metadata metadata,
            BlockSource replayed,
            List<String> doubts,
            BlockSource file,
            ImageOpener opener)
            throws CorruptDataException {
        super(info, file, opener);
        this.header = header;
        this.regions = regions;
        this.metadata = metadata;
        this.replayed = replayed;
        this.doubts = List.copyOf(doubts);
        this.blocks = BlockAllocationTable.of(replayed, regions, metadata);
        doubts.forEach(this::warn);
    }

    static VhdxImage open(BlockSource file, ImageOpener opener) throws IOException {
        List<String> doubts = new ArrayList<>();
        String creator = VhdxHeader.creator(file);
        VhdxHeader header = VhdxHeader.read(file, doubts::add);
        BlockSource replayed = file;
        if (header.hasLog()) {
            replayed = Log.replay(file, header);
            doubts.add("the image was not closed cleanly; its log was replayed in memory, the file is as it was");
        }
        RegionTable regions = RegionTable.read(replayed, doubts::add);
        Metadata metadata = Metadata.read(replayed, regions.metadata());
        return new VhdxImage(
                info(creator, header, metadata), header, regions, metadata, replayed, doubts, file, opener);
    }

    private static ImageInfo info(String creator, VhdxHeader header, Metadata metadata) {
        boolean child = metadata.parent().isPresent();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("subformat", child ? "differencing" : metadata.leaveBlockAllocated() ? "fixed" : "dynamic");
        details.put("creator", creator);
        metadata.virtualDiskId().ifPresent(id -> details.put("virtual-disk-id", id.toString()));
        details.put("logical-sector-size", metadata.logicalSectorSize());
        details.put("physical-sector-size", metadata.physicalSectorSize());
        return new ImageInfo(
                DiskFormat.VHDX,
                metadata.virtualDiskSize(),
                OptionalLong.of(metadata.blockSize()),
                Optional.empty(),
                metadata.parent().map(locator -> locator.names().getFirst()),
                child ? Optional.of(DiskFormat.VHDX.id()) : Optional.empty(),
                header.hasLog(),
                List.of(),
                details);
    }

    @Override
    public Run run(long position, long length) throws IOException {
        checkRange(position, length);
        return blocks.run(position, length);
    }

    /** A log that has to be replayed counts as damage: whoever ignores it sees another disk. */
    @Override
    protected void check(CheckReport.Builder report) throws IOException {
        doubts.forEach(doubt -> report.corruption("VHDX: " + doubt));
        RegionTable.checkCopy(replayed, doubt -> report.corruption("VHDX: " + doubt));
        new VhdxCheck(replayed, header, regions, metadata, report).check();
    }

    @Override
    protected DiskImage openBacking(ImageOpener opener, String name) throws IOException {
        ParentLocator locator = metadata.parent().orElseThrow();
        return ParentNames.open(
                opener, DiskFormat.VHDX, locator.names(), candidate -> checkParent(candidate, locator.linkages()));
    }

    private static void checkParent(DiskImage candidate, List<UUID> linkages) throws CorruptDataException {
        if (candidate instanceof VhdxImage image && !linkages.contains(image.header.dataWriteGuid())) {
            throw new CorruptDataException(
                    "the parent has the DataWriteGuid %s, expected %s; it is another disk, or was written to since"
                            .formatted(image.header.dataWriteGuid(), linkages.getFirst()));
        }
    }
}
