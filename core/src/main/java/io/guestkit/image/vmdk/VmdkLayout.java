package io.guestkit.image.vmdk;

import io.guestkit.image.ImageOpener;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.FileSource;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an image is laid out: a descriptor file and the extents it names, or one sparse extent with its descriptor in it.
 *
 * @param warnings doubts found on the way
 */
record VmdkLayout(Descriptor descriptor, ExtentList extents, List<String> warnings) {

    /** The types whose extents are partitions or devices of the host, or of its storage. */
    private static final Set<String> DEVICE_TYPES = Set.of(
            "fulldevice",
            "partitioneddevice",
            "vmfsraw",
            "vmfsrdm",
            "vmfsrdmp",
            "vmfsrawdevicemap",
            "vmfspassthroughrawdevicemap");

    private static final int MAGIC = 16;

    static VmdkLayout read(BlockSource source, ImageOpener opener) throws IOException {
        StructView magic = StructView.littleEndian("VMDK", source, 0, (int) Math.min(MAGIC, source.size()));
        if (magic.startsWith(0, SparseHeader.MAGIC)) {
            return hosted(source, SparseHeader.read(source), opener);
        }
        if (magic.startsWith(0, CowdHeader.MAGIC)) {
            return bareExtent(source, CowdHeader.read(source).numSectors());
        }
        if (SeSparseHeader.isAt(magic)) {
            return bareExtent(source, SeSparseHeader.read(source).capacity());
        }
        return described(DescriptorText.read(source, 0, source.size()), opener);
    }

    /** A hosted sparse extent, which has its descriptor in it unless it is a part of a split disk. */
    private static VmdkLayout hosted(BlockSource source, SparseHeader header, ImageOpener opener) throws IOException {
        if (header.descriptorOffset() == 0) {
            return bareExtent(source, header.capacity());
        }
        DescriptorText text = DescriptorText.read(
                source,
                header.descriptorOffset() * SparseHeader.SECTOR,
                header.descriptorSize() == 0
                        ? DescriptorText.MAX_BYTES
                        : (long) header.descriptorSize() * SparseHeader.SECTOR);
        if (text.isEmpty()) {
            return bareExtent(source, header.capacity());
        }
        return header.capacity() == 0 ? described(text, opener) : monolithic(source, header, Descriptor.parse(text));
    }

    private static VmdkLayout described(DescriptorText text, ImageOpener opener) throws IOException {
        Descriptor descriptor = Descriptor.parse(text);
        DiskException refusal = refusal(descriptor);
        if (descriptor.extents().isEmpty()) {
            throw refusal != null ? refusal : new CorruptDataException("VMDK descriptor: describes no extents");
        }
        List<String> warnings = new ArrayList<>();
        return new VmdkLayout(
                descriptor, ExtentList.open(descriptor.extents(), refusal, opener, warnings::add), warnings);
    }

    /** The name that the descriptor has for the extent does not matter: it is the one it had before it was renamed. */
    private static VmdkLayout monolithic(BlockSource source, SparseHeader header, Descriptor descriptor) {
        List<String> warnings = new ArrayList<>();
        long size = size(header, descriptor, warnings);
        DiskExtent extent;
        try {
            DiskException refusal = descriptor.extents().size() > 1
                    ? new CorruptDataException("VMDK descriptor: describes %d extents, expected the one that it is in"
                            .formatted(descriptor.extents().size()))
                    : refusal(descriptor);
            if (refusal != null) {
                throw refusal;
            }
            GrainLayout layout = SparseExtent.layout(source, header, warnings::add);
            extent = new SparseExtent(0, size, nameOf(source).orElse(""), "", layout, false);
        } catch (DiskException e) {
            extent = new RefusedExtent(0, size, nameOf(source), "", e);
        }
        return new VmdkLayout(descriptor, ExtentList.of(extent), warnings);
    }

    /**
     * Size of the disk in bytes. The specification wants the capacity to be a multiple of the grain size, so that of a
     * disk of another size the descriptor knows better.
     */
    private static long size(SparseHeader header, Descriptor descriptor, List<String> warnings) {
        long sectors = header.capacity();
        if (descriptor.extents().size() == 1) {
            long described = descriptor.extents().get(0).sectors();
            if (described <= sectors && sectors - described < header.grainSize()) {
                sectors = described;
            } else {
                warnings.add("the header says %d sectors, the descriptor %d; the header is believed"
                        .formatted(sectors, described));
            }
        }
        return sectors * SparseHeader.SECTOR;
    }

    /** One extent of several, which is no disk. Its own content is not wrong, but where it belongs is not known. */
    private static VmdkLayout bareExtent(BlockSource source, long sectors) {
        Descriptor descriptor = new Descriptor(
                1,
                OptionalLong.empty(),
                Descriptor.NO_PARENT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of());
        UnsupportedFeatureException reason = new UnsupportedFeatureException(
                "VMDK: this is an extent without its descriptor; open the file that names it (disk.vmdk for disk-s001.vmdk)");
        RefusedExtent extent =
                new RefusedExtent(0, sectors * SparseHeader.SECTOR, nameOf(source), ExtentLine.SPARSE, reason);
        return new VmdkLayout(descriptor, ExtentList.of(extent), List.of());
    }

    private static Optional<String> nameOf(BlockSource source) {
        return source instanceof FileSource file ? Optional.of(file.path().toString()) : Optional.empty();
    }

    /** Why nothing of the content can be read, if the descriptor says so. */
    private static @Nullable DiskException refusal(Descriptor descriptor) {
        String type = descriptor.createType().orElse("");
        if (DEVICE_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            return new UnsupportedFeatureException(
                    "VMDK descriptor: createType %s stands for devices of a host, which cannot be read"
                            .formatted(type));
        }
        if (descriptor.encrypted()) {
            return new KeyRequiredException("VMDK descriptor: the content is encrypted by VMware");
        }
        if (descriptor.version() < 1 || descriptor.version() > Descriptor.MAX_VERSION) {
            return new UnsupportedFeatureException("VMDK descriptor: version %d; 1 to %d can be read"
                    .formatted(descriptor.version(), Descriptor.MAX_VERSION));
        }
        return null;
    }
}
