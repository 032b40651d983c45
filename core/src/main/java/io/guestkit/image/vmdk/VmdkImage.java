package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.MappedImage;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An opened VMDK: what a descriptor says, and the extents that it names or that it is in. */
final class VmdkImage extends MappedImage {

    /** Key of the content id among the details. */
    static final String CID = "cid";

    private final ExtentList extents;
    /** Why what is not stored here cannot be read. */
    private final @Nullable DiskException orphaned;

    private final Consumer<String> warn = this::warn;

    private VmdkImage(VmdkLayout layout, BlockSource source, ImageOpener opener) {
        super(info(layout), source, new ParentOpener(opener, layout.descriptor().parentCid()));
        this.extents = layout.extents();
        this.orphaned = orphaned(layout.descriptor());
    }

    static VmdkImage open(BlockSource source, ImageOpener opener) throws IOException {
        VmdkLayout layout = VmdkLayout.read(source, opener);
        VmdkImage image = new VmdkImage(layout, source, opener);
        for (String warning : layout.warnings()) {
            image.warn(warning);
        }
        if (image.info().dirty()) {
            image.warn("the image was not closed cleanly (uncleanShutdown); what was written last may be missing");
        }
        return image;
    }

    private static ImageInfo info(VmdkLayout layout) {
        Descriptor descriptor = layout.descriptor();
        Map<String, Object> details = new LinkedHashMap<>();
        descriptor.cid().ifPresent(cid -> details.put(CID, cid));
        details.put("parent-cid", descriptor.parentCid());
        descriptor.createType().ifPresent(type -> details.put("create-type", type));
        details.put("extents", layout.extents().details());
        return new ImageInfo(
                DiskFormat.VMDK,
                layout.extents().size(),
                layout.extents().grainSize(),
                descriptor.encrypted() ? Optional.of("vmware") : Optional.empty(),
                descriptor.parentFileNameHint(),
                descriptor.parentFileNameHint().map(name -> DiskFormat.VMDK.id()),
                layout.extents().isDirty(),
                List.of(),
                details);
    }

    /** A delta that does not name its parent is not to be read as if the parent were empty. */
    private static @Nullable DiskException orphaned(Descriptor descriptor) {
        if (descriptor.parentFileNameHint().isPresent()) {
            return null;
        }
        if (descriptor.parentUuid().isPresent()) {
            return new UnsupportedFeatureException(
                    "VMDK descriptor: names its parent by VirtualBox's UUID %s only, which cannot be followed"
                            .formatted(descriptor.parentUuid().get()));
        }
        return descriptor.parentCid() == Descriptor.NO_PARENT
                ? null
                : new CorruptDataException(
                        "VMDK descriptor: parentCID is %08x, and no parentFileNameHint names the parent"
                                .formatted(descriptor.parentCid()));
    }

    @Override
    public Run run(long position, long length) throws IOException {
        checkRange(position, length);
        Run run = extents.run(position, length, warn);
        if (orphaned != null && run instanceof Run.Unallocated) {
            throw orphaned;
        }
        return run;
    }

    @Override
    protected void check(CheckReport.Builder report) throws IOException {
        long grain = info().clusterSize().orElse(0);
        report.totalUnits(grain == 0 ? 0 : (size() + grain - 1) / grain);
        extents.check(report);
    }

    @Override
    public void close() throws IOException {
        try (extents) {
            super.close();
        }
    }
}
