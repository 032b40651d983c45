package io.guestkit.image.ova;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens what a disk in a tar names: other members of that tar, and nothing else.
 *
 * @param outer knows the formats
 * @param chain names of the member and of those above it
 */
record MemberOpener(Appliance appliance, ImageOpener outer, List<String> chain) implements ImageOpener {

    private static final int MAX_DEPTH = 200;

    static MemberOpener of(Appliance appliance, ImageOpener outer, String member) {
        return new MemberOpener(appliance, outer, List.of(member));
    }

    @Override
    public DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException {
        if (chain.contains(reference) || chain.size() >= MAX_DEPTH) {
            throw new CorruptDataException("the backing chain of %s in the tar leads back to %s, or is endless"
                    .formatted(chain.get(0), reference));
        }
        List<String> longer = new ArrayList<>(chain);
        longer.add(reference);
        return outer.openInside(
                appliance.file(reference),
                new MemberOpener(appliance, outer, List.copyOf(longer)),
                ImageOptions.DEFAULT);
    }

    @Override
    public BlockSource openFile(String reference) throws IOException {
        return appliance.file(reference);
    }
}
