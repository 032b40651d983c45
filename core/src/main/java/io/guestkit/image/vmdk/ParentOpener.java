package io.guestkit.image.vmdk;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.Optional;

/**
 * Opens the parent of an image, and takes it only if nobody wrote to it since the image was made: a delta over other
 * content is no disk that ever was. VMware and QEMU refuse such a parent as well.
 *
 * @param parentCid what the parent's CID has to be
 */
record ParentOpener(ImageOpener opener, long parentCid) implements ImageOpener {

    @Override
    public DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException {
        DiskImage parent = opener.openImage(reference, format);
        Object cid = parent.info().details().get(VmdkImage.CID);
        if (!(cid instanceof Long found) || found != parentCid) {
            parent.close();
            throw new CorruptDataException(
                    "VMDK descriptor: parentCID is %08x, the parent %s has %s; it was written to, or is not the parent"
                            .formatted(
                                    parentCid,
                                    reference,
                                    cid instanceof Long found ? "CID %08x".formatted(found) : "no CID"));
        }
        return parent;
    }

    @Override
    public BlockSource openFile(String reference) throws IOException {
        return opener.openFile(reference);
    }
}
