package io.guestkit.image.vdi;

import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.MappedImage;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** An opened VDI. */
final class VdiImage extends MappedImage {

    private final VdiHeader header;
    private final BlockMap map;

    private VdiImage(ImageInfo info, VdiHeader header, BlockSource file, ImageOpener opener) {
        super(info, file, opener);
        this.header = header;
        this.map = new BlockMap(file, header);
    }

    static VdiImage open(BlockSource file, ImageOpener opener) throws IOException {
        VdiHeader header = VdiHeader.read(file);
        boolean child = header.type() == VdiHeader.DIFFERENCING;
        if (child && header.uuidLinkage().equals(VdiHeader.NIL)) {
            throw CorruptDataException.field(
                    "VDI header",
                    "uuidLinkage",
                    0x1a8,
                    VdiHeader.NIL,
                    "the UUID of the parent of a differencing image");
        }
        return new VdiImage(info(header, child), header, file, opener);
    }

    private static ImageInfo info(VdiHeader header, boolean child) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "subformat",
                switch (header.type()) {
                    case VdiHeader.DYNAMIC -> "dynamic";
                    case VdiHeader.STATIC -> "static";
                    case VdiHeader.UNDO -> "undo";
                    default -> "differencing";
                });
        details.put("creator", header.comment());
        details.put("uuid", header.uuidCreate().toString());
        details.put("blocks-allocated", header.allocated());
        return new ImageInfo(
                DiskFormat.VDI,
                header.diskSize(),
                OptionalLong.of(header.blockSize()),
                Optional.empty(),
                child ? Optional.of(inBraces(header.uuidLinkage())) : Optional.empty(),
                child ? Optional.of(DiskFormat.VDI.id()) : Optional.empty(),
                false,
                List.of(),
                details);
    }

    private static String inBraces(UUID uuid) {
        return "{" + uuid + "}";
    }

    @Override
    public Run run(long position, long length) throws IOException {
        checkRange(position, length);
        if (header.type() == VdiHeader.UNDO) {
            throw new UnsupportedFeatureException("VDI: images of the type undo (3)");
        }
        return map.run(position, length);
    }

    @Override
    protected void check(CheckReport.Builder report) throws IOException {
        map.check(report);
    }

    /** A VDI knows its parent by its UUID alone; where that lies, VirtualBox writes down elsewhere. */
    @Override
    protected DiskImage openBacking(ImageOpener opener, String name) throws IOException {
        DiskImage opened = opener.openSibling(
                "parent " + name,
                DiskFormat.VDI,
                file -> VdiHeader.identity(file)
                        .filter(header.uuidLinkage()::equals)
                        .isPresent());
        UUID expected = header.uuidParentModify();
        if (opened instanceof VdiImage parent
                && !expected.equals(VdiHeader.NIL)
                && !expected.equals(parent.header.uuidModify())) {
            warn("the parent %s was modified after this image was made on top of it; what is read may be wrong"
                    .formatted(name));
        }
        return opened;
    }
}
