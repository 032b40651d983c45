package io.guestkit.image.vhd;

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
import io.guestkit.io.Extent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An opened VHD. */
final class VhdImage extends MappedImage {

    private static final String WRONG_CHECKSUM = "the dynamic disk header has a wrong checksum";

    private final VhdFooter footer;
    private final BlockSource file;
    private final long end;
    /** Null for a fixed disk, whose bytes stand as they are before the footer. */
    private final @Nullable BlockMap blocks;

    private final @Nullable DynamicHeader header;
    private final Optional<String> doubt;
    private final UUID parentUniqueId;
    private final List<String> parentNames;

    private VhdImage(
            ImageInfo info,
            FooterCopies copies,
            @Nullable DynamicHeader header,
            List<String> parentNames,
            BlockSource file,
            ImageOpener opener) {
        super(info, file, opener);
        this.footer = copies.footer();
        this.file = file;
        this.end = copies.end();
        boolean differencing = footer.diskType() == VhdFooter.DIFFERENCING;
        this.blocks = header == null ? null : new BlockMap(file, header, info.virtualSize(), end, differencing);
        this.header = header;
        this.doubt = copies.doubt();
        this.parentUniqueId = header == null ? new UUID(0, 0) : header.parentUniqueId();
        this.parentNames = parentNames;
    }

    static VhdImage open(BlockSource file, ImageOpener opener) throws IOException {
        FooterCopies copies = FooterCopies.read(file);
        VhdFooter footer = copies.footer();
        DynamicHeader header = null;
        List<String> parentNames = List.of();
        if (footer.diskType() != VhdFooter.FIXED) {
            header = DynamicHeader.read(file, footer.dataOffset());
            checkTable(footer, header);
        }
        if (header != null && footer.diskType() == VhdFooter.DIFFERENCING) {
            parentNames = header.parentNames(file);
            if (parentNames.isEmpty()) {
                throw new CorruptDataException(
                        "VHD dynamic disk header: a differencing disk that does not name its parent");
            }
        }
        VhdImage image = new VhdImage(info(footer, header, parentNames), copies, header, parentNames, file, opener);
        copies.doubt().ifPresent(image::warn);
        if (header != null && !header.sound()) {
            image.warn(WRONG_CHECKSUM + "; its fields make sense and were used");
        }
        return image;
    }

    private static void checkTable(VhdFooter footer, DynamicHeader header) throws CorruptDataException {
        long size = footer.virtualSize();
        long needed = size / header.blockSize() + (size % header.blockSize() == 0 ? 0 : 1);
        if (header.maxTableEntries() < needed) {
            throw CorruptDataException.field(
                    "VHD dynamic disk header",
                    "max_table_entries",
                    0x1c,
                    header.maxTableEntries(),
                    "at least %d for a disk of %d bytes".formatted(needed, size));
        }
    }

    private static ImageInfo info(VhdFooter footer, @Nullable DynamicHeader header, List<String> parentNames) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "subformat",
                switch (footer.diskType()) {
                    case VhdFooter.FIXED -> "fixed";
                    case VhdFooter.DYNAMIC -> "dynamic";
                    default -> "differencing";
                });
        details.put(
                "creator-application",
                ParentLocator.untilNul(footer.creatorApplication()).strip());
        details.put("current-size", footer.currentSize());
        details.put("unique-id", footer.uniqueId().toString());
        if (footer.savedState()) {
            details.put("saved-state", true);
        }
        boolean child = !parentNames.isEmpty();
        return new ImageInfo(
                DiskFormat.VHD,
                footer.virtualSize(),
                header == null ? OptionalLong.empty() : OptionalLong.of(header.blockSize()),
                Optional.empty(),
                child ? Optional.of(parentNames.getFirst()) : Optional.empty(),
                child ? Optional.of(DiskFormat.VHD.id()) : Optional.empty(),
                false,
                List.of(),
                details);
    }

    @Override
    public Run run(long position, long length) throws IOException {
        checkRange(position, length);
        if (blocks != null) {
            return blocks.run(position, length);
        }
        if (position >= end) {
            throw new CorruptDataException(
                    "VHD: a fixed disk of %d bytes, of which the file holds %d; was the file truncated?"
                            .formatted(size(), end));
        }
        Extent extent = file.extent(position, Math.min(length, end - position));
        return extent.kind() == Extent.Kind.DATA
                ? new Run.Data(position, extent.length(), file, position)
                : new Run.Unallocated(position, extent.length());
    }

    @Override
    protected void check(CheckReport.Builder report) throws IOException {
        doubt.ifPresent(what -> report.corruption("VHD: " + what));
        if (header == null) {
            super.check(report);
            return;
        }
        if (!header.sound()) {
            report.corruption("VHD: " + WRONG_CHECKSUM);
        }
        new VhdCheck(file, header, size(), end, report).check();
    }

    @Override
    protected DiskImage openBacking(ImageOpener opener, String name) throws IOException {
        return ParentNames.open(opener, DiskFormat.VHD, parentNames, this::checkParent);
    }

    private void checkParent(DiskImage candidate) throws CorruptDataException {
        if (candidate instanceof VhdImage parent && !parent.footer.uniqueId().equals(parentUniqueId)) {
            throw new CorruptDataException("the parent has the unique id %s, expected %s; it is another disk"
                    .formatted(parent.footer.uniqueId(), parentUniqueId));
        }
    }
}
